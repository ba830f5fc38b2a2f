"""What results cost, where words are frequent, and how they are shown."""

from __future__ import annotations

import pytest

from preau.accounts.roles import Role
from preau.search import queries
from preau.search.asking import parse
from preau.search.models import Row, row_id
from preau.search.queries import Sought, find
from preau.search.snippets import marked, snippets
from preau.search.wiring import Passage, Told
from preau.tickets import actions as tickets
from tests.assets.factories import AssetFactory
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.search.results import rebuild
from tests.tickets.factories import Crew, received

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


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
