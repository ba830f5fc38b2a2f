"""The same words for what is indexed and for what is asked, however they are typed."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.search.asking import opened, parse, to_fts5, to_tsquery
from preau.search.words import MOST_WORDS, terms, words
from tests.search.corpus import HOSTILE, QUERIES, SENTENCES

FRENCH = st.text("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüÿœæABCÉÀÔŒ0123456789 '’-.,«»()@\n")


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("réseaux", "reseau"),
        ("ÉCRANS", "écran"),
        ("l'imprimante", "imprimantes"),
        ("d’écran", "écran"),
        ("qu'aujourd'hui", "aujourd’hui"),
        ("œuvre", "OEUVRE"),
        ("B204", "b-204"),
        ("B 204", "b204"),
        ("journaux", "journal"),
        ("Noël", "noel"),
        ("e\u0301cran", "écran"),
        ("ré\u00adseau", "réseau"),
        ("straße", "STRASSE"),
        ("Wi-Fi", "wifi"),
        ("le WI FI", "wi\u2011fi"),
        ("vidéo-projecteurs", "vidéoprojecteur"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wi. Fi", "wifi"),
        ("vidéo du projecteur", "vidéoprojecteur"),
        ("port", "portail"),
        ("disque D", "disque"),
        ("salle 12", "salle 21"),
        ("sans son", "son"),
    ],
)
def test_words_that_are_not_one(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("typed", "wider"),
    [
        ("video", "video*"),
        ("souris noire ", "souris noire*"),
        ("B2", "B2*"),
        ("a", ""),
        ("vidéo*", ""),
        ("serveur -ent", ""),
        ("« écran noir »", ""),
        ("écran …", ""),
        ("", ""),
    ],
)
def test_the_last_word_is_opened_where_it_is_a_beginning(typed: str, wider: str) -> None:
    assert opened(typed) == wider


def test_says_nothing_of_the_words_that_stand_everywhere() -> None:
    assert stems("le la les de d’une à l'") == ["l"]
    assert stems("pas de son") == ["son"]


def test_keeps_letters_of_other_scripts() -> None:
    assert stems("Ελλάδα") == stems("ελλάδα") != stems("ёлка")


@given(FRENCH)
def test_accents_capitals_and_forms_change_nothing(text: str) -> None:
    expected = stems(text)

    assert stems(text.upper()) == expected
    assert stems(unicodedata.normalize("NFD", text)) == expected
    assert stems(text.replace("'", "’")) == expected


@given(st.text())
def test_the_index_holds_plain_words_only(text: str) -> None:
    assert re.fullmatch(r"[swx][a-z0-9]*( [swx][a-z0-9]*)*", terms([text]))


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    last = 0

    for word in words(text):
        assert last <= word.start < word.end <= len(text)
        assert word.folded
        last = word.start


@given(st.text(), st.text())
def test_texts_are_indexed_side_by_side(one: str, other: str) -> None:
    stemmed = [term for term in terms([one, other]).split() if not term.startswith("w")]

    assert stemmed == [*(f"s{s}" for s in stems(one)), "x", *(f"s{s}" for s in stems(other)), "x"]


def test_a_very_long_text_is_cut() -> None:
    held = terms(["mot " * 2 * MOST_WORDS, "fin"]).split()

    assert held.count("smot") == MOST_WORDS
    assert "sfin" not in held


def test_threads_do_not_share_a_stemmer() -> None:
    texts = SENTENCES * 3

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stems, texts))

    assert together == [stems(text) for text in texts]


# --- What is asked ----------------------------------------------------------------------------
@given(st.text(max_size=400), st.booleans())
def test_anything_can_be_asked(text: str, is_typing: bool) -> None:
    query = parse(text, is_typing=is_typing)

    for term in [*query.terms, *query.without]:
        assert term.stems
        assert len(term.stems) == len(term.folded)
    assert re.fullmatch(r'["a-z0-9 *()A-Z]*', to_fts5(query))
    assert re.fullmatch(r"[a-z0-9 :*()<\->|&!]*", to_tsquery(query))


@given(st.sampled_from(SENTENCES))
def test_a_sentence_asked_is_found_in_itself(sentence: str) -> None:
    query = parse(sentence)
    found = list(words(sentence))

    for term in query.terms:
        size = len(term.stems)
        places = [found[n : n + size] for n in range(len(found) - size + 1)]
        assert any(term.fits(place) for place in places)


def test_understands_what_is_typed() -> None:
    query = parse('l\'imprimante "salle B204" -toner vidéo* le')

    assert [term.folded for term in query.terms] == [
        ("imprimante",),
        ("salle", "b", "204"),
        ("video",),
    ]
    assert [term.is_beginning for term in query.terms] == [False, False, True]
    assert [term.folded for term in query.without] == [("toner",)]
    assert query.ignored == ("le",)


def test_the_last_word_may_not_be_whole_while_one_types() -> None:
    assert [term.is_beginning for term in parse("salle imp", is_typing=True).terms] == [False, True]
    assert not parse("salle imprimante ", is_typing=True).terms[-1].is_beginning
    assert not parse("salle i", is_typing=True).terms[-1].is_beginning
    assert parse("salle b2", is_typing=True).terms[-1].is_beginning
    assert not parse("salle 2", is_typing=True).terms[-1].is_beginning
    assert not parse('"salle imp', is_typing=True).terms[-1].is_beginning


def test_what_to_leave_out_is_not_enough() -> None:
    assert not parse("-toner")
    assert not parse("le la")
    assert parse("2026-000123").terms[0].folded == ("2026", "000123")


def test_asks_for_so_much_and_no_more() -> None:
    query = parse(" ".join(f"mot{n}" for n in range(100)))

    assert len(query.terms) == 12


@pytest.mark.parametrize("text", [*QUERIES, *HOSTILE])
def test_is_said_in_plain_words(text: str) -> None:
    query = parse(text)

    assert to_fts5(query).count('"') % 2 == 0
    assert "'" not in to_tsquery(query) + to_fts5(query)
