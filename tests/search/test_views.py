"""The page of results and the proposals."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preau.accounts.roles import Role
from preau.search import queries, wiring
from preau.search.models import Row, row_id
from preau.tickets.models import Ticket
from tests.assets.factories import AssetFactory
from tests.instants import LAST_MONTH, NOON
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.search.corpus import HOSTILE
from tests.search.results import rebuild, text
from tests.tickets.factories import Crew, received

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


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

    @pytest.mark.parametrize("asked", ["souri", "souris noire sour", "souri noire souri"])
    def test_leads_to_the_words_that_begin_so(self, client_for, asked: str) -> None:
        crew = Crew()
        received(crew, subject="Souris noire")
        rebuild()
        client = client_for(crew.agent)

        page = text(client.get("/search/", {"q": asked}))
        wider = text(client.get("/search/", {"q": f"{asked}*"}))

        assert "Souris noire" not in page
        assert f"q={asked.replace(' ', '+')}%2A" in page
        assert f"qui commencent par «\u00a0{asked.split()[-1]}\u00a0»" in page
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
