"""What a raw message says: its fields, its text, its files; a problem instead where it cannot.

Django-free and guarded at every field: the worst case is a reading with a `problem`, for which the
letter is held. `reader.read` chooses whether this runs here or in a child process with limits.
"""

from __future__ import annotations

import binascii
import hashlib
import html
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_binary_file, message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from typing import TYPE_CHECKING, Any

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from preau.mail import headers
from preau.mail.replies import is_costly, own_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap
    from typing import BinaryIO

MAX_PARTS = 1_000
MAX_DEPTH = 100
#: Longer texts are cut here in the database; the raw message keeps them whole.
TEXT_LENGTH = 1_000_000
#: A message up to this size, of simple make, is read in the process that holds it.
LIGHT = 5 * 1024 * 1024
#: HTML above this may take seconds to lay out: only a child process with limits reads it.
LIGHT_HTML = 300_000
_CHUNK = 1024 * 1024

_BOUNDARY = re.compile(rb"""boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))""", re.I)
_DASHES = re.compile(rb"^--([^\r\n]{1,210})", re.MULTILINE)
_NESTED = re.compile(rb"^content-type:\s*message/", re.I | re.MULTILINE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})""", re.I)
_TAGS = re.compile(r"<[^<>]*>")
_BLANK_LINES = re.compile(r"\n(?:[ \t\u00a0]*\n){2,}")
_STRICT = ParserConfig(css=CSS_PROFILES["strict"].copy())
_DEFAULT_NAMES = {"text/calendar": "invitation.ics", "text/plain": "texte.txt"}


class TooHeavy(Exception):
    """The message must be read in a child process with limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a look at the raw bytes tells, before any parsing."""

    size: int
    header_size: int
    parts: int
    depth: int

    @property
    def problem(self) -> str:
        """Why the message cannot be read at all."""
        return "too_many_parts" if self.parts > MAX_PARTS else ""

    @property
    def is_light(self) -> bool:
        """Whether reading it here can neither take long nor take much memory."""
        return (
            self.size <= LIGHT
            and self.header_size <= headers.HEADER_LENGTH
            and self.parts <= 200
            and self.depth <= 20
        )


@dataclass(slots=True, kw_only=True)
class ReadFile:
    """A file that came with a message, under the name that its sender gave it."""

    name: str
    data: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(slots=True, kw_only=True)
class Reading:
    """A message, read. `senders` are all the addresses of its From; `marks` are the headers by
    which machines betray themselves, in lower case.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    senders: list[tuple[str, str]] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    reply: str = ""
    is_cut_certain: bool = True
    files: list[ReadFile] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    verdicts: list[str] = field(default_factory=list)
    fingerprint: str = ""
    problem: str = ""


def measure(raw: bytes | mmap) -> Measure:
    """Count boundary lines and nesting on the bytes: parsing is what must be protected."""
    end = _HEADERS_END.search(raw)
    boundaries = {(m[1] or m[2]).strip() for m in _BOUNDARY.finditer(raw)}
    parts = 0
    if boundaries:
        for line in _DASHES.finditer(raw):
            if line[1].rstrip() in boundaries:
                parts += 1
                if parts > MAX_PARTS:
                    break
    nested = sum(1 for _ in _NESTED.finditer(raw))
    return Measure(
        size=len(raw),
        header_size=end.start() if end else len(raw),
        parts=max(parts, nested),
        depth=len(boundaries) + nested,
    )


def read(raw: bytes | mmap, file: BinaryIO, *, is_guarded: bool) -> Reading:
    """Read a whole message, given as bytes and as a file, so that a large one is not copied.

    `is_guarded` says that limits of the process hold, whatever the message costs.
    """
    reading = read_headers(raw)
    collector = _Collector(is_guarded=is_guarded)
    try:
        message = message_from_binary_file(file, policy=headers.GuardedPolicy())
        pieces = collector.texts(message, 1)
    except RecursionError:
        reading.problem = "too_deep"
        return reading
    if collector.problem:
        reading.problem = collector.problem
        return reading
    text = "\n\n".join(piece.strip("\n") for _, piece in pieces if piece.strip())
    reading.text = _BLANK_LINES.sub("\n\n", text[:TEXT_LENGTH]).strip()
    if not is_guarded and is_costly(reading.text):
        raise TooHeavy
    reading.reply, reading.is_cut_certain = own_part(reading.text)
    reading.files = collector.files
    return reading


