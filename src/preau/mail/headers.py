"""Headers as mail programs really write them: each is read on its own, none can raise.

Django-free: heavy messages are read in a child process that imports as little as possible.
"""

from __future__ import annotations

import quopri
import re
from contextlib import suppress
from email.policy import Compat32
from email.utils import getaddresses
from typing import TYPE_CHECKING

from preau.mail.charsets import one_line, to_text
from preau.mail.contents import base64_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import Message

HEADER_LENGTH = 64 * 1024
# Parameters are parsed by code that is quadratic in their length; no honest one is this long.
PARAMETERS_LENGTH = 8 * 1024
_PARAMETRIC = frozenset({"content-type", "content-disposition", "content-transfer-encoding"})

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_ID = re.compile(r"<([^<>]{1,998})>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[^\s<>()\[\],;:\"@]{1,189}")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
# The blank after the kind that many programs forget to set apart.
_UNPARTED = re.compile(r"^(\s*[\w.+-]{1,60}/[\w.+-]{1,100})[\s,:]+(?=[\w-]{1,30}\*?\s*=)")
_NAME_AND_ADDRESS = re.compile(rf"([^<>]*)< ?({_ADDRESS.pattern}) ?>? ?(?:\([^()]{{0,200}}\))? ?")


class GuardedPolicy(Compat32):
    """The library's most lenient policy, with every header cut to a length that is safe to read."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Cut one header as it is read."""
        name, value = super().header_source_parse(list(sourcelines))
        limit = PARAMETERS_LENGTH if name.lower() in _PARAMETRIC else HEADER_LENGTH
        if name.lower() == "content-type":
            value = _UNPARTED.sub(r"\1; ", value[:limit])
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
        if one := _one_address(value):
            found.append(one)
            continue
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
    if all(_one_address(value) for value in values):
        return found
    with suppress(Exception):  # As above: then the found ones are all that look like addresses.
        told = [a for value in values for _, a in getaddresses([value[:PARAMETERS_LENGTH]])]
        if len(told) > 1 and any("@" in a and not _is_plain(a) for a in told):
            return []
    return found


def _one_address(value: str) -> tuple[str, str] | None:
    """One address behind a name that nobody put between quotes, commas and @ included."""
    match = _NAME_AND_ADDRESS.fullmatch(" ".join(value[:PARAMETERS_LENGTH].split()))
    if match is None or not _is_plain(match[2]):
        return None
    name = match[1].strip()
    before, _, after = name.rpartition(",")
    if ":" in name or ";" in name or ("@" in before) or (before and "@" in after):
        return None
    return decode(_bare(name)), match[2]


def _bare(name: str) -> str:
    """A name without the quotation marks around it, whole or half."""
    bare = name.strip()
    if bare.count('"') > 2 or "(" in bare:
        parsed = getaddresses([f"{bare} <nobody@example.invalid>"])
        return parsed[0][0] if len(parsed) == 1 else bare
    bare = bare.strip('"').replace('\\"', '"').replace("\\\\", "\\").strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] == "'" else bare


def _is_plain(address: str) -> bool:
    return bool(_ADDRESS.fullmatch(address)) and one_line(address) == address


def message_ids(value: str) -> list[str]:
    """The Message-IDs of a header, in order, each once, in their angle brackets."""
    ids = [f"<{match}>" for found in _ID.findall(value[:HEADER_LENGTH]) if (match := _close(found))]
    if not ids and (bare := value.strip().strip("<>")) and " " not in bare:
        ids = [f"<{bare}>"]
    # As long as the column: they are compared with those that were kept.
    return list(dict.fromkeys(one_line(message_id)[:255] for message_id in ids))[-100:]


def _close(message_id: str) -> str:
    """An identifier without the blanks that folding put into it."""
    return "".join(message_id.split())


def _readable(value: str) -> str:
    if value.isascii():
        return value
    return to_text(value.encode("utf-8", "surrogateescape"), None)


def _unencoded(text: str, encoding: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b" ", b"_"), header=True)
    return base64_bytes(raw)
