"""Headers as mail programs really write them: each is read on its own, none can raise.

Django-free: heavy messages are read in a child process that imports as little as possible.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER_LENGTH = 64 * 1024
# Parameters are parsed by code that is quadratic in their length; no honest one is this long.
PARAMETERS_LENGTH = 8 * 1024
_PARAMETRIC = frozenset({"content-type", "content-disposition", "content-transfer-encoding"})

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_ID = re.compile(r"<([^<>\s]{1,250})>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,189}")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_SPACES = re.compile(r"\s+")
# They decode to text, but by rules that no mail program uses, some of them slowly.
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_LATIN = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class GuardedPolicy(Compat32):
    """The library's most lenient policy, with every header cut to a length that is safe to read."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Cut one header as it is read."""
        name, value = super().header_source_parse(list(sourcelines))
        limit = PARAMETERS_LENGTH if name.lower() in _PARAMETRIC else HEADER_LENGTH
        return name, value[:limit]

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Give the header as it stands, raw bytes as surrogates: decoding is ours."""
        return value


def raw_headers(message: Message, name: str) -> list[str]:
    """All the headers of a name, unfolded, raw bytes made readable, encoded words left alone."""
    values = message.get_all(name) or []
    return [_FOLD.sub(" ", _readable(str(value))).strip() for value in values]


def raw_header(message: Message, name: str) -> str:
    """The first header of a name that says something, as `raw_headers` gives it."""
    return next((value for value in raw_headers(message, name) if value), "")


def header(message: Message, name: str) -> str:
    """The first header of a name that says something, in words."""
    return decode(raw_header(message, name))


def decode(value: str) -> str:
    """Turn encoded words into text, those that cut a character in two put together first."""
    pieces: list[str] = []
    pending: list[bytes] = []
    charset, end = "", 0
    for match in _ENCODED.finditer(value):
        between = value[end : match.start()]
        word_charset = match[1].partition("*")[0].lower()
        if (between.strip() or word_charset != charset) and pending:
            pieces.append(to_text(b"".join(pending), charset))
            pending = []
        if between.strip() or (not pieces and not pending):
            pieces.append(between)
        pending.append(_unencoded(match[3], match[2]))
        charset, end = word_charset, match.end()
    if pending:
        pieces.append(to_text(b"".join(pending), charset))
    pieces.append(value[end:])
    return one_line("".join(pieces))


def addresses(values: Sequence[str], *, limit: int = 100) -> list[tuple[str, str]]:
    """Names and addresses of a From or To, encoded words decoded after the parsing."""
    found: list[tuple[str, str]] = []
    for value in values:
        with suppress(Exception):  # The library's parser recurses, and raises on some.
            parsed = [
                (decode(n), a) for n, a in getaddresses([value[:PARAMETERS_LENGTH]]) if _is_plain(a)
            ]
            if parsed:
                found += parsed
                continue
        # Not as the standard has it: what looks like an address is one.
        found += [("", address) for address in _ADDRESS.findall(value[:PARAMETERS_LENGTH])]
    # An address with unseen characters is nobody's: without them it would be somebody else's, whom
    # the mail server that verified the sender has not seen there.
    found = [(name, address) for name, address in found if _is_plain(address)]
    unique = {address.lower(): (name[:200], address[:254]) for name, address in reversed(found)}
    return list(reversed(unique.values()))[:limit]


def senders(values: Sequence[str]) -> list[tuple[str, str]]:
    """The addresses of a From; none where one of several cannot be read.

    It might be the one that the mail server verified, and the other a colleague's.
    """
    found = addresses(values)
    with suppress(Exception):  # As above: then the found ones are all that look like addresses.
        told = [a for value in values for _, a in getaddresses([value[:PARAMETERS_LENGTH]])]
        if len(told) > 1 and any("@" in a and not _is_plain(a) for a in told):
            return []
    return found


def _is_plain(address: str) -> bool:
    return bool(_ADDRESS.fullmatch(address)) and one_line(address) == address


def message_ids(value: str) -> list[str]:
    """The Message-IDs of a header, in order, each once, in their angle brackets."""
    ids = [f"<{match}>" for match in _ID.findall(value[:HEADER_LENGTH])]
    if not ids and (bare := value.strip().strip("<>")) and " " not in bare and len(bare) <= 250:
        ids = [f"<{bare}>"]
    return list(dict.fromkeys(clean(message_id) for message_id in ids))[-100:]


def date(value: str) -> datetime | None:
    """The instant of a Date header, None where it makes no sense."""
    with suppress(Exception):  # The library raises a different error for each kind of nonsense.
        instant = parsedate_to_datetime(value[:200])
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        instant = instant.astimezone(UTC)
        return instant if 1980 <= instant.year <= 2100 else None
    return None


def to_text(data: bytes, charset: str | None) -> str:
    """Bytes in the charset that they are in, which is not always the one that is named."""
    name = _codec(charset)
    if name in _LATIN or not name:
        # Mail programs that say ISO-8859-1 mean windows-1252, and some send UTF-8 all the same.
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")
        return data.decode("cp1252" if name != "iso8859-15" else name, errors="replace")
    try:
        return data.decode(name)
    except (UnicodeDecodeError, ValueError):
        if name == "utf-8" and _mostly_utf8(data):
            return data.decode("utf-8", errors="replace")
        return data.decode("cp1252" if name == "utf-8" else name, errors="replace")


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no surrogate, no control character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable() or (text.isascii() and _only_lines(text)):
        return text
    return "".join(
        c
        for c in text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}
    )


def one_line(text: str) -> str:
    """Clean text on one line, without the marks that turn its direction."""
    line = _SPACES.sub(" ", clean(text)).strip()
    return "".join(c for c in line if c not in _TURNS) if not line.isascii() else line


def _only_lines(text: str) -> bool:
    return text.replace("\n", "").replace("\t", "").isprintable()


def _readable(value: str) -> str:
    if value.isascii():
        return value
    return to_text(value.encode("utf-8", "surrogateescape"), None)


def _unencoded(text: str, encoding: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b" ", b"_"), header=True)
    return base64_bytes(raw)


def base64_bytes(raw: bytes) -> bytes:
    """Decode base64 that may lack its padding or hold what is not base64."""
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    letters += b"A" * (len(letters) % 4 == 1) + b"=" * (-len(letters) % 4)
    with suppress(binascii.Error):
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    return b""


def _codec(charset: str | None) -> str:
    """The codec of a charset, "" where it is unknown or none of ours."""
    name = (charset or "").strip(" \"'").lower()
    with suppress(LookupError, ValueError, UnicodeError):
        info = codecs.lookup(name)
        # Some codecs turn bytes into bytes (zlib, base64): they are no charsets.
        if getattr(info, "_is_text_encoding", True) and info.name not in _NOT_FOR_MAIL:
            return info.name
    return ""


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes are broken in a text that is UTF-8 for the rest."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) - broken > 2 * broken
