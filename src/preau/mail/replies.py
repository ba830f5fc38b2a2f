"""What a person wrote, apart from what their mail program quoted around it.

Nothing is deleted: the page shows this first and the whole text one click away. Where the cut is
not certain, the longer text is shown.
"""

from __future__ import annotations

import re

from preau.mail.quoting import Head, find_head, is_quoted, plain
from preau.mail.signatures import without_armour, without_signature

_ANSWERS_BELOW = re.compile(
    r"r[ée]pon(?:ses?|ds|du)\b.{0,60}\b(?:ci-dessous|ci-apr[èe]s|dans (?:le|votre|ton|vos)"
    r" (?:texte|corps|message|mail|courriel)|entre (?:les|vos) lignes|en (?:rouge|bleu|vert|gras"
    r"|couleur|italique|majuscules?)|[àa] la suite|sous chaque|au fil)"
    r"|(?:voir|cf\.?) (?:mes|nos) (?:r[ée]ponses?|commentaires?|remarques?)"
    r"|(?:mes|nos) (?:commentaires?|remarques?|r[ée]ponses?) en (?:rouge|bleu|vert|gras|couleur)"
    r"|(?:see|my) (?:answers?|comments?|replies) (?:below|inline|in (?:red|blue|green|bold))",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"[> |]*(?:bonjour|bonsoir|madame|monsieur|mesdames|hello|dear|hi|chere?s?)\b", re.I
)


def own_part(text: str) -> tuple[str, bool]:
    """The person's own words, and whether that is certain; the whole text where it is not."""
    said = without_armour(text)
    lines = said.split("\n")
    read = [plain(line) for line in lines]
    head = find_head(read)
    if head is None:
        return _without_head(text, lines, read)
    if not head.is_certain:
        return text, False
    above, below = "\n".join(lines[: head.start]), lines[head.end :]
    answers = _answers(below, read[head.end :])
    if not above.strip():
        return _from_below(text, answers)
    if answers is not None and answers.text:
        return text, False
    if answers is None and _ANSWERS_BELOW.search(" ".join(read[: head.start])):
        return text, False
    return without_signature(above), True


class _Answers:
    """What is not quoted below the announcement of a quote whose every line is marked."""

    def __init__(self, text: str, *, is_at_end: bool) -> None:
        self.text = text
        self.is_at_end = is_at_end


def _answers(lines: list[str], read: list[str]) -> _Answers | None:
    """None where the lines of the quote bear no mark: what else is there, nobody can tell."""
    if not next((is_quoted(line) for line in read if line), False):
        return None
    later = _later_head(read)
    if later is not None:
        lines, read = lines[: later.start], read[: later.start]
    return _unquoted(lines, read)


def _later_head(read: list[str]) -> Head | None:
    """The next announcement that is not itself quoted: an older exchange, not an answer."""
    marks = [number for number, line in enumerate(read) if is_quoted(line)]
    hidden = ["" if is_quoted(line) else line for line in read]
    head = find_head(hidden)
    return head if head and head.is_certain and marks and head.start > marks[0] else None


def _unquoted(lines: list[str], read: list[str]) -> _Answers:
    marked = [is_quoted(line) for line in read]
    own = [number for number, line in enumerate(read) if line and not marked[number]]
    text = "\n".join(line for line, is_marked in zip(lines, marked, strict=True) if not is_marked)
    is_at_end = not own or True not in marked[own[0] :]
    return _Answers(_said(text), is_at_end=is_at_end)


def _said(text: str) -> str:
    """Own words less the signature; nothing where there is only a signature."""
    # With a word above it, even a text that is all signature is known as one.
    return without_signature("\u2420\n\n" + text.strip()).removeprefix("\u2420").strip()


def _from_below(text: str, answers: _Answers | None) -> tuple[str, bool]:
    """The quote is on top: the words are below it, or there are none but those quoted."""
    if answers is None or not answers.text:
        return text, True
    return (answers.text, True) if answers.is_at_end else (text, False)


def _without_head(text: str, lines: list[str], read: list[str]) -> tuple[str, bool]:
    """No program announces a quote; there may be marked lines all the same."""
    quoted = [number for number, line in enumerate(read) if line.startswith(">")]
    if not quoted:
        return without_signature("\n".join(lines)), True
    before = "\n".join(lines[: quoted[0]])
    answers = _unquoted(lines[quoted[0] :], read[quoted[0] :])
    if not before.strip():
        return _from_below(text, answers)
    if answers.text or not _is_foreign([read[number] for number in quoted]):
        return text, False
    return without_signature(before), True


def _is_foreign(quoted: list[str]) -> bool:
    """Whether marked lines are a letter: a person may also mark the lines of a list so."""
    return any(line.startswith((">>", "> >")) or _GREETING.match(line) for line in quoted)
