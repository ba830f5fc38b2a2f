"""What a person wrote, apart from what their mail program quoted below it.

Nothing is deleted: the page shows this first and the whole text one click away. Where the cut is
not certain, the longer text is shown.
"""

from __future__ import annotations

import re
from contextlib import suppress

from mailparser_reply import EmailReplyParser

# The general parser's patterns are quadratic: above this they may take seconds, and above the
# second length minutes, so that our own, which are linear, must do.
_QUICK_LENGTH = 4_000
_PARSED_LENGTH = 50_000

_MARKER = re.compile(r"^.*R[ée]pondez au-dessus de cette ligne.*$", re.MULTILINE | re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^[ \t>]*-{2,}[ \t]*(?:Mail|Message|Courriel|Original)[ \t]+"
    r"(?:original|d.origine|transf[ée]r[ée]|message)\b.*$"
    # Orange and La Poste.
    r"|^[ \t]*>[ \t]*Message du \d\d/\d\d/\d\d.*$",
    re.MULTILINE | re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(
    r"^[ \t>*]*(?:De|From)[ \t\u00a0]*:.{0,300}\n(?:.{0,300}\n){0,4}?"
    r"[ \t>*]*(?:Envoy[ée](?:[ \t]le)?|Sent|Date|[ÀA]|To|Cc|Objet|Subject)[ \t\u00a0*]*:.{0,300}\n"
    r"(?:.{0,300}\n){0,3}?"
    r"[ \t>*]*(?:Envoy[ée](?:[ \t]le)?|Sent|Date|[ÀA]|To|Cc|Objet|Subject)[ \t\u00a0*]*:",
    re.MULTILINE | re.IGNORECASE,
)
# A date and "a écrit": « Le collègue a écrit : … » is a sentence of the person's own.
_ATTRIBUTION = re.compile(
    r"^[ \t>]*(?:Le|On|Am)[ \t\u00a0](?=[^\n]{0,160}\d)[^\n]{5,300}"
    r"(?:\n[^\n]{0,160}){0,2}?(?:\ba[ \t\u00a0]*\n?[ \t\u00a0>]*[ée]crit|\bwrote)"
    r"[ \t\u00a0]*:[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_RULE = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
_CUTS = (_MARKER, _ORIGINAL, _HEADER_BLOCK, _ATTRIBUTION, _RULE)
_SIGNATURE = re.compile(
    r"^(?:--[ \u00a0]?|_{5,}|(?:Envoy[ée]|Sent)\s+(?:de(?:puis)?|from)\b.{0,80}"
    r"|T[ée]l[ée]charg(?:er|ez) Outlook.{0,80}|Get Outlook for.{0,80})$",
    re.MULTILINE | re.IGNORECASE,
)


def is_costly(text: str) -> bool:
    """Whether telling the person's own words apart may take seconds: not without limits, then."""
    return (
        _QUICK_LENGTH < len(text) <= _PARSED_LENGTH
        and _has_quote(text)
        and not any(pattern.search(text) for pattern in _CUTS)
    )


def own_part(text: str) -> tuple[str, bool]:
    """The person's own words, and whether that is certain; the whole text where it is not."""
    matches = [m for pattern in _CUTS if (m := pattern.search(text))]
    first = min(matches, key=lambda m: m.start(), default=None)
    if first is None:
        return _without_quote(text)
    own, rest = text[: first.start()], text[first.end() :]
    if not own.strip():
        # They wrote below the quote, or the program put it on top.
        return (text, False) if _answers_inside(rest) else (text, True)
    if first.re is _ATTRIBUTION and _answers_inside(rest):
        return text, False
    return _without_signature(own), True


def _without_quote(text: str) -> tuple[str, bool]:
    """No mark of ours: ask the general parser, which knows more programs and languages.

    It also takes « Le collègue a écrit : » for the head of a quote: without quoted lines below,
    it is not believed.
    """
    if len(text) > _PARSED_LENGTH:
        return text, True
    if not _has_quote(text):
        return _without_signature(text), True
    own = ""
    with suppress(Exception):  # Third-party patterns on text that anybody may have written.
        own = (EmailReplyParser(languages=["fr", "en"]).read(text=text).latest_reply or "").strip()
    rest = text.partition(own)[2] if own else ""
    if not _has_quote(rest):
        return _without_signature(text), True
    if _answers_inside(rest):
        return text, False
    return _without_signature(own), True


def _has_quote(text: str) -> bool:
    return any(line.lstrip().startswith(">") for line in text.split("\n"))


def _answers_inside(rest: str) -> bool:
    """Whether somebody wrote between or below quoted lines."""
    lines = [line for line in rest.split("\n") if line.strip()]
    quoted = [line.lstrip().startswith((">", "|")) for line in lines]
    if True not in quoted:
        return False
    after = lines[quoted.index(True) :]
    body = "\n".join(line for line in after if not line.lstrip().startswith((">", "|")))
    return bool(_without_signature(body).strip())


def _without_signature(text: str) -> str:
    mark = _SIGNATURE.search(text)
    own = text[: mark.start()] if mark else text
    return own.strip() or text.strip()
