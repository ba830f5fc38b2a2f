"""The words of a text, the same for what is indexed and for what is asked.

Both databases index what these functions give, as plain ASCII words: neither folds, stems or
cuts anything itself, so both find the same.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from snowballstemmer.french_stemmer import FrenchStemmer

#: A text is indexed as far as this; PostgreSQL knows no position beyond 16,383.
MOST_WORDS = 4_000
#: Longer runs of letters are data, not words: their beginning tells them apart.
_LONGEST = 60

# Accents that stand apart, and what shows nothing (soft hyphen, zero-width), belong to the word.
_RUN = re.compile("(?:[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff])+")
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_APOSTROPHES = ("'", "’", "\u02bc", "′", "`")
_ELIDED = frozenset(
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
)
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "\u0131": "i"})
#: Words that stand in nearly every sentence. "Sans", "plus" and "son" mean something here.
_STOP = frozenset(
    re.findall(
        r"[a-z]+",
        "a au aux ce ces cet cette de des du elle elles en est et eux il ils je la le les leur"
        " leurs lui ma mes mon ne nos notre nous on ou par pas pour que qui sa se ses sont sur ta"
        " te tes ton tu un une vos votre vous y",
    )
)
#: One thing of the trade, written as one word or as two.
_JOINED = {
    ("wi", "fi"): "wifi",
    ("video", "projecteur"): "videoprojecteur",
    ("video", "projecteurs"): "videoprojecteurs",
}
_FIRST = frozenset(first for first, _second in _JOINED)
#: What stands between its two halves.
_BETWEEN = frozenset(" -\u00a0\u2010\u2011")
_stemmers = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, how it is written once folded, and its stem."""

    start: int
    end: int
    folded: str
    stem: str


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, without elided articles and words that say nothing.

    Letters and figures are cut apart: "B204", "B 204" and "b-204" are the same two words. "Wi-Fi"
    and "wifi" are the same one.
    """
    first: Word | None = None
    for word in _apart(text):
        if first is not None:
            joined = _JOINED.get((first.folded, word.folded))
            if joined and text[first.end : word.start] in _BETWEEN:
                yield Word(first.start, word.end, joined, _stem(joined))
                first = None
                continue
            yield first
        first = word if word.folded in _FIRST else None
        if first is None:
            yield word
    if first is not None:
        yield first


def _apart(text: str) -> Iterator[Word]:
    for run in _RUN.finditer(text):
        parts = _cut(run.group())
        if len(parts) == 1 and _says_nothing(parts[0][0], text, run.end()):
            continue
        for folded, stem in parts:
            yield Word(run.start(), run.end(), folded, stem)


def terms(texts: Iterable[str]) -> str:
    """What the index holds of some texts: stems in order, then the words that differ from them.

    A stem is written with an s before it and a word with a w, so that the beginning of a word
    is looked for among words as they are written. All begin with a letter: PostgreSQL would
    read "1e5" as a number.
    """
    stems: list[str] = []
    whole: set[str] = set()
    for text in texts:
        for word in islice(words(text), max(MOST_WORDS - len(stems), 0)):
            stems.append(f"s{word.stem}")
            if word.stem != word.folded:
                whole.add(f"w{word.folded}")
        # The end of one text and the beginning of the next are no words that follow each other.
        stems.append("x")
    return " ".join([*stems, *sorted(whole)])


def _says_nothing(folded: str, text: str, end: int) -> bool:
    if folded in _STOP:
        return True
    # Of "l'imprimante" and "d’écran", only the noun counts; the D of "disque D" stands alone.
    return folded in _ELIDED and text[end : end + 1] in _APOSTROPHES and end + 1 < len(text)


def _cut(run: str) -> tuple[tuple[str, str], ...]:
    """Cut a run of letters and figures into words; what comes but once is not worth keeping."""
    if run.isascii() and run.isdigit():
        return ((run[:_LONGEST], run[:_LONGEST]),)
    return _parts(run) if len(run) <= _LONGEST else _parts.__wrapped__(run)


@lru_cache(maxsize=1 << 14)
def _parts(run: str) -> tuple[tuple[str, str], ...]:
    """Cut a run of letters and figures into words, each with its stem."""
    # Twice: a letter of mathematics is a capital only once it is taken apart.
    folded = unicodedata.normalize("NFKD", run).casefold().translate(_LETTERS)
    folded = unicodedata.normalize("NFKD", folded)
    plain = "".join(c for c in folded if unicodedata.category(c) not in {"Mn", "Cf"})
    parts = []
    for part in _PARTS.findall(plain):
        word = (part if part.isascii() else _spelled(part))[:_LONGEST]
        parts.append((word, _stem(word) if part.isascii() and part.isalpha() else word))
    return tuple(parts)


def _spelled(part: str) -> str:
    """Write letters of other scripts in ASCII, one by one, so that they can be found too."""
    return "".join(c if c.isascii() else f"x{ord(c):x}" for c in part)


def _stem(word: str) -> str:
    # A stemmer keeps the word that it works on: each thread has its own.
    stemmer = getattr(_stemmers, "french", None)
    if stemmer is None:
        stemmer = _stemmers.french = FrenchStemmer()
    stem: str = stemmer.stemWord(word)
    return stem
