"""What a raw message says: its fields, its text, its files; a problem instead where it cannot.

Django-free and guarded at every field: the worst case is a reading with a `problem`, for which the
letter is held. `reader.read` chooses whether this runs here or in a child process with limits.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.parser import BytesFeedParser
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from preau.mail import headers
from preau.mail.charsets import one_line
from preau.mail.dates import instant_of
from preau.mail.heads import head_of
from preau.mail.parts import MAX_PARTS, TEXT_LENGTH, Collector, ReadFile, TooHeavy
from preau.mail.replies import own_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import Message
    from mmap import mmap

__all__ = ["ReadFile", "Reading", "TooHeavy", "measure", "read", "read_headers"]

#: A message up to this size, of simple make, is read in the process that holds it.
LIGHT = 5 * 1024 * 1024
_CHUNK = 1024 * 1024
_DOUBLED = b"\r\r\n"

_BOUNDARY = re.compile(rb"""boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))""", re.I)
_DASHES = re.compile(rb"^--([^\r\n]{1,210})", re.MULTILINE)
_NESTED = re.compile(rb"^content-type:\s*message/", re.I | re.MULTILINE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_BLANK_LINES = re.compile(r"\n(?:[ \t\u00a0]*\n){2,}")


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
    if _DOUBLED in raw[:2_000] and len(raw) <= LIGHT:
        raw = _undoubled(raw)
        file = BytesIO(raw)
    reading = read_headers(raw)
    collector = Collector(is_guarded=is_guarded)
    try:
        pieces = collector.read(_parsed(raw, file))
    except RecursionError:
        reading.problem = "too_deep"
        return reading
    if collector.problem:
        reading.problem = collector.problem
        return reading
    text = "\n\n".join(piece.strip("\n") for piece in pieces)
    reading.text = _BLANK_LINES.sub("\n\n", text[:TEXT_LENGTH]).strip()
    reading.reply, reading.is_cut_certain = own_part(reading.text)
    reading.files = collector.files
    return reading


def _parsed(raw: bytes | mmap, file: BinaryIO) -> Message:
    """The message under its mended head, without a copy of what is large."""
    head = head_of(raw)
    parser = BytesFeedParser(policy=headers.GuardedPolicy())
    parser.feed(head.lines + b"\r\n")
    file.seek(head.body)
    while chunk := file.read(_CHUNK):
        parser.feed(chunk)
    return parser.close()


def _undoubled(raw: bytes | mmap) -> bytes:
    """Lines that a carrier ended twice, ended once."""
    return bytes(raw).replace(_DOUBLED, b"\r\n")


def read_headers(raw: bytes | mmap) -> Reading:
    """Read only the head of a message: cheap and safe, whatever follows it."""
    head = head_of(raw)
    message = message_from_bytes(head.lines + b"\r\n", policy=headers.GuardedPolicy())
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
        sent_at=instant_of(headers.raw_header(message, "Date")),
        marks=dict(_marks(message)),
        verdicts=[
            # Whole: a sender who adds signatures of their own must not push a failure out of sight.
            one_line(value).lower()
            for value in headers.raw_headers(message, "Authentication-Results")[:20]
        ],
        fingerprint=_fingerprint(message_id, senders, raw, head.body),
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
    "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Failed-Recipients",
    "Return-Path", "Content-Type", "Feedback-ID", "Delivered-To", "X-Autoreply", "X-Autorespond",
    "X-Auto-Reply", "X-Auto-Response", "X-Mail-Autoreply", "X-Autogenerated", "X-Vacation",
    "X-Loop", "X-FC-MachineGenerated", "X-MS-Exchange-Generated-Message-Source", "List-Id",
    "List-Unsubscribe", "List-Post", "List-Help", "Mailing-List", "X-Mailing-List",
)  # fmt: skip


def _marks(message: Message) -> Iterator[tuple[str, str]]:
    for name in _MARKS:
        values = headers.raw_headers(message, name)
        if values:
            yield name.lower(), one_line(values[0])[:300].lower() or "-"
