"""Why something is a result: the words found, marked in the texts where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString

from preau.search.words import MOST_WORDS, Word, words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.search.asking import Term
    from preau.search.wiring import Passage, Told

#: Passages shown for one result, and characters shown of each.
_MOST, _LENGTH = 2, 200
#: What is shown before the first word found.
_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a passage, under the words that say what it is."""

    label: StrOrPromise
    text: SafeString


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place in a text where a term stands."""

    start: int
    end: int
    term: int


def marked(text: str, terms: Sequence[Term]) -> SafeString:
    """A whole text, with the words found marked; all else is escaped."""
    return _marked(text, _hits(text, terms), 0, len(text))


def snippets(told: Told, terms: Sequence[Term]) -> list[Snippet]:
    """The passages that say why: first those with words that are not shown yet."""
    heading = () if told.is_part else (told.number, told.title, told.where)
    shown = {hit.term for text in heading for hit in _hits(text, terms)}
    read = [(passage, _hits(passage.text, terms)) for passage in told.passages]
    left = [(passage, hits) for passage, hits in read if hits]
    chosen: list[tuple[Passage, list[_Hit]]] = []
    while left and len(chosen) < _MOST:
        best = max(left, key=lambda each: len({hit.term for hit in each[1]} - shown))
        new = {hit.term for hit in best[1]} - shown
        if chosen and not new:
            break
        left.remove(best)
        chosen.append(best)
        shown |= new
    return [Snippet(passage.label, _cut(passage.text, hits)) for passage, hits in chosen]


def _hits(text: str, terms: Sequence[Term]) -> list[_Hit]:
    """Where the terms stand in a text, in order."""
    found: list[Word] = list(islice(words(text), MOST_WORDS))
    hits = []
    for number, term in enumerate(terms):
        size = len(term.stems)
        for at in range(len(found) - size + 1):
            several = found[at : at + size]
            if term.fits(several):
                hits.append(_Hit(several[0].start, several[-1].end, number))
    return sorted(hits, key=lambda hit: (hit.start, -hit.end))


def _cut(text: str, hits: list[_Hit]) -> SafeString:
    """The piece of a text that shows the most of what was found, between whole words."""
    best = max(
        hits,
        key=lambda hit: len(
            {other.term for other in hits if hit.start <= other.start < hit.start + _LENGTH // 2}
        ),
    )
    start = max(best.start - _BEFORE, 0)
    end = max(min(start + _LENGTH, len(text)), min(best.end, start + 2 * _LENGTH))
    if start:
        start = _after_space(text, start, best.start)
    if end < len(text):
        end = _before_space(text, best.end, end)
    piece = _marked(text, hits, start, end)
    return SafeString(f"{'… ' if start else ''}{piece}{' …' if end < len(text) else ''}")


def _after_space(text: str, start: int, limit: int) -> int:
    spaces = (at + 1 for at in range(start, limit) if text[at].isspace())
    return next(spaces, limit)


def _before_space(text: str, limit: int, end: int) -> int:
    spaces = (at for at in range(end, limit, -1) if text[at].isspace())
    return next(spaces, end)


def _marked(text: str, hits: Sequence[_Hit], start: int, end: int) -> SafeString:
    """A piece of a text, escaped, with marks around what was found in it."""
    parts, at = [], start
    for hit in hits:
        first, last = max(hit.start, at), min(hit.end, end)
        if first >= last:
            continue
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts.append(escape(text[at:end]))
    return SafeString("".join(parts))
