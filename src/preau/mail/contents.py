"""The content of one part of a message: its transfer encoding undone, its text made readable."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import lxml.html
from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError

from preau.mail.charsets import clean, to_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_WORDS_APART = re.compile(rb"\w ")
_LINE_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}$")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_UU_BEGIN = re.compile(r"^begin [0-7]{3,4} (.{1,250})$", re.MULTILINE)
_TAGS = re.compile(r"<[^<>]*>")
_STRICT = ParserConfig(css=CSS_PROFILES["strict"].copy())
# Characters of nobody's, which lxml lets through: where a quote begins and ends.
_OPEN, _CLOSE = "\ue000", "\ue001"
_BARE_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>", re.IGNORECASE)
_MOST_QUOTES = 200


def decoded(payload: str, encoding: str) -> bytes:
    """The bytes of a part; those that its sender encoded badly, as well as can be."""
    if encoding.startswith("base") and "64" in encoding:
        return _from_base64(payload)
    raw = payload.encode("utf-8", "surrogateescape")
    if "quoted" in encoding:
        return quopri.decodestring(_SOFT_BREAK.sub(b"=", raw))
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        match = _UU_BEGIN.search(payload)
        if match:
            return _uu_lines(payload[match.end() + 1 :].split("\n"))[0]
    return raw


def _from_base64(payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    head = raw[:4096]
    apart = len(_WORDS_APART.findall(head)) + len(re.findall(rb"[\x80-\xff]", head))
    if apart > len(head) // 20 and _NOT_BASE64.search(head):
        return raw  # Words, which somebody called base64.
    if b"=" not in raw[:-4].rstrip(b"= \r\n\t"):
        with suppress(ValueError):
            # Without the copies that what is broken needs.
            return binascii.a2b_base64(raw)
        return base64_bytes(raw)
    pieces: list[bytes] = []
    waiting = b""
    for line in raw.split(b"\n"):
        bare = line.strip()
        if (
            pieces
            and bare
            and not waiting
            and not (_LINE_BASE64.match(bare) and len(bare) % 4 == 0)
        ):
            break  # A list's or a scanner's words, below the end.
        waiting += bare
        if bare.endswith(b"="):
            pieces.append(base64_bytes(waiting))
            waiting = b""
        elif b"=" in bare:
            return base64_bytes(raw)
        if len(waiting) > 1024 * 1024 and len(waiting) % 4 == 0 and not _NOT_BASE64.search(waiting):
            pieces.append(base64_bytes(waiting))
            waiting = b""
    return b"".join([*pieces, base64_bytes(waiting)])


def base64_bytes(raw: bytes) -> bytes:
    """Decode base64 that may lack its padding or hold what is not base64."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    with suppress(binascii.Error):
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    return b""


def uuencoded(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """A text less the files that were written into it by uuencode, and these."""
    files: list[tuple[str, bytes]] = []
    kept: list[str] = []
    position = 0
    for match in _UU_BEGIN.finditer(text):
        if match.start() < position or len(files) >= 100:
            continue
        end = text.find("\nend", match.end())
        if end == -1:
            break
        lines = text[match.end() + 1 : end].split("\n")
        data, is_whole = _uu_lines(lines)
        if not is_whole:
            continue
        kept.append(text[position : match.start()])
        files.append((match[1].strip(), data))
        position = end + len("\nend")
    kept.append(text[position:])
    return "".join(kept), files


def _uu_lines(lines: list[str]) -> tuple[bytes, bool]:
    """The bytes of uuencoded lines, and whether all of them are."""
    data: list[bytes] = []
    is_whole = bool(lines)
    for line in lines:
        bare = line.rstrip("\r")
        if bare.strip() in {"", "`", "end"}:
            continue
        told = bare.encode("ascii", "replace")
        try:
            data.append(binascii.a2b_uu(told))
        except binascii.Error:
            # Some programs say more of the last line than it has, or pad it otherwise.
            size = (((told[0] - 32) & 63) * 4 + 5) // 3
            try:
                data.append(binascii.a2b_uu(told[: max(size, 1)]))
            except binascii.Error:
                is_whole = False
    return b"".join(data), is_whole


def unflowed(text: str, *, drops_spaces: bool) -> str:
    """Put lines together that were broken to be flowed (RFC 3676), each quote by itself."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        content = bare.removeprefix(" ")
        if depth == open_depth and content != "-- " and lines:
            before = lines[-1].removesuffix(" ") if drops_spaces else lines[-1]
            lines[-1] = before + content
        else:
            lines.append(">" * depth + (" " if depth and content else "") + content)
        open_depth = depth if content.endswith(" ") and content != "-- " else -1
    return "\n".join(lines)


def plain_of(page: str) -> str:
    """The text of an HTML page: lists and tables kept legible, quotes marked as in plain text."""
    page = _BARE_DECLARATION.sub("", clean(page).replace(_OPEN, "").replace(_CLOSE, ""))
    if not page.strip():
        return ""
    try:
        tree = lxml.html.fromstring(page)
        _mark_quotes(tree)
        lines = Inscriptis(tree, _STRICT).get_text().splitlines()
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError, LxmlError):
        # Not HTML enough for the library: what is between the tags is all there is.
        lines = html.unescape(_TAGS.sub(" ", page)).splitlines()
    return clean("\n".join(_marked(lines)))


def _mark_quotes(tree: HtmlElement) -> None:
    for number, quote in enumerate(tree.iter("blockquote")):
        if number >= _MOST_QUOTES:
            return
        if not _is_quote(quote):
            continue
        opening, closing = lxml.html.Element("div"), lxml.html.Element("div")
        opening.text, closing.text = _OPEN, _CLOSE
        opening.tail, quote.text = quote.text, None
        quote.insert(0, opening)
        quote.append(closing)


def _is_quote(element: HtmlElement) -> bool:
    """Whether a block is a quote of a mail program; some people indent with it, too."""
    style = str(element.get("style") or "").lower()
    return (
        element.get("type") == "cite"
        or "quote" in str(element.get("class") or "").lower()
        or "border-left" in style
        or bool(element.get("cite"))
    )


def _marked(lines: list[str]) -> list[str]:
    marked: list[str] = []
    depth = 0
    for line in lines:
        bare = line.rstrip().removeprefix("  ")
        opened, closed = bare.count(_OPEN), bare.count(_CLOSE)
        if opened or closed:
            bare = bare.replace(_OPEN, "").replace(_CLOSE, "").strip()
        depth = min(depth + opened, 50)
        if bare or not (opened or closed):
            marked.append(f"{'>' * depth} {bare}".rstrip() if depth else bare)
        depth = max(depth - closed, 0)
    return marked


def is_stub(text: str) -> bool:
    """Whether a plain text only says that there is a page to be read."""
    return len(text) < 300 and bool(
        re.search(
            r"(?:message|mail|courriel|client|reader|logiciel|messagerie)\b.{0,120}\bhtml\b"
            r"|\bhtml\b.{0,120}(?:message|mail|courriel|client|reader|logiciel|messagerie|view)",
            text,
            re.IGNORECASE | re.DOTALL,
        )
    )


def invitation(data: bytes) -> str:
    """What an invitation says, where the message around it says nothing."""
    with suppress(Exception):  # Anything may be called a calendar.
        from icalendar import Calendar

        told: list[str] = []
        for event in Calendar.from_ical(to_text(data[:200_000], "utf-8")).walk("VEVENT")[:20]:
            for name in ("SUMMARY", "LOCATION", "DESCRIPTION"):
                value = clean(str(event.get(name) or "")).strip()
                if value:
                    told.append(value)
        return "\n\n".join(told)
    return ""
