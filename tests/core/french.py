"""Reads dates and limits as the vade-mecum would write them, so that tests can be sentences."""

from __future__ import annotations

import re
from datetime import date, datetime

from preau.core.working_time import Calendar, Closure, Interval
from tests.instants import PARIS

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
DAY = rf"(?:{'|'.join(WEEKDAYS)}) (?:1er|\d+) (?:{'|'.join(MONTHS)}) \d{{4}}"
MOMENT = rf"{DAY} à \d+ h \d\d"


def read_day(text: str) -> date:
    """Read "vendredi 6 novembre 2026", and see that it is a Friday."""
    weekday, number, month, year = text.split()
    day = date(int(year), MONTHS.index(month) + 1, int(number.removesuffix("er")))
    assert WEEKDAYS[day.weekday()] == weekday, f"{text} is a {WEEKDAYS[day.weekday()]}"
    return day


def read_moment(text: str) -> datetime:
    """Read "vendredi 6 novembre 2026 à 16 h 00", in Paris."""
    day, hour = text.split(" à ")
    hours, minutes = hour.split(" h ")
    return datetime.combine(read_day(day), datetime.min.time(), PARIS).replace(
        hour=int(hours), minute=int(minutes)
    )


def write_moment(at: datetime | None) -> str:
    """Write an instant as `read_moment` reads it; None is a clock that stands still."""
    if at is None:
        return "le délai est suspendu"
    local = at.astimezone(PARIS)
    return f"au plus tard le {write_day(local.date())} à {local.hour} h {local.minute:02d}"


def write_day(day: date) -> str:
    """Write a day as `read_day` reads it."""
    number = "1er" if day.day == 1 else day.day
    return f"{WEEKDAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def read_calendar(text: str) -> Calendar:
    """The closures that a sentence declares: "le lycée est fermé du … au … (cause)"."""
    closures = [
        Closure(read_day(first), read_day(last or first), cause)
        for first, last, cause in re.findall(
            rf"[Ll]e lycée est fermé (?:le|du) ({DAY})(?: au ({DAY}))? \(([^)]+)\)", text
        )
    ]
    return Calendar(closures=tuple(closures))


def read_pauses(text: str) -> list[Interval]:
    """The times at which a sentence stops the clock: waiting for the lycée, or closed, refused."""
    shapes = {
        "en attente du lycée": rf"attend le lycée du ({MOMENT}) au ({MOMENT})",
        "clôture technique": rf"[Cc]lôture technique le ({MOMENT}), refusée le ({MOMENT})",
        "autre service": rf"reprise à SCC le ({MOMENT}), rendue le ({MOMENT})",
    }
    pauses = [
        Interval(read_moment(start), read_moment(end), label)
        for label, shape in shapes.items()
        for start, end in re.findall(shape, text)
    ]
    pauses += [
        Interval(read_moment(start), None, "en attente du lycée")
        for start in re.findall(rf"attend le lycée depuis le ({MOMENT})", text)
    ]
    return pauses


def read_limit(text: str) -> int:
    """The limit of a sentence, in service minutes: by urgency, or ten days at the next visit."""
    days = {"très haute": 1, "moyenne": 3, "basse": 5}
    hours = {"très haute": 2, "moyenne": 4, "basse": 8}
    if "incident bureautique" in text:
        return Calendar().minutes(days=10)
    urgency = re.search(r"urgence (très haute|moyenne|basse)", text)
    assert urgency, text
    if "parvient à CESAME" in text:
        return Calendar().minutes(hours=hours[urgency[1]])
    return Calendar().minutes(days=days[urgency[1]])


def read_start(text: str) -> datetime:
    """The instant from which a sentence counts."""
    start = re.search(rf"(?:affectée?s? à SCC|parvient à CESAME) le ({MOMENT})", text)
    assert start, text
    return read_moment(start[1])
