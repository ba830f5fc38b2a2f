"""The message inside an S/MIME envelope that is signed, not encrypted (smime.p7m, RFC 5652).

Its signature is not verified: a signature gives no right here. Only the words are wanted.
"""

from __future__ import annotations

from contextlib import suppress

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_SEQUENCE, _OID, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x30, 0x06, 0x04, 0x24, 0xA0
_DEPTH = 8


def signed_content(data: bytes) -> bytes:
    """The bytes that were signed; none where there are none, or where they are encrypted."""
    with suppress(IndexError, ValueError):
        info = _inside(data, 0, _SEQUENCE)
        if _value(data, info, _OID) != _SIGNED_DATA:
            return b""
        signed = _inside(data, _inside(data, _after(data, info), _EXPLICIT), _SEQUENCE)
        # The version and the digests' names come first.
        content = _inside(data, _after(data, _after(data, signed)), _SEQUENCE)
        if _value(data, content, _OID) != _DATA:
            return b""
        return _octets(data, _inside(data, _after(data, content), _EXPLICIT), 0)
    return b""


def _head(data: bytes, position: int) -> tuple[int, int, int]:
    """The tag at a place, where its content begins, and its length (-1: until its end mark)."""
    tag, first = data[position], data[position + 1]
    if first < 0x80:
        return tag, position + 2, first
    if first == 0x80:
        return tag, position + 2, -1
    width = first & 0x7F
    if width > 4:
        raise ValueError(width)
    start = position + 2 + width
    return tag, start, int.from_bytes(data[position + 2 : start], "big")


def _inside(data: bytes, position: int, tag: int) -> int:
    found, start, _length = _head(data, position)
    if found != tag:
        raise ValueError(found)
    return start


def _value(data: bytes, position: int, tag: int) -> bytes:
    found, start, length = _head(data, position)
    return data[start : start + length] if found == tag and length >= 0 else b""


def _after(data: bytes, position: int, depth: int = 0) -> int:
    _tag, start, length = _head(data, position)
    if length >= 0:
        return start + length
    if depth > _DEPTH:
        raise ValueError(depth)
    while data[start : start + 2] != b"\x00\x00":
        start = _after(data, start, depth + 1)
    return start + 2


def _octets(data: bytes, position: int, depth: int) -> bytes:
    tag, start, length = _head(data, position)
    if tag == _OCTETS:
        return data[start : start + length]
    if tag != _OCTETS_IN_PIECES or depth > _DEPTH:
        raise ValueError(tag)
    end = start + length if length >= 0 else len(data)
    pieces: list[bytes] = []
    while start < end and data[start : start + 2] != b"\x00\x00":
        pieces.append(_octets(data, start, depth + 1))
        start = _after(data, start)
    return b"".join(pieces)
