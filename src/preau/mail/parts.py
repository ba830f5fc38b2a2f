"""The parts of a message: text goes to the reader, all else is a file."""

from __future__ import annotations

import mimetypes
import re
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from typing import Any

from preau.mail import contents, headers, sealed, tnef
from preau.mail.charsets import clean, one_line, to_text

MAX_PARTS = 1_000
MAX_DEPTH = 100
#: Longer texts are cut here in the database; the raw message keeps them whole.
TEXT_LENGTH = 1_000_000
#: HTML above this may take seconds to lay out: only a child process with limits reads it.
LIGHT_HTML = 300_000

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})""", re.I)
_DASHED = re.compile(r"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=content-[a-z-]{2,40}[ \t]*:)", re.I | re.M)
_SPACES = re.compile(r"\s+")
_DEFAULT_NAMES = {
    "text/calendar": "invitation.ics", "text/plain": "texte.txt", "text/html": "page.html",
    "application/pgp-signature": "signature.asc", "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s", "application/pgp-encrypted": "version.asc",
    "application/pkcs7-mime": "smime.p7m", "application/x-pkcs7-mime": "smime.p7m",
    "message/delivery-status": "remise.txt", "message/disposition-notification": "lecture.txt",
    "text/rfc822-headers": "entetes.txt", "application/ms-tnef": "winmail.dat",
    "message/feedback-report": "plainte.txt",
}  # fmt: skip
# Other versions of a text that is there as well, for programs of one maker.
_TWINS = frozenset({"text/x-amp-html", "text/watch-html"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-tnef"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


class TooHeavy(Exception):
    """The message must be read in a child process with limits."""


@dataclass(slots=True, kw_only=True)
class ReadFile:
    """A file that came with a message, under the name that its sender gave it."""

    name: str
    data: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text of a message, and whether it was a page."""

    text: str
    is_page: bool = False

    @property
    def told(self) -> str:
        return _SPACES.sub("", self.text)


