"""winmail.dat: what Outlook wraps the files of a message in when it sends "rich text" (MS-OXTNEF).

Only what a reader needs: the text, if there is one, and the files with their names.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preau.mail.charsets import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _TITLE, _DATA = 0x800C, 0x8010, 0x800F
_RENDERING, _FILE_PROPERTIES, _PROPERTIES = 0x9002, 0x9005, 0x9003
_TEXT, _HTML = 0x1000, 0x1013
_LONG_NAME, _SHORT_NAME, _CONTENT_ID, _OBJECT = 0x3707, 0x3704, 0x3712, 0x3701
_WIDTHS = {
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x0A: 4,
    0x0B: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_STRING8, _UNICODE, _OBJECT_TYPE, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MULTIPLE = 0x1000
_MOST_FILES = 500


@dataclass(slots=True)
class TnefFile:
    """A file that was wrapped."""

    name: str = ""
    data: bytes = b""
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    """What was wrapped; `html` is a page, as bytes."""

    text: str = ""
    html: bytes = b""
    files: list[TnefFile] = field(default_factory=list)


def unwrap(data: bytes) -> Tnef | None:
    """Open a winmail.dat; None for what is none. One that is cut off gives what came before."""
    if not data.startswith(_SIGNATURE):
        return None
    found = Tnef()
    for attribute, value in _attributes(data):
        if attribute == _RENDERING and len(found.files) < _MOST_FILES:
            found.files.append(TnefFile())
        elif attribute == _BODY:
            found.text = found.text or _string(value)
        elif attribute == _PROPERTIES:
            told = dict(_properties(value))
            found.text = _string(told.get(_TEXT, b"")) or found.text
            found.html = told.get(_HTML, b"")
        elif found.files:
            _fill(found.files[-1], attribute, value)
    found.files = [file for file in found.files if file.data or file.name]
    return found


def _fill(file: TnefFile, attribute: int, value: bytes) -> None:
    if attribute == _TITLE:
        file.name = file.name or _string(value)
    elif attribute == _DATA:
        file.data = value
    elif attribute == _FILE_PROPERTIES:
        told = dict(_properties(value))
        file.name = _string(told.get(_LONG_NAME) or told.get(_SHORT_NAME) or b"") or file.name
        file.content_id = _string(told.get(_CONTENT_ID, b""))
        # The first sixteen bytes of an object name the program that made it.
        file.data = file.data or told.get(_OBJECT, b"")


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + 9 <= len(data):
        _level, attribute, _kind, length = struct.unpack_from("<BHHI", data, position)
        position += 9
        yield attribute, data[position : position + length]
        position += length + 2


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties that say something here; those of unknown make end the list."""
    if len(data) < 4:
        return
    count, position = struct.unpack_from("<I", data)[0], 4
    for _number in range(min(count, 10_000)):
        if position + 4 > len(data):
            return
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:
            position = _after_name(data, position)
        values, is_many = 1, bool(kind & _MULTIPLE)
        kind &= ~_MULTIPLE
        if is_many or kind in {_STRING8, _UNICODE, _OBJECT_TYPE, _BINARY}:
            if position + 4 > len(data):
                return
            values = struct.unpack_from("<I", data, position)[0]
            position += 4
        for _value in range(min(values, 10_000)):
            if kind in _WIDTHS:
                length = _WIDTHS[kind]
            elif kind in {_STRING8, _UNICODE, _OBJECT_TYPE, _BINARY} and position + 4 <= len(data):
                length = struct.unpack_from("<I", data, position)[0]
                position += 4
            else:
                return
            value = data[position : position + length]
            if kind == _UNICODE:
                value = value.decode("utf-16-le", "replace").encode()
            yield name, value[16:] if kind == _OBJECT_TYPE else value
            position += length + (-length % 4)


def _after_name(data: bytes, position: int) -> int:
    """Pass over the name of a property that has one of its own."""
    if position + 24 > len(data):
        return len(data)
    kind, length = struct.unpack_from("<II", data, position + 16)
    if kind == 0:
        return position + 24
    return position + 24 + int(length) + (-int(length) % 4)


def _string(value: bytes) -> str:
    return to_text(value.rstrip(b"\x00"), None).replace("\x00", "")
