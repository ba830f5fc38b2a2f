"""The name that a list bears as a file, and the header that says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from preau.core.text import fold

if TYPE_CHECKING:
    from datetime import date

    from preau.ui.exports import Format

_OTHER = re.compile(r"[^\w]+")
_OTHER_ASCII = re.compile(r"[^a-z0-9]+")


def file_name(words: list[str], day: date, form: Format) -> str:
    """« tickets-ouverts-2026-11-23.csv », accents kept."""
    stem = "-".join(_OTHER.sub("-", word.lower()).strip("-") for word in words if word)
    return f"{stem}-{day:%Y-%m-%d}.{form}"


def disposition(name: str) -> str:
    """A download under this name, in ASCII for all and with its accents for whoever reads them."""
    stem, _dot, suffix = name.rpartition(".")
    ascii_name = f"{_OTHER_ASCII.sub('-', fold(stem)).strip('-')}.{suffix}"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
