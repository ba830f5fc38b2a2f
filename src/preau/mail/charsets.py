"""Bytes into text, whatever charset a message says that they are in.

Django-free: heavy messages are read in a child process that imports as little as possible.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress

_SPACES = re.compile(r"\s+")
# They decode to text, but by rules that no mail program uses, some of them slowly.
_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_LATIN = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Names that mail programs use and Python does not know.
_OTHER_NAMES = {
    "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7", "utf8mb4": "utf-8",
    "utf-8n": "utf-8",
    "x-utf-8": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-mac-roman": "mac-roman",
    "x-mac-ce": "mac-latin2",
    "ansi": "cp1252", "ansi_x3.110-1983": "cp1252", "x-ansi": "cp1252", "x-cp1252": "cp1252",
    "win-1252": "cp1252", "windows1252": "cp1252", "x-sjis": "cp932", "x-euc-jp": "euc-jp",
    "x-gbk": "gb18030", "x-big5": "big5", "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6", "ks_c_5601-1987": "cp949", "x-windows-949": "cp949",
    "windows-874": "cp874", "dos-850": "cp850", "x-cp850": "cp850", "x-cp1250": "cp1250",
    "x-cp1251": "cp1251", "x-koi8-r": "koi8-r", "koi8": "koi8-r",
}  # fmt: skip
# What programs mean by a name is the larger charset of the same family.
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "big5": "big5hkscs", "iso2022_jp": "iso2022_jp_2",
}  # fmt: skip
# Bytes that are control characters by the standard, and letters in the charset of Windows.
_WINDOWS = {
    "iso8859-2": "cp1250",
    "iso8859-5": "cp1251",
    "iso8859-7": "cp1253",
    "iso8859-15": "cp1252",
}
_OF_ONE_BYTE = ("iso8859", "cp125", "koi8", "mac", "cp85", "cp437")
_CONTROLS = re.compile(rb"[\x80-\x9f]")


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as the mail programs that mix them mean them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("preau-latin", _as_latin)


def to_text(data: bytes, charset: str | None) -> str:
    """Bytes in the charset that they are in, which is not always the one that is named."""
    return _decoded(data, _codec(charset)).removeprefix("\ufeff")


def _decoded(data: bytes, name: str) -> str:
    if b"\x1b$" in data[:4096] and name in {"", "ascii", "utf-8", "iso8859-1"}:
        with suppress(UnicodeDecodeError):
            return data.decode("iso2022_jp_2")
    if name in _LATIN or not name:
        # Mail programs that say ISO-8859-1 mean windows-1252, and some send UTF-8 all the same.
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16", errors="replace")
        if _mostly_utf8(data):
            return data.decode("utf-8", errors="preau-latin")
        return data.decode("iso8859-15" if _is_latin9(data, name) else "cp1252", errors="replace")
    if name.startswith(("utf-16", "utf-32")) and b"\x00" not in data:
        # Named by a converter that had already made something else of it.
        return _decoded(data, "")
    if name in _WINDOWS and _CONTROLS.search(data):
        name = _WINDOWS[name]
    if name.startswith(_OF_ONE_BYTE):
        # They fit any bytes; what is UTF-8 by its make is so on purpose.
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")
    try:
        return data.decode(_WIDER.get(name, name))
    except (UnicodeDecodeError, ValueError):
        pass
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8")
    if name == "utf-8":
        is_mixed = _mostly_utf8(data)
        return data.decode(
            "utf-8" if is_mixed else "cp1252", "preau-latin" if is_mixed else "replace"
        )
    return data.decode(_WIDER.get(name, name), errors="replace")


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


def _is_latin9(data: bytes, name: str) -> bool:
    return name == "iso8859-15" and not _CONTROLS.search(data)


def _codec(charset: str | None) -> str:
    """The codec of a charset, "" where it is unknown or none of ours."""
    name = (charset or "").strip(" \"';").lower()[:60]
    with suppress(LookupError, ValueError, UnicodeError):
        info = codecs.lookup(_OTHER_NAMES.get(name, name))
        # Some codecs turn bytes into bytes (zlib, base64): they are no charsets.
        if getattr(info, "_is_text_encoding", True) and info.name not in _NOT_FOR_MAIL:
            return info.name
    return ""


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes are broken in a text that is UTF-8 for the rest."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) - broken > 2 * broken
