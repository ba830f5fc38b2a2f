"""The head of a message apart from its body, with what carriers broke in it mended.

Django-free: heavy messages are read in a child process that imports as little as possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmap import mmap

#: More than that of a head is not read; its end is looked for all the same.
HEAD_LENGTH = 4 * 64 * 1024
_END = re.compile(rb"\r?\n\r?\n|\r\r(?!\n)")
_FIELD = re.compile(rb"[!-9;-~]{1,200}:")
_KNOWN = (
    rb"(?:from|to|cc|bcc|subject|date|message-id|mime-version|received|return-path|reply-to|sender"
    rb"|in-reply-to|references|content-[a-z-]{2,40}|x-[!-9;-~]{1,60}|delivered-to|dkim-signature"
    rb"|auto-submitted|precedence|list-[a-z-]{2,40}|user-agent|importance|thread-[a-z]+"
    rb"|authentication-results|arc-[a-z-]+|disposition-notification-to)"
)
_KNOWN_FIELD = re.compile(_KNOWN + rb"[ \t]*:", re.IGNORECASE)
_SPACED_FIELD = re.compile(rb"(" + _KNOWN + rb")[ \t]+:", re.IGNORECASE)
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf|[ \t]*\r?\n)*(?:>?From [^\r\n]{0,500}\r?\n)?")


@dataclass(frozen=True, slots=True)
class Head:
    """The lines of a head, each a field or what goes on with it, and where the body begins."""

    lines: bytes
    body: int


def head_of(raw: bytes | mmap) -> Head:
    """Find the head: up to an empty line, or up to the first line that can be none of its own."""
    start = _beginning(raw)
    window = bytes(raw[start : start + HEAD_LENGTH])
    if b"\n" not in window:
        window = window.replace(b"\r", b"\n")
    kept: list[bytes] = []
    lines = window.splitlines(keepends=True)
    position = 0
    for number, line in enumerate(lines):
        bare = line.rstrip(b"\r\n")
        if not bare.strip() and (not bare or not _goes_on(lines, number + 1)):
            position += len(line)
            return Head(b"".join(kept), start + position)
        if bare.strip():
            mended = _mended(bare, lines, number, is_first=not kept)
            if mended is None:
                return Head(b"".join(kept), start + position)
            kept.append(mended + b"\r\n")
        position += len(line)
    if start + len(window) < len(raw):
        end = _END.search(raw, start + len(window) - 4)
        return Head(b"".join(kept), end.end() if end else len(raw))
    return Head(b"".join(kept), len(raw))


def _beginning(raw: bytes | mmap) -> int:
    """Pass over what some carriers put before the first field, if a field does follow."""
    before = _BEFORE.match(raw)
    end = before.end() if before else 0
    return end if end and _KNOWN_FIELD.match(raw, end) else 0


def _mended(bare: bytes, lines: list[bytes], number: int, *, is_first: bool) -> bytes | None:
    """The line as it should be; None where it belongs to the body."""
    if bare[:1] in b" \t":
        return None if is_first else bare
    if spaced := _SPACED_FIELD.match(bare):
        return spaced[1] + b":" + bare[spaced.end() :]
    if _FIELD.match(bare):
        return bare
    # A field that was broken in two goes on without the blank that should say so.
    return b" " + bare if not is_first and _goes_on(lines, number + 1) else None


def _goes_on(lines: list[bytes], number: int) -> bool:
    for line in lines[number : number + 10]:
        if not line.strip():
            return False
        if _KNOWN_FIELD.match(line):
            return True
    return False