class Collector:
    """Walks the parts of a message, and keeps its files.

    `spare` is what may stand in for a text where the message has none of its own: an invitation,
    a message passed on without a word, a text that came as a file.
    """

    def __init__(self, *, is_guarded: bool) -> None:
        self.is_guarded = is_guarded
        self.files: list[ReadFile] = []
        self.spare: list[str] = []
        self.parts = 0
        self.problem = ""

    def read(self, message: Message, depth: int = 1) -> list[str]:
        """The texts of a message, in order; those that say the same only once."""
        pieces = [piece for piece in self._texts(message, depth) if piece.text.strip()]
        kept: list[_Piece] = []
        for piece in pieces:
            said = any(
                piece.is_page != other.is_page and piece.told in other.told for other in kept
            )
            if not said or len(pieces) > 50:
                kept.append(piece)
        if not kept:
            return [text for text in self.spare if text.strip()][:1]
        return [piece.text for piece in kept]

    def _texts(self, part: Message, depth: int) -> list[_Piece]:
        self.parts += 1
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            self.problem = self.problem or ("too_deep" if depth > MAX_DEPTH else "too_many_parts")
            return []
        kind = part.get_content_type()
        # As it came: the library's own way in gives up the bytes whose charset it cannot name.
        payload = vars(part).get("_payload")
        if kind.startswith("multipart/"):
            if isinstance(payload, list):
                return self._of_many(kind, _messages(payload), depth)
            if (other := _with_true_boundary(part, str(payload or ""))) is not None:
                return self._texts(other, depth + 1)
        name = _name_of(part, kind)
        disposition = part.get("Content-Disposition", "").partition(";")[0].strip().lower()
        if isinstance(payload, list):
            return self._passed_on(part, kind, _messages(payload), name, disposition, depth)
        data = contents.decoded(payload, _encoding(part)) if isinstance(payload, str) else b""
        if kind in {"text/plain", "text/html"} or kind.startswith("multipart/"):
            if disposition != "attachment" and not name:
                return [self._text(part, kind, data)]
            if data and (disposition != "attachment" or depth == 1) and len(data) <= LIGHT_HTML:
                self.spare.append(self._text(part, kind, data).text)
        return self._file(part, kind, data, name, disposition, depth)

    def _of_many(self, kind: str, children: list[Message], depth: int) -> list[_Piece]:
        inside = [self._texts(child, depth + 1) for child in children]
        if kind == "multipart/alternative":
            return _best(inside)
        return [piece for pieces in inside for piece in pieces]

    def _passed_on(
        self,
        part: Message,
        kind: str,
        inner: list[Message],
        name: str,
        disposition: str,
        depth: int,
    ) -> list[_Piece]:
        """A whole message inside this one is a file."""
        source = _source(inner)
        if kind == "message/rfc822":
            if (encoding := _encoding(part)) not in {"", "7bit", "8bit", "binary"}:
                # The standard forbids it, some servers do it: then nothing in it was parsed.
                bare = source.lstrip(b"\r\n").decode("ascii", "surrogateescape")
                source = contents.decoded(bare, encoding)
                inner = [message_from_bytes(source, policy=headers.GuardedPolicy())]
            if not self.spare and inner and depth < 5:
                within = Collector(is_guarded=self.is_guarded)
                within.parts = self.parts
                self.spare += ["\n\n".join(within.read(inner[0], depth + 1))]
                self.parts = within.parts
                self.problem = self.problem or within.problem
            name = name or _title(inner)
        self._keep(part, source, name or _DEFAULT_NAMES.get(kind, "message.eml"), disposition)
        return []

    def _file(
        self, part: Message, kind: str, data: bytes, name: str, disposition: str, depth: int
    ) -> list[_Piece]:
        if (not data and not name) or (kind in _TWINS and not name):
            return []
        if kind in _TNEF or name.lower() in {"winmail.dat", "win.dat"}:
            if self._unwrapped(data):
                return []
        elif kind in _SEALED and (signed := sealed.signed_content(data)):
            return self._texts(
                message_from_bytes(signed, policy=headers.GuardedPolicy()), depth + 1
            )
        elif kind == "text/calendar":
            self.spare.append(contents.invitation(data))
        elif (
            kind in {"text/enriched", "text/richtext"} and not name and disposition != "attachment"
        ):
            return [
                _Piece(contents.plain_of(to_text(data[:TEXT_LENGTH], _charset(part))), is_page=True)
            ]
        self._keep(part, data, name or _default_name(part, kind), disposition)
        return []

    def _unwrapped(self, data: bytes) -> bool:
        """Whether winmail.dat gave its files, or its text."""
        inside = tnef.unwrap(data)
        if inside is None or not (inside.files or inside.text or inside.html):
            return False
        for file in inside.files:
            cid = one_line(file.content_id).strip("<> ")[:255]
            self.files.append(ReadFile(name=_decoded(file.name), data=file.data, content_id=cid))
        page = inside.html[:LIGHT_HTML]
        self.spare.append(clean(inside.text) or contents.plain_of(to_text(page, None)))
        return True

    def _text(self, part: Message, kind: str, data: bytes) -> _Piece:
        charset = _charset(part)
        data = data[: 4 * TEXT_LENGTH]
        if kind != "text/html":
            text = clean(to_text(data, charset))
            if _is_flowed(part):
                drops = str(part.get_param("delsp") or "").lower() == "yes"
                text = contents.unflowed(text, drops_spaces=drops)
            text, files = contents.uuencoded(text)
            self.files += [ReadFile(name=_decoded(name), data=held) for name, held in files]
            return _Piece(text)
        if len(data) > LIGHT_HTML and not self.is_guarded:
            raise TooHeavy
        if charset is None and (meta := _META_CHARSET.search(data[:2048])):
            charset = meta[1].decode("ascii")
        return _Piece(contents.plain_of(to_text(data, charset)), is_page=True)

    def _keep(self, part: Message, data: bytes, name: str, disposition: str) -> None:
        content_id = one_line(headers.raw_header(part, "Content-ID")).strip("<> ")[:255]
        self.files.append(
            ReadFile(
                name=name,
                data=data,
                content_id=content_id,
                is_inline=disposition == "inline" or (bool(content_id) and not disposition),
            )
        )


