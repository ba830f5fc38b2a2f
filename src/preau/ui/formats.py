"""Dates, durations, sums and sizes as a French page writes them.

Pure functions: whoever calls says what time it is. Spaces inside a figure do not break.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NBSP = "\u00a0"
NARROW = "\u202f"

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
_UNITS = ("octets", "ko", "Mo", "Go", "To")


def _local(value: date | datetime) -> date:
    """The day in Paris of an instant; a day stays itself."""
    return value.astimezone(PARIS).date() if isinstance(value, datetime) else value


def _first(day_of_month: int) -> str:
    return "1er" if day_of_month == 1 else str(day_of_month)


def day(value: date | datetime, *, at: date | datetime | None = None) -> str:
    """« lundi 5 octobre 2026 »; without the year if it is the year of `at`."""
    local = _local(value)
    text = f"{_DAYS[local.weekday()]} {_first(local.day)}{NBSP}{_MONTHS[local.month - 1]}"
    if at is not None and _local(at).year == local.year:
        return text
    return f"{text}{NBSP}{local.year}"


def short_day(value: date | datetime, *, at: date | datetime | None = None) -> str:
    """« 5 oct. 2026 », for the cell of a table; without the year if it is the year of `at`."""
    local = _local(value)
    text = f"{_first(local.day)}{NBSP}{_SHORT_MONTHS[local.month - 1]}"
    if at is not None and _local(at).year == local.year:
        return text
    return f"{text}{NBSP}{local.year}"


def hour(value: datetime) -> str:
    """« 16 h 05 », in Paris."""
    local = value.astimezone(PARIS)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def moment(value: datetime, *, at: date | datetime | None = None) -> str:
    """« lundi 5 octobre à 16 h 00 »."""
    return f"{day(value, at=at)} à{NBSP}{hour(value)}"


def short_moment(value: datetime, *, at: date | datetime | None = None) -> str:
    """« 5 oct., 16 h 00 », for the cell of a table."""
    return f"{short_day(value, at=at)}, {hour(value)}"


def until(value: datetime, *, at: date | datetime | None = None) -> str:
    """« lundi 31 août inclus » for what ends at midnight: its last day; else the moment."""
    if (last := _last_day(value)) is not None:
        return f"{day(last, at=at)} inclus"
    return moment(value, at=at)


def short_until(value: datetime, *, at: date | datetime | None = None) -> str:
    """« 31 août inclus » or « 5 oct., 16 h 00 », for the cell of a table."""
    if (last := _last_day(value)) is not None:
        return f"{short_day(last, at=at)} inclus"
    return short_moment(value, at=at)


def _last_day(end: datetime) -> date | None:
    """The last whole day of what ends at midnight in Paris."""
    local = end.astimezone(PARIS)
    return local.date() - timedelta(days=1) if local.time() == time.min else None


def ago(value: datetime, *, at: datetime) -> str:
    """How far an instant is: « il y a 2 h », « hier à 16 h 00 », « dans 3 jours »."""
    elapsed = at - value
    days = (_local(at) - _local(value)).days
    past = elapsed >= timedelta(0)
    minutes = int(abs(elapsed).total_seconds() // 60)
    if minutes < 1:
        return "à l’instant"
    if days == 0 or minutes < 60:
        near = f"{minutes}{NBSP}min" if minutes < 60 else f"{minutes // 60}{NBSP}h"
        return f"il y a {near}" if past else f"dans {near}"
    if abs(days) == 1:
        return f"{'hier' if past else 'demain'} à{NBSP}{hour(value)}"
    if abs(days) <= 14:
        return f"il y a {days}{NBSP}jours" if past else f"dans {-days}{NBSP}jours"
    return f"le {short_day(value, at=at)}"


def lasting(value: timedelta) -> str:
    """A duration: « 2 h 30 », « 45 min », « 3 j 4 h »."""
    minutes = int(value.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}{NBSP}h{NBSP}{minutes:02d}" if minutes else f"{hours}{NBSP}h"
    days, hours = divmod(hours, 24)
    return f"{days}{NBSP}j{NBSP}{hours}{NBSP}h" if hours else f"{days}{NBSP}j"


def phone(number: str) -> str:
    """« 01 23 45 67 89 »: a French number in pairs that do not part; any other as it was typed."""
    digits = "".join(c for c in number if c not in " .-\u00a0\u202f")
    if digits.startswith("+33") and len(digits) == 12:
        digits = "0" + digits[3:]
    if len(digits) != 10 or not digits.isascii() or not digits.isdecimal() or digits[0] != "0":
        return number
    return NBSP.join(digits[i : i + 2] for i in range(0, 10, 2))


def dial(number: str) -> str:
    """The same as a telephone dials it, up to the first word: extensions are asked for by voice."""
    dialled = re.match(r"[0-9\s.()+-]*", number.replace("(0)", ""))
    return re.sub(r"[^0-9+]", "", dialled[0]) if dialled else ""


def number(value: float | Decimal, places: int = 0) -> str:
    """« 12 345 », « 0,25 »: comma and narrow spaces."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def money(cents: int) -> str:
    """« 1 234,56 € », from cents."""
    return f"{number(Decimal(cents) / 100, 2)}{NBSP}€"


def size(octets: int) -> str:
    """« 1,2 Mo »: the size of a file."""
    if octets < 1000:
        return f"{octets}{NBSP}octet" if octets < 2 else f"{octets}{NBSP}octets"
    value, unit = float(octets), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    is_whole = value >= 99.95 or unit == 1 or abs(value - round(value)) < 0.05
    return f"{number(value, 0 if is_whole else 1)}{NBSP}{_UNITS[unit]}"
