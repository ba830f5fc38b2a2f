"""What a person typed in the box, understood; and said in the words of each database."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from preau.search.words import Word, words

#: Nobody types more in earnest.
MOST_CHARACTERS = 200
_MOST_TERMS = 12
#: A single letter begins too many words.
_SHORTEST_BEGINNING = 2

#: By its stem, a word that is also found in another one: people say either.
_ALSO = {
    one.stem: other.stem
    for one, other in zip(words("projecteur"), words("vidéoprojecteur"), strict=True)
}

_QUOTES = str.maketrans(dict.fromkeys("«»“”„", '"'))
_CHUNK = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s",;()!?…]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: a word, words that follow each other, or the beginning of a word."""

    typed: str
    folded: tuple[str, ...]
    stems: tuple[str, ...]
    is_beginning: bool = False

    @property
    def also(self) -> str | None:
        """The stem of another word that is as good, for a word alone."""
        return _ALSO.get(self.stems[0]) if len(self.stems) == 1 else None

    def fits(self, found: Sequence[Word]) -> bool:
        """Whether these words, as many as there are in the term, are what is sought."""
        *first, last = range(len(self.stems))
        if any(found[n].stem != self.stems[n] for n in first):
            return False
        word = found[last]
        if word.stem in {self.stems[last], self.also}:
            return True
        beginning = self.folded[last]
        return self.is_beginning and (
            word.folded.startswith(beginning) or word.stem.startswith(beginning)
        )


@dataclass(frozen=True, slots=True)
class Query:
    """What to find (all of it), what not to find, and the words that say nothing."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    ignored: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to look for: what to leave out is not enough."""
        return bool(self.terms)


def parse(text: str, *, is_typing: bool = False) -> Query:
    """Understand what was typed; anything can be typed.

    Words are all to be found; "several words" in this order; -word not at all; word* begins so.
    While somebody types, the last word may not be whole yet.
    """
    text = text[:MOST_CHARACTERS].translate(_QUOTES)
    chunks = list(_CHUNK.finditer(text))
    terms: dict[tuple[object, ...], Term] = {}
    without: dict[tuple[object, ...], Term] = {}
    ignored = []
    for chunk in chunks:
        typed = chunk["phrase"] if chunk["phrase"] is not None else chunk["word"]
        is_last = is_typing and chunk is chunks[-1] and chunk.end() == len(text)
        is_beginning = chunk["phrase"] is None and (typed.endswith("*") or is_last)
        found = list(words(typed))
        if not found:
            if any(character.isalnum() for character in typed):
                ignored.append(typed.strip())
            continue
        term = Term(
            typed=typed.strip(),
            folded=tuple(word.folded for word in found),
            stems=tuple(word.stem for word in found),
            is_beginning=is_beginning and _is_enough(found),
        )
        kept = without if chunk["minus"] else terms
        if len(terms) + len(without) < _MOST_TERMS:
            kept.setdefault((term.folded, term.is_beginning), term)
    return Query(text.strip(), tuple(terms.values()), tuple(without.values()), tuple(ignored))


def opened(text: str) -> str:
    """The same words, the last one as the beginning of longer ones; nothing where it is none."""
    chunks = list(_CHUNK.finditer(text.translate(_QUOTES)))
    if not chunks or chunks[-1]["minus"] or not (chunks[-1]["word"] or "")[-1:].isalnum():
        return ""
    wider = f"{text.rstrip()}*"
    terms = parse(wider).terms
    return wider if terms and terms[-1].is_beginning else ""


def _is_enough(found: Sequence[Word]) -> bool:
    """Whether a term says enough to be a beginning; "B2" does, of the rooms of a floor."""
    last = found[-1].folded
    return len(last) >= _SHORTEST_BEGINNING or (len(found) > 1 and last.isdigit())


# --- In the words of the databases: every word is made of a-z and 0-9 only --------------------
def to_fts5(query: Query, *scopes: Collection[str]) -> str:
    """Say the query to SQLite's FTS5; of each scope, one of its words stands there too."""

    def phrase(said: Sequence[str], *, is_beginning: bool = False) -> str:
        return f'"{" ".join(said)}"{" *" if is_beginning else ""}'

    def one(term: Term) -> str:
        return f"({' OR '.join(phrase(said, is_beginning=b) for said, b in _ways(term))})"

    wanted = " AND ".join(map(one, query.terms))
    for scope in filter(None, scopes):
        wanted += f" AND ({' OR '.join(sorted(scope))})"
    if not query.without:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(map(one, query.without))})"


def to_tsquery(query: Query, *scopes: Collection[str]) -> str:
    """Say the same to PostgreSQL's `to_tsquery('simple', …)`."""

    def phrase(said: Sequence[str], *, is_beginning: bool = False) -> str:
        return f"({' <-> '.join(said)}{':*' if is_beginning else ''})"

    def one(term: Term) -> str:
        return f"({' | '.join(phrase(said, is_beginning=b) for said, b in _ways(term))})"

    wanted = [*map(one, query.terms), *(f"!{one(term)}" for term in query.without)]
    wanted += [f"({' | '.join(sorted(scope))})" for scope in scopes if scope]
    return " & ".join(wanted)


def _ways(term: Term) -> list[tuple[list[str], bool]]:
    """The ways in which a term can stand in the index; with each, whether it is a beginning."""
    stems = [f"s{stem}" for stem in term.stems]
    ways = [(stems, False)]
    if term.also:
        ways.append(([f"s{term.also}"], False))
    if term.is_beginning:
        ways.append(([*stems[:-1], f"s{term.folded[-1]}"], True))
        if len(stems) == 1:
            ways.append(([f"w{term.folded[0]}"], True))
    return ways
