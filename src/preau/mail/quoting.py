"""Where a mail program's quote of an earlier message begins.

Every program announces it in its own way: a dashed line, a block of header lines, a sentence that
ends with « a écrit : ». Lines are looked at one by one, cut to a length, so that no text is slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What is said of a quote is said at the beginning of a line.
_LINE = 400
_BLANKS = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 9], " ")
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_SIGNS: dict[int, str | None] = {
    **_BLANKS,
    **_UNSEEN,
    0x2019: "'",
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
}

_MARKER = re.compile(r"r[ée]pondez au-dessus de cette ligne|reply above this line", re.I)
_DIVIDER = re.compile(
    r"-{3,} ?(?:(?:mail|message|courriel|e-?mail|courrier|mensaje|messaggio)\b[^:]{0,10}?"
    r"(?:original|d'origine|origine|transf[ée]r|transmis|r[ée]exp[ée]di|r[ée]achemin|initial"
    r"|inoltrato|reenviado)"
    r"|(?:original|forwarded|urspr[üu]ngliche|weitergeleitete) (?:message|e-?mail|mail|nachricht))"
    r"[^:]{0,30}$"
    r"|-{3,} ?(?:r[ée]pondre [àa] ce|reply to this) (?:message|e-?mail)\b.{0,40}$"
    r"|-{3,} ?(?:le|on) .{8,200}(?:a [ée]crit|wrote) ?:? ?-{3,}$",
    re.I,
)
_FORWARDED = re.compile(
    r"(?:d[ée]but (?:du )?(?:message|courriel|mail) (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])"
    r"|begin forwarded message|(?:message|courriel|mail) (?:transf[ée]r[ée]"
    r"|r[ée]exp[ée]di[ée])) ?:$",
    re.I,
)
# Orange, La Poste, Wanadoo and SFR.
_MESSAGE_OF = re.compile(
    r"message du (?:: )?\d\d?/\d\d?/\d{2,4}(?: .{0,20}\d\d?[:h]\d\d.{0,12})?$", re.I
)
_RULER = re.compile(r"[_=*\-]{5,}$")
_TITLE = re.compile(
    r"\W*(?:message|courriel|mail) (?:d'origine|original|transf[ée]r[ée])\W*$", re.I
)

_NAMES = {
    "from": r"de|from|exp[ée]diteur|von",
    "date": r"envoy[ée](?: le)?|date(?: d'envoi)?|sent|re[çc]u(?: le)?|gesendet",
    "to": r"[àa]|to|pour|destinataires?|an",
    "copy": r"cc|cci|copie(?: [àa]| carbone)?|bcc",
    "subject": r"objet|subject|sujet|betreff",
    "other": (
        r"r[ée]pondre [àa]|reply[- ]to|importance|pi[èe]ces? jointes?|attachments?"
        r"|fichiers? joints?"
        r"|organisation|priorit[ée]|x-mailer"
    ),
}
_HEADER = re.compile(
    r"[*_ ]*(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _NAMES.items()) + r")"
    r" ?[*_]* ?:[*_]*(?P<value> .*|[^/ ].*|)$",
    re.I,
)
# The same on one line, as some phones leave it.
_FLAT = re.compile(
    r"(?:de|from) ?: .{2,150} (?:envoy[ée](?: le)?|sent|date) ?: .{0,60}\d.{0,60}"
    r" (?:[àa]|to) ?: .{2,200} (?:objet|subject|sujet) ?:",
    re.I,
)
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,189}")
_SENT = re.compile(r"^[*_ ]*(?:envoy[ée]|sent)\b", re.I | re.M)
_TIME = re.compile(r"\b\d{1,2} ?(?:[:.]|h|H) ?\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d\d\b")

_STARTS = re.compile(r"(?:le|on|en date d[eu]|il|am|el|em|op|den)\b", re.I)
_WROTE = re.compile(
    r"(?:^|\W)(?:(?:(?:m'|nous |vous )?a|avez|ont) ?[ée]crit|[ée]crivait|wrote|schrieb|escribi[óo]"
    r"|ha scritto|escreveu|schreef)\b"
    # When, or in German who; « a écrit au prestataire : » is a sentence of the person's own.
    r"(?: ce qui suit| (?:le|on) [^:]{4,50}(?:\d\d?:\d\d(?::\d\d)?[^:]{0,20})?"
    r"|(?<=schrieb) [^:]{2,80})? ?:$",
    re.I,
)
# What a wrapped attribution may leave on its last line.
_WROTE_WRAPPED = re.compile(r"(?:a |ha )?(?:[ée]crit|wrote|scritto) ?:$", re.I)
_QUOTING = re.compile(
    r"(?:quoting|citation de|citando|selon|zitat von|according to) .{1,200}:$", re.I
)
_STAMPED = re.compile(r"\d{4}-\d\d-\d\d \d\d?:\d\d.{0,120}<[^<>]{3,200}> ?:$")
_ATTRIBUTION_LINES = 5


@dataclass(frozen=True, slots=True)
class Head:
    """What announces a quote: the lines from `start` up to, not including, `end`."""

    start: int
    end: int
    is_certain: bool = True


def plain(line: str) -> str:
    """A line as the patterns read it: one kind of blank, no unseen characters."""
    line = line[:_LINE]
    if not line.isascii() or "\t" in line:
        line = line.translate(_SIGNS)
    return " ".join(line.split())


def is_quoted(line: str) -> bool:
    """Whether a line bears the sign that mail programs put before what they quote."""
    return line.startswith(">")


def find_head(lines: list[str]) -> Head | None:
    """The first announcement of a quote in lines that `plain` made."""
    bare = [line.lstrip("> ") if is_quoted(line) else line for line in lines]
    for number, line in enumerate(bare):
        if not line:
            continue
        head = _announced(bare, number) or _block(bare, number) or _attribution(lines, bare, number)
        if head is not None:
            return head
    return None


def _announced(bare: list[str], number: int) -> Head | None:
    line = bare[number]
    if any(p.match(line) for p in (_DIVIDER, _FORWARDED, _FLAT)) or _MARKER.search(line):
        return Head(number, number + 1)
    if _MESSAGE_OF.match(line) and any(_kind(later) == "from" for later in bare[number + 1 :][:4]):
        return Head(number, number + 1)
    return None


def _kind(line: str) -> str:
    match = _HEADER.match(line)
    return next((kind for kind in _NAMES if match and match[kind]), "")


def _block(bare: list[str], number: int) -> Head | None:
    """Header lines as Outlook and others copy them: sender, date, recipients, subject."""
    if _kind(bare[number]) in {"", "copy", "other"}:
        return None
    kinds: set[str] = set()
    told: list[str] = []
    end, position, strange = number, number, 0
    while position < len(bare) and position < number + 60 and strange <= 3:
        line = bare[position]
        kind = _kind(line)
        if kind in kinds and kind != "other":
            break
        if kind:
            kinds.add(kind)
            told.append(line)
            end, strange = position + 1, 0
        elif line:
            # A long list of recipients goes on for some lines; a new paragraph is something else.
            if not bare[position - 1]:
                break
            told.append(line)
            strange += 1
        position += 1
    if len(kinds & {"from", "date", "to", "subject"}) < 3 or "from" not in kinds:
        return None
    text = "\n".join(told[: 3 * len(kinds)])
    start = _above(bare, number)
    is_dated = bool(_TIME.search(text) and _YEAR.search(text))
    # « Date », « De » and « Objet » may also be the lines of a person's own form.
    is_programs = start < number or bool(_SENT.search(text))
    return Head(start, end, bool(_ADDRESS.search(text)) or (is_dated and is_programs))


def _above(bare: list[str], number: int) -> int:
    """The line where the ruler or the title above a block begins."""
    start = number
    for position in range(number - 1, max(number - 5, -1), -1):
        if _RULER.match(bare[position]) or _TITLE.match(bare[position]):
            start = position
        elif bare[position]:
            break
    return start


def _attribution(lines: list[str], bare: list[str], number: int) -> Head | None:
    """« Le 5 octobre 2026 à 12:00, Claire Martin a écrit : », on one line or wrapped."""
    line = bare[number]
    if _STAMPED.match(line):
        return Head(number, number + 1)
    if _STARTS.match(line):
        joined = ""
        for position in range(number, min(number + _ATTRIBUTION_LINES, len(bare))):
            if not bare[position]:
                break
            if position > number and _STARTS.match(bare[position]) and _has_moment(bare[position]):
                break  # Above the true one stands a sentence of the person's own.
            joined = f"{joined} {bare[position]}".strip()
            if len(joined) > 2 * _LINE:
                break
            if _WROTE.search(joined):
                return _judged(lines, number, position + 1, joined)
        return None
    if _WROTE.search(line) or _QUOTING.match(line):
        start = number
        if _WROTE_WRAPPED.match(line) and number and bare[number - 1]:
            start = number - 1
        told = " ".join(bare[start : number + 1])
        if _is_quote_next(lines, number + 1):
            return Head(start, number + 1)
        if _ADDRESS.search(told) and (_YEAR.search(told) or _TIME.search(told)):
            return Head(start, number + 1)
    return None


def _has_moment(line: str) -> bool:
    return bool(_TIME.search(line) or _YEAR.search(line))


def _judged(lines: list[str], start: int, end: int, told: str) -> Head | None:
    """Believe a sentence by what it names and by what follows it.

    « Le collègue a écrit : » is a sentence of the person's own, and so may be one with a day.
    """
    if _is_quote_next(lines, end):
        return Head(start, end)
    marks = [bool(pattern.search(told)) for pattern in (_YEAR, _TIME, _ADDRESS)]
    if not any(c.isdigit() for c in told) or not any(marks):
        return None
    return Head(start, end, is_certain=marks[2] and sum(marks) >= 2)


def _is_quote_next(lines: list[str], number: int) -> bool:
    return next((is_quoted(line) for line in lines[number : number + 6] if line), False)
