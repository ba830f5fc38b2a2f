"""The index against a plain reading of the sentences: what both databases must find."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.search.asking import Query, Term, parse
from preau.search.models import Row, key_of, row_id
from preau.search.words import Word, terms, words
from tests.search.corpus import HOSTILE, QUERIES, SENTENCES

#: A kind that no room has signed up.
KIND = 90
READ = [list(words(sentence)) for sentence in SENTENCES]
VOCABULARY = sorted({word.folded for read in READ for word in read})


def stands(term: Term, read: list[Word]) -> bool:
    size = len(term.stems)
    return any(term.fits(read[n : n + size]) for n in range(len(read) - size + 1))


def expected(query: Query) -> list[int]:
    if not query:
        return []
    return [
        number
        for number, read in reversed(list(enumerate(READ)))
        if all(stands(term, read) for term in query.terms)
        and not any(stands(term, read) for term in query.without)
    ]


def found(query: Query) -> list[int]:
    if not query:
        return []
    rows, is_all = Row.objects.of_kind(KIND).newest(query, most=500, scope={"ktest"})
    assert is_all
    return [key_of(row) for row in rows]


@pytest.fixture
def index(db: None) -> None:
    Row.objects.bulk_create(
        Row(id=row_id(KIND, number), terms=f"ktest {terms([sentence])}")
        for number, sentence in enumerate(SENTENCES)
    )


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("text", [*QUERIES, *HOSTILE])
def test_finds_what_a_reader_finds(text: str) -> None:
    query = parse(text)

    assert found(query) == expected(query)


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("text", QUERIES)
def test_finds_it_while_one_types(text: str) -> None:
    query = parse(text, is_typing=True)

    assert found(query) == expected(query)


@pytest.mark.usefixtures("index")
def test_the_rooms_of_a_floor_are_found_by_its_figure() -> None:
    """B2 was looked for as a whole, until a second figure was typed."""
    assert set(found(parse("B204"))) <= set(found(parse("B2*")))
    assert found(parse("B2", is_typing=True)) == found(parse("B2*")) != []


def test_the_questions_find_something_and_not_everything() -> None:
    sizes = [len(expected(parse(text))) for text in QUERIES]

    assert sum(0 < size < len(SENTENCES) for size in sizes) > 45


def _asked(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        word = draw(st.sampled_from(VOCABULARY))
        match draw(st.sampled_from(["plain", "beginning", "without", "phrase"])):
            case "beginning":
                parts.append(word[: draw(st.integers(1, len(word)))] + "*")
            case "without":
                parts.append(f"-{word}")
            case "phrase":
                read = draw(st.sampled_from(READ))
                start = draw(st.integers(0, len(read) - 1))
                said = read[start : start + draw(st.integers(1, 4))]
                parts.append('"' + " ".join(each.folded for each in said) + '"')
            case _:
                parts.append(word)
    return " ".join(parts)


@pytest.mark.usefixtures("index")
@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.composite(_asked)(), st.booleans())
def test_finds_what_a_reader_finds_whatever_is_asked(text: str, is_typing: bool) -> None:
    query = parse(text, is_typing=is_typing)

    assert found(query) == expected(query)


@pytest.mark.usefixtures("index")
class TestTheIndexFollowsItsRows:
    def test_changed(self) -> None:
        Row.objects.filter(pk=row_id(KIND, 0)).update(terms=f"ktest {terms(['girafe'])}")

        assert found(parse("girafe")) == [0]
        assert 0 not in found(parse("imprimante"))

    def test_dropped(self) -> None:
        Row.objects.filter(pk__gt=row_id(KIND, 3)).delete()

        assert found(parse("imprimante")) == [3, 2, 1, 0]

    def test_written_over(self) -> None:
        row = Row(id=row_id(KIND, 1), terms=f"ktest {terms(['girafe'])}")

        Row.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["terms"]
        )

        assert found(parse("girafes")) == [1]
        assert 1 not in found(parse("imprimante"))