def _messages(payload: list[Any]) -> list[Message]:
    return [inner for inner in payload if isinstance(inner, Message)]


def _best(alternatives: list[list[_Piece]]) -> list[_Piece]:
    """One of several versions of the same text: plain where it says something, else a page."""
    told = [pieces for pieces in alternatives if any(piece.text.strip() for piece in pieces)]
    plain = [pieces for pieces in told if not any(piece.is_page for piece in pieces)]
    pages = [pieces for pieces in told if pieces not in plain]
    if plain and pages and contents.is_stub("".join(piece.text for piece in plain[0])):
        return pages[0]
    return (plain or told or [[]])[0]


def _with_true_boundary(part: Message, payload: str) -> Message | None:
    """The part read anew, where its lines are set apart by another boundary than it names."""
    match = _DASHED.search(payload)
    if match is None:
        if "base64" not in _encoding(part):
            return None
        data = contents.decoded(payload, "base64")
        head = f"Content-Type: {headers.raw_header(part, 'Content-Type')}\n\n"
    else:
        data = payload.encode("utf-8", "surrogateescape")
        boundary = match[1].replace("\\", "\\\\").replace('"', '\\"')
        head = f'Content-Type: {part.get_content_type()}; boundary="{boundary}"\n\n'
    other = message_from_bytes(
        head.encode("utf-8", "surrogateescape") + data, policy=headers.GuardedPolicy()
    )
    return other if other.is_multipart() else None


def _encoding(part: Message) -> str:
    return headers.raw_header(part, "Content-Transfer-Encoding").strip(" \"';").lower()


def _charset(part: Message) -> str | None:
    with suppress(Exception):  # The library raises in several ways on odd parameters.
        return part.get_content_charset()
    return None


def _is_flowed(part: Message) -> bool:
    with suppress(Exception):  # The library raises in several ways on odd parameters.
        return str(part.get_param("format") or "").lower() == "flowed"
    return False


def _name_of(part: Message, kind: str) -> str:
    with suppress(Exception):  # The library raises in several ways on odd parameters.
        name = _parameter(part, "filename", "content-disposition") or _parameter(part, "name")
        # Some programs give the text itself a name that is its kind or its charset.
        if name and not (kind == "text/plain" and name.lower() in {"utf-8", "plain"}):
            return _decoded(name)
    return ""


def _parameter(part: Message, name: str, header: str = "content-type") -> str:
    value = part.get_param(name, None, header)
    if not isinstance(value, tuple):
        return str(value or "").strip()
    # As RFC 2231 has it: with a charset, which is not always the true one.
    charset, _language, text = value
    with suppress(UnicodeEncodeError):
        return to_text(text.encode("latin-1"), charset)
    return text


def _decoded(name: str) -> str:
    told = to_text(name.encode("utf-8", "surrogateescape"), None)
    return headers.decode(told).strip('"').strip()


def _default_name(part: Message, kind: str) -> str:
    """A name for a file that came without: what it is, and what programs call it inside."""
    if kind in _DEFAULT_NAMES:
        return _DEFAULT_NAMES[kind]
    suffix = mimetypes.guess_extension(kind) or ""
    inside = one_line(headers.raw_header(part, "Content-ID")).strip("<> ").partition("@")[0]
    if re.fullmatch(r"[\w-]{1,60}\.[a-z0-9]{2,5}", inside, re.I):
        return inside
    return f"{kind.partition('/')[0]}{suffix}" if suffix else ""


def _title(payload: list[Message]) -> str:
    """The name of a message that came as a file: its subject."""
    subject = headers.header(payload[0], "Subject")[:100] if payload else ""
    return f"{subject or 'message'}.eml"


def _source(payload: list[Message]) -> bytes:
    out = BytesIO()
    for inner in payload:
        before = out.tell()
        try:
            BytesGenerator(out, mangle_from_=False).flatten(inner)
        except Exception:  # The generator raises on what its parser let through.
            out.truncate(before)
    return out.getvalue()
