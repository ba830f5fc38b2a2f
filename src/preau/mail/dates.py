"""The instant that a Date header means, in the many shapes that programs give it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from preau.core.text import fold

_MONTHS = {
    "janv": "Jan", "janvier": "Jan", "fev": "Feb", "fevr": "Feb", "fevrier": "Feb", "mars": "Mar",
    "avr": "Apr", "avril": "Apr", "mai": "May", "juin": "Jun", "juil": "Jul", "juillet": "Jul",
    "aout": "Aug", "sept": "Sep", "septembre": "Sep", "octobre": "Oct", "novembre": "Nov",
    "decembre": "Dec", "january": "Jan", "february": "Feb", "march": "Mar", "april": "Apr",
    "june": "Jun", "july": "Jul", "august": "Aug", "september": "Sep", "october": "Oct",
    "november": "Nov", "december": "Dec",
}  # fmt: skip
_WORD = re.compile(r"[a-z]+")
_DAY = re.compile(
    r"^(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s*,?\s*(?=\d)"
)
_ZONES = {
    "cest": "+0200", "cet": "+0100", "met": "+0100", "mest": "+0200", "wet": "+0000",
    "west": "+0100", "bst": "+0100", "eet": "+0200", "eest": "+0300", "utc": "+0000",
    "z": "+0000", "gmt": "+0000", "paris": "+0100",
}  # fmt: skip
_ZONE_NAME = re.compile(r"(?<=[\d ])(" + "|".join(_ZONES) + r")$")
_OFFSET = re.compile(r"(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d\d)?$")
_COMMENT = re.compile(r"\s*\([^()]*\)?\s*$")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d")
_NUMERIC = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})\s+(?:a )?(\d\d?)[:h](\d\d)(?::(\d\d))?")


def instant_of(value: str) -> datetime | None:
    """The instant of a Date header, None where it makes no sense.

    A date without a zone is taken for UTC, as the standard has it.
    """
    told = value[:200]
    for read in (_standard, _other):
        # The library raises a different error for each kind of nonsense.
        with suppress(Exception):
            instant = read(told)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=UTC)
            instant = instant.astimezone(UTC)
            if 1980 <= instant.year <= 2100:
                return instant
    return None


def _standard(value: str) -> datetime:
    instant = parsedate_to_datetime(value)
    if instant.tzinfo is None and re.search(r"[+-]\d{1,2}:?(?:\d\d)?\s*$|[A-Za-z]{3,5}\s*$", value):
        raise ValueError(value)  # It has a zone that the library does not know.
    return instant


def _other(value: str) -> datetime:
    told = _COMMENT.sub("", fold(value))
    if _ISO.match(told):
        return datetime.fromisoformat(told.upper().replace(" +", "+").replace(" -", "-"))
    if numeric := _NUMERIC.match(told):
        day, month, year, hour, minute, second = (int(part or 0) for part in numeric.groups())
        told_zone = told[numeric.end() :].strip()
        return parsedate_to_datetime(
            f"{day} {_NAMES[month]} {year} {hour}:{minute}:{second} {_zone(told_zone)}"
        )
    told = _WORD.sub(lambda word: _MONTHS.get(word[0], word[0]), _DAY.sub("", told))
    told = re.sub(r"(?<=[A-Za-z])\.", "", told).replace(" a ", " ")
    told = re.sub(r"\b(\d\d?)h(\d\d)\b", r"\1:\2", told)
    return parsedate_to_datetime(_zone(told))


_NAMES = ["", *["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]]


def _zone(told: str) -> str:
    """The same date with its zone as the library reads it; a zone that cannot be is UTC."""
    if found := _OFFSET.search(told):
        hours, minutes = int(found[2]), int(found[3] or 0)
        offset = f"{found[1]}{hours:02}{minutes:02}" if hours <= 14 and minutes < 60 else "+0000"
        return f"{told[: found.start()]} {offset}"
    return _ZONE_NAME.sub(lambda name: " " + _ZONES[name[0]], told)
