"""What stands in a cell: texts that no program takes for a formula, French days and figures."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from preau.core.moments import PARIS
from preau.ui.exports import Column, Kind

#: What a spreadsheet may begin to calculate at, once wide signs are read as narrow ones.
_STARTS = frozenset("=+-@|%")
_NUMBER = re.compile(r"[-+]?[0-9][0-9 \u00a0\u202f.,]*")
#: The longest text that a cell of a workbook holds.
LONGEST = 32_767


def plain(value: Any) -> str:
    """A text as it is, less the signs that no keyboard types."""
    text = "" if value is None else str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def defused(text: str) -> str:
    """A text that a spreadsheet shows as it is.

    `defusedcsv` looks at the first sign as it stands. Spreadsheets also look behind blanks and
    unseen signs, and some read full-width signs as their narrow ones.
    """
    bare = text.lstrip()
    while bare and unicodedata.category(bare[0]) in {"Cf", "Zs", "Zl", "Zp"}:
        bare = bare[1:].lstrip()
    first = unicodedata.normalize("NFKC", bare[:1])[:1]
    if text[:1] in {"\t", "\n"} or (first in _STARTS and not _NUMBER.fullmatch(bare)):
        return f"'{text}"
    return text


def local(value: datetime) -> datetime:
    """An instant by the clock of Paris, without its zone."""
    return value.astimezone(PARIS).replace(tzinfo=None)


def _decimal(value: Any) -> str:
    return f"{Decimal(str(value)):f}".replace(".", ",")


def written(column: Column, row: Any) -> str:
    """The cell of a CSV file."""
    value = column.value(row)
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.MOMENT if isinstance(value, datetime):
            return local(value).strftime("%d/%m/%Y %H:%M")
        case Kind.DAY if isinstance(value, date):
            day = local(value) if isinstance(value, datetime) else value
            return day.strftime("%d/%m/%Y")
        case Kind.NUMBER:
            return _decimal(value)
        case Kind.MONEY:
            return _decimal(Decimal(value) / 100)
        case _:
            return defused(plain(value))
