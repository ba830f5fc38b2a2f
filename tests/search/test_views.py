"""The page of results and the proposals."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preau.accounts.roles import Role
from preau.search import actions, queries, wiring
from preau.search.asking import parse
from preau.search.models import Row, row_id
from preau.search.queries import Sought, find
from preau.search.snippets import marked, snippets
from preau.search.wiring import Passage, Told
from preau.tickets import actions as tickets
from preau.tickets.models import Ticket
from tests.assets.factories import AssetFactory
from tests.instants import LAST_MONTH, NOON
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.search.corpus import HOSTILE
from tests.tickets.factories import Crew, received

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


def rebuild() -> None:
    for kind in wiring.kinds():
        actions.rebuild(kind.name)


def text(answer) -> str:
    return answer.content.decode()


class TestResults:
    def test_show_why(self, client_for) -> None:
        crew = Crew()
        ticket = received(crew, subject="Écran noir", description="L’imprimante & <b>le</b> reste.")
        rebuild()

        page = text(client_for(crew.correspondent).get("/search/?q=imprimantes"))

        assert "L’<mark>imprimante</mark> &amp; &lt;b&gt;le&lt;/b&gt; reste." in page
        assert f'href="{ticket.get_absolute_url()}"' in page
        assert ticket.ref in page
        assert crew.correspondent.name in page

    def test_are_grouped_by_kind_with_a_tab_each(self, client_for) -> None:
        crew = Crew()
        for number in range(7):
            received(crew, subject=f"Souris {number}")
        AssetFactory(school=crew.school, name="Souris optique")
        rebuild()
        client = client_for(crew.agent)

        page = text(client.get("/search/?q=souris&since=&school="))
        assert page.count('class="found__one"') == 5 + 1
        assert "kind=ticket" in page
        assert "kind=asset" in page
        assert "kind=letter" not in page

        alone = text(client.get("/search/?q=souris&kind=ticket"))
        assert alone.count('class="found__one"') == 7
        assert 'aria-current="page">Tickets' in alone

    def test_come_in_pages_without_an_end_that_leaks(self, client_for) -> None:
        crew = Crew()
        for number in range(23):
            received(crew, subject=f"Souris {number}")
        rebuild()
        client = client_for(crew.agent)

        first = text(client.get("/search/?q=souris&kind=ticket"))
        second = text(client.get("/search/?q=souris&kind=ticket&page=2"))

        assert "page=2" in first
        assert second.count('class="found__one"') == 3
        assert 'rel="next"' not in second
        for page in ("0", "-1", "99", "x", "²", "9" * 30):
            assert client.get("/search/", {"q": "souris", "page": page}).status_code == 200

    def test_say_that_there_are_more_without_counting_them(self, client_for, monkeypatch) -> None:
        monkeypatch.setattr(queries, "MOST", 4)
        monkeypatch.setattr("preau.search.views.MOST", 4)
        crew = Crew()
        for number in range(6):
            received(crew, subject=f"Souris {number}")
        rebuild()

        page = text(client_for(crew.agent).get("/search/?q=souris&kind=ticket"))

        assert page.count('class="found__one"') == 4
        assert "4+" in page
        assert "Il y a plus de 4 résultats" in page

    def test_are_narrowed_in_the_address(self, client_for) -> None:
        crew, other = Crew(), Crew(name="Lycée Zanzibar")
        old = received(crew, subject="Souris", at=LAST_MONTH)
        new = received(crew, subject="Souris")
        elsewhere = received(other, subject="Souris")
        rebuild()
        client = client_for(crew.agent)

        def shown(**asked: str) -> set[Ticket]:
            page = text(client.get("/search/", {"q": "souris", "kind": "ticket", **asked}))
            return {t for t in (old, new, elsewhere) if f'href="{t.get_absolute_url()}"' in page}

        assert shown() == {old, new, elsewhere}
        assert shown(school="zanzibar") == {elsewhere}
        assert shown(school="nulle part") == set()
        assert shown(since=new.received_at.date().isoformat()) == {new, elsewhere}
        assert shown(since="hier") == set()
        assert shown(since="0001-01-01") == {old, new, elsewhere}
        assert shown(since="9999-12-31") == set()
        assert 'value="zanz"' in text(client.get("/search/?q=souris&school=zanz"))

    def test_a_lycee_is_not_asked_of_who_has_one(self, client_for) -> None:
        crew = Crew()

        assert 'name="school"' not in text(client_for(crew.head).get("/search/?q=x"))
        SchoolFactory()
        assert 'name="school"' in text(client_for(crew.agent).get("/search/?q=x"))

    def test_do_not_show_what_is_gone_since(self, client_for) -> None:
        crew = Crew()
        received(crew, subject="Souris")
        rebuild()
        ghost = Row(
            id=row_id(4, 99_999), school_id=crew.school.pk, segment="l", terms="kticket ssour x"
        )
        Row.objects.bulk_create([ghost])

        page = text(client_for(crew.agent).get("/search/?q=souris&kind=ticket"))

        assert page.count('class="found__one"') == 1
        assert '<span class="count count--calm">1</span>' in page


class TestNothing:
    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("", "Tapez un mot"),
            ("le la", "rien à chercher"),
            ("-souris", "signe moins"),
            ("introuvable", "Rien de ce que vous pouvez lire ne contient"),
        ],
    )
    def test_says_what_to_do(self, client_for, asked: str, said: str) -> None:
        page = text(client_for(Crew().agent).get("/search/", {"q": asked}))

        assert said in page

    def test_names_the_words_that_find_something_alone(self, client_for) -> None:
        crew = Crew()
        received(crew, subject="Souris")
        rebuild()

        page = text(client_for(crew.agent).get("/search/?q=souris+introuvable"))

        assert "Un mot seul trouve quelque chose" in page
        assert "?q=souris&amp;kind=all" in page
        assert "q=introuvable&amp;" not in page

    @pytest.mark.parametrize("asked", ["souri", "souris noire sour"])
    def test_leads_to_the_words_that_begin_so(self, client_for, asked: str) -> None:
        crew = Crew()
        received(crew, subject="Souris noire")
        rebuild()
        client = client_for(crew.agent)

        page = text(client.get("/search/", {"q": asked}))
        wider = text(client.get("/search/", {"q": f"{asked}*"}))

        assert "Souris noire" not in page
        assert f"q={asked.replace(' ', '+')}%2A" in page
        assert "Souris" in wider
        assert "qui commencent par" not in wider

    def test_says_which_words_were_not_looked_for(self, client_for) -> None:
        crew = Crew()
        received(crew, subject="Souris")
        rebuild()

        assert "se trouve presque partout" in text(
            client_for(crew.agent).get("/search/?q=la+souris")
        )

    def test_is_found_without_a_mandate(self, client_for) -> None:
        crew = Crew()
        nobody = make_person(Role.CORRESPONDENT, crew.school, at=LAST_MONTH, until=LAST_MONTH)
        rebuild()

        page = text(client_for(nobody).get("/search/", {"q": nobody.email}))

        assert "aucun mandat en cours" in page

    @pytest.mark.parametrize("asked", HOSTILE)
    def test_breaks_it(self, client_for, asked: str) -> None:
        client = client_for(Crew().agent)
        asked = asked.encode("utf-8", "replace").decode()

        assert client.get("/search/", {"q": asked, "school": asked}).status_code == 200
        assert client.get("/search/suggestions/", {"q": asked}).status_code == 200

    def test_is_public(self, client) -> None:
        assert client.get("/search/?q=souris").status_code == 302
        assert client.get("/search/suggestions/?q=souris").status_code == 302


class TestNumbers:
    def test_lead_straight_to_their_thing(self, client_for) -> None:
        crew = Crew()
        ticket, asset = received(crew), AssetFactory(school=crew.school, tag="IDF-000777")
        client = client_for(crew.agent)
        year, number = ticket.ref.split("-")

        for asked, thing in [
            (ticket.ref, ticket),
            (f"#{year}-{int(number)}", ticket),
            (f"#{int(number)}", ticket),
            (crew.school.uai.lower(), crew.school),
            ("idf-000777", asset),
        ]:
            answer = client.get("/search/", {"q": f" {asked} "})
            assert answer.status_code == 302
            assert answer["Location"] == thing.get_absolute_url()

    def test_are_looked_up_by_their_index(self) -> None:
        """Each letter typed asks for a label: of 300,000 pieces of equipment, none is read."""
        crew = Crew()
        with CaptureQueriesContext(connection) as queries_made:
            wiring.KINDS["asset"].exact(actor(crew.agent, NOON), "idf-000777")

        [sql] = [query["sql"] for query in queries_made if "tag" in query["sql"]]
        assert "LIKE" not in sql.upper()
        assert "UPPER(" not in sql.upper()

    def test_can_be_looked_for_all_the_same(self, client_for) -> None:
        crew = Crew()
        ticket = received(crew)
        rebuild()

        answer = client_for(crew.agent).get("/search/", {"q": ticket.ref, "kind": "all"})

        assert answer.status_code == 200
        assert f"<mark>{ticket.ref}</mark>" in text(answer)


class TestProposals:
    def test_are_a_few_of_each_kind(self, client_for) -> None:
        crew = Crew()
        for number in range(9):
            received(crew, subject=f"Souris {number}", description="Une souris.")
            AssetFactory(school=crew.school, name=f"Souris {number}")
        rebuild()

        answer = text(client_for(crew.agent).get("/search/suggestions/?q=sour"))

        assert answer.count("<li>") == 3 + 3 + 1
        assert "?q=sour%2A&amp;kind=all" in answer
        assert "<html" not in answer

    def test_of_frequent_words_are_some_of_the_latest(self, client_for, monkeypatch) -> None:
        monkeypatch.setattr(queries, "MOST", 4)
        crew, other = Crew(), Crew()
        made = [received(crew, subject=f"Souris {n}") for n in range(9)]
        hidden = received(other, subject="Souris d’ailleurs")
        rebuild()

        answer = text(client_for(crew.correspondent).get("/search/suggestions/?q=sour"))

        assert [t for t in made if t.get_absolute_url() in answer] == made[-3:]
        assert hidden.get_absolute_url() not in answer

    def test_are_empty_where_nothing_is_typed(self, client_for) -> None:
        assert text(client_for(Crew().agent).get("/search/suggestions/?q=")).strip() == ""

    def test_box_is_on_every_page(self, client_for) -> None:
        client = client_for(Crew().agent)

        for path in ("/", "/tickets/", "/search/"):
            assert text(client.get(path)).count('id="search-box"') == 1


class TestCost:
    def test_does_not_grow_with_the_results(self, client_for, assert_flat) -> None:
        crew = Crew()
        client = client_for(crew.agent)

        def grow() -> None:
            for _ in range(2):
                ticket = received(crew, subject="Souris", description="Une souris.")
                tickets.note(ticket, by=crew.actor("agent"), body="La souris encore.")
                AssetFactory(school=crew.school, name="Souris")
                make_person(Role.STAFF, crew.school, title="Dompteur de souris")
            SchoolFactory(name="Lycée de la Souris")
            rebuild()

        grow()
        assert_flat(lambda: client.get("/search/?q=souris"), grow)
        assert_flat(lambda: client.get("/search/?q=souris&kind=message"), grow)
        assert_flat(lambda: client.get("/search/suggestions/?q=sour"), grow)


class TestFrequentWords:
    """Where the hits are more than are sorted, the newest rows are looked through."""

    def test_are_found_newest_first(self, monkeypatch) -> None:
        monkeypatch.setattr("preau.search.models._SORTED", 3)
        monkeypatch.setattr(queries, "MOST", 5)
        crew = Crew()
        made = [received(crew, subject=f"Souris {n}").pk for n in range(8)]
        rebuild()

        found = find(Sought(query=parse("souris"), actor=actor(crew.agent, NOON)))

        tickets_found = next(each for each in found if each.kind.name == "ticket")
        assert tickets_found.keys == sorted(made, reverse=True)[:5]
        assert tickets_found.is_more

    @pytest.mark.parametrize("walked", [0, 3, 4_000])
    @pytest.mark.parametrize("most", [4, 500])
    def test_are_the_same_however_far_one_looks(self, monkeypatch, walked: int, most: int) -> None:
        monkeypatch.setattr("preau.search.models._FREQUENT", -1)
        monkeypatch.setattr("preau.search.models._WALKED", walked)
        monkeypatch.setattr(queries, "MOST", most)
        crew, other = Crew(), Crew()
        mine = [received(crew, subject=f"Souris {n}").pk for n in range(6)]
        theirs = [received(other, subject=f"Souris {n}").pk for n in range(6)]
        rebuild()

        for user, made in (
            (crew.agent, mine + theirs),
            (crew.correspondent, mine),
            (other.head, theirs),
        ):
            [found] = find(Sought(query=parse("souris"), actor=actor(user, NOON)))
            assert found.keys == sorted(made, reverse=True)[:most]
            assert found.is_more == (len(made) > most)

    def test_what_the_index_offers_in_vain_is_passed_over(self, monkeypatch) -> None:
        monkeypatch.setattr(queries, "MOST", 3)
        crew = Crew()
        made = [received(crew, subject=f"Souris {n}").pk for n in range(3)]
        rebuild()
        Row.objects.bulk_create(
            Row(
                id=row_id(4, 10_000 + n),
                school_id=crew.school.pk,
                segment="l",
                terms="kticket ssour x",
            )
            for n in range(6)
        )

        found = find(Sought(query=parse("souris"), actor=actor(crew.agent, NOON)))

        assert next(each for each in found if each.kind.name == "ticket").keys == made[::-1]


class TestSnippets:
    def test_are_cut_between_words(self) -> None:
        long = "mot " * 100 + "la souris grise " + "fin " * 100

        [snippet] = snippets(
            Told(key=1, title="", url="", passages=[Passage("x", long)]), parse("souris").terms
        )

        assert snippet.text.startswith("… mot")
        assert "<mark>souris</mark> grise" in snippet.text
        assert snippet.text.endswith(" …")
        assert len(snippet.text) < 260

    def test_of_one_endless_word_are_cut_too(self) -> None:
        [snippet] = snippets(
            Told(
                key=1, title="", url="", passages=[Passage("x", "a" * 1000 + " souris" + "b" * 9)]
            ),
            parse("aaaa*").terms,
        )

        assert "<mark>" in snippet.text

    def test_show_words_not_shown_yet(self) -> None:
        told = Told(
            key=1,
            title="Souris",
            url="",
            passages=[Passage("a", "une souris"), Passage("b", "un clavier"), Passage("c", "rien")],
        )

        shown = snippets(told, parse("souris clavier").terms)

        assert [snippet.label for snippet in shown] == ["b"]

    def test_mark_phrases_whole_and_escape_all_else(self) -> None:
        terms = parse('"écran de la salle"').terms

        assert (
            marked("<i> l’écran de la salle & l’écran", terms)
            == "&lt;i&gt; l’<mark>écran de la salle</mark> &amp; l’écran"
        )
        assert marked("a <b>", ()) == "a &lt;b&gt;"