def read_headers(raw: bytes | mmap) -> Reading:
    """Read only the head of a message: cheap and safe, whatever follows it."""
    end = _HEADERS_END.search(raw)
    head = raw[: min(end.start() if end else len(raw), 4 * headers.HEADER_LENGTH)]
    message = message_from_bytes(head + b"\r\n\r\n", policy=headers.GuardedPolicy())
    ids = headers.message_ids(headers.raw_header(message, "Message-ID"))
    parents = headers.message_ids(headers.raw_header(message, "In-Reply-To"))
    seen = [i for v in headers.raw_headers(message, "References") for i in headers.message_ids(v)]
    senders = headers.senders(headers.raw_headers(message, "From"))
    recipients = [
        address
        for name in ("To", "Cc", "Delivered-To", "X-Original-To")
        for _, address in headers.addresses(headers.raw_headers(message, name))
    ]
    message_id = ids[0] if ids else ""
    return Reading(
        message_id=message_id,
        in_reply_to=parents[0] if parents else "",
        references=list(dict.fromkeys([*seen, *parents]))[-100:],
        senders=senders,
        to=list(dict.fromkeys(recipients))[:100],
        subject=headers.header(message, "Subject")[:500],
        sent_at=headers.date(headers.raw_header(message, "Date")),
        marks=dict(_marks(message)),
        verdicts=[
            # Whole: a sender who adds signatures of their own must not push a failure out of sight.
            headers.one_line(value).lower()
            for value in headers.raw_headers(message, "Authentication-Results")[:20]
        ],
        fingerprint=_fingerprint(message_id, senders, raw, end.end() if end else len(raw)),
    )


def _fingerprint(
    message_id: str, senders: list[tuple[str, str]], raw: bytes | mmap, start: int
) -> str:
    """One digest of Message-ID, sender and body: what makes a repeat, whatever its road added.

    White space does not count: mail servers break and end lines in their own ways.
    """
    if not message_id or not senders:
        return ""
    digest = hashlib.sha256()
    for part in (message_id, senders[0][1].lower()):
        digest.update(part.encode("utf-8", "replace") + b"\n")
    for position in range(start, len(raw), _CHUNK):
        digest.update(raw[position : position + _CHUNK].translate(None, b" \t\r\n"))
    return digest.hexdigest()


_MARKS = (
    "Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond",
    "X-Auto-Response-Suppress", "X-Failed-Recipients", "Return-Path", "Content-Type", "Feedback-ID",
)  # fmt: skip


def _marks(message: Message) -> Iterator[tuple[str, str]]:
    for name in _MARKS:
        values = headers.raw_headers(message, name)
        if values:
            yield name.lower(), headers.one_line(values[0])[:300].lower() or "-"


class _Collector:
    """Walks the parts of a message: text goes to the reader, all else is a file."""

    def __init__(self, *, is_guarded: bool) -> None:
        self.is_guarded = is_guarded
        self.files: list[ReadFile] = []
        self.parts = 0
        self.problem = ""

    def texts(self, part: Message, depth: int) -> list[tuple[str, str]]:
        """The texts of a part and those inside it, each with its kind (plain or html)."""
        self.parts += 1
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            self.problem = self.problem or ("too_deep" if depth > MAX_DEPTH else "too_many_parts")
            return []
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind.startswith("multipart/") and isinstance(payload, list):
            inside = [self.texts(child, depth + 1) for child in _messages(payload)]
            if kind == "multipart/alternative":
                return _best(inside)
            return [piece for pieces in inside for piece in pieces]
        name = _name_of(part)
        disposition = part.get("Content-Disposition", "").partition(";")[0].strip().lower()
        if isinstance(payload, list):
            inner = _messages(payload)
            self._keep(part, _source(inner), name or _title(inner), disposition)
            return []
        data = _content(part, payload)
        if kind in {"text/plain", "text/html"} or kind.startswith("multipart/"):
            if not name and disposition != "attachment":
                return [self._text(part, kind, data)]
        elif not data and not name:
            return []
        self._keep(part, data, name or _DEFAULT_NAMES.get(kind, ""), disposition)
        return []

    def _text(self, part: Message, kind: str, data: bytes) -> tuple[str, str]:
        charset = _charset(part)
        data = data[: 4 * TEXT_LENGTH]
        if kind != "text/html":
            text = headers.clean(headers.to_text(data, charset))
            return "plain", _unflowed(text) if _is_flowed(part) else text
        if len(data) > LIGHT_HTML and not self.is_guarded:
            raise TooHeavy
        if charset is None and (meta := _META_CHARSET.search(data[:2048])):
            charset = meta[1].decode("ascii")
        return "html", plain_of(headers.to_text(data, charset))

    def _keep(self, part: Message, data: bytes, name: str, disposition: str) -> None:
        content_id = headers.one_line(headers.raw_header(part, "Content-ID")).strip("<> ")[:255]
        self.files.append(
            ReadFile(
                name=name,
                data=data,
                content_id=content_id,
                is_inline=disposition == "inline" or (bool(content_id) and not disposition),
            )
        )


def plain_of(page: str) -> str:
    """The text of an HTML page, lists and tables kept legible; scripts and styles say nothing."""
    page = headers.clean(page)
    if not page.strip():
        return ""
    try:
        lines = get_text(page, _STRICT).splitlines()
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError):
        # Not HTML enough for the library: what is between the tags is all there is.
        lines = html.unescape(_TAGS.sub(" ", page)).splitlines()
    return headers.clean("\n".join(line.rstrip().removeprefix("  ") for line in lines))


def _messages(payload: list[Any]) -> list[Message]:
    return [inner for inner in payload if isinstance(inner, Message)]


def _best(alternatives: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """One of several versions of the same text: plain where it says something, else HTML."""
    told = [pieces for pieces in alternatives if any(text.strip() for _, text in pieces)]
    plain = [pieces for pieces in told if all(kind == "plain" for kind, _ in pieces)]
    return (plain or told or [[]])[0]


def _content(part: Message, payload: object) -> bytes:
    if not isinstance(payload, str):
        return b""
    encoding = headers.raw_header(part, "Content-Transfer-Encoding").strip(" \"';").lower()
    if encoding == "base64":
        try:
            # Without the copies that the library makes of every line.
            return binascii.a2b_base64(payload)
        except ValueError:  # Not whole, or not ASCII.
            return headers.base64_bytes(payload.encode("utf-8", "surrogateescape"))
    with suppress(Exception):  # The library raises in several ways on what is not so encoded.
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            return data
    return payload.encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str | None:
    with suppress(Exception):  # The library raises in several ways on odd parameters.
        return part.get_content_charset()
    return None


def _is_flowed(part: Message) -> bool:
    with suppress(Exception):  # As above.
        return str(part.get_param("format", "")).lower() == "flowed"
    return False


def _unflowed(text: str) -> str:
    """Put together the lines that a mail program broke for display (RFC 3676)."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        flows = before.endswith(" ") and before != "-- " and not before.startswith(">")
        if flows and not line.startswith(">") and line.strip():
            lines[-1] = before + line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" ") if line.startswith(" >") else line)
    return "\n".join(lines)


def _name_of(part: Message) -> str:
    with suppress(Exception):  # The library raises in several ways on odd parameters.
        name = part.get_filename()
        if name:
            return headers.decode(headers.to_text(name.encode("utf-8", "surrogateescape"), None))
    return ""


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
