"""The two calendars of France that limits count with: public holidays and school holidays."""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SCHOOL_HOLIDAYS_FILE = Path(__file__).parent / "data" / "school_holidays_zone_c.csv"


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """One school holiday of zone C (Paris, Créteil, Versailles), its first and last day free.

    `official` is false while the ministry has not published that year: the dates are then those
    that its usual rule gives, and a later release of the table may move them.
    """

    first_on: date
    last_on: date
    name: str
    official: bool


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """The public holidays of metropolitan France in a year, by their names.

    Good Friday and 26 December, free in Alsace-Moselle alone, are not among them.
    """
    named = holidays.country_holidays("FR", years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in named.items()}


def public_holiday(day: date) -> str:
    """The name of the public holiday on that day, or nothing."""
    return public_holidays(day.year).get(day, "")


@cache
def school_holidays() -> tuple[SchoolHoliday, ...]:
    """The school holidays of zone C, oldest first, as the table of the project has them."""
    with SCHOOL_HOLIDAYS_FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            SchoolHoliday(
                first_on=date.fromisoformat(row["first_on"]),
                last_on=date.fromisoformat(row["last_on"]),
                name=row["name"],
                official=row["official"] == "yes",
            )
            for row in csv.DictReader(rows)
        )


class Holidays:
    """The school holidays that days are counted with, read when the first of them is asked for."""

    def __init__(self, read: Callable[[], Iterable[SchoolHoliday]]) -> None:
        self._read = read

    @cached_property
    def _known(self) -> tuple[SchoolHoliday, ...]:
        return tuple(sorted(self._read(), key=lambda holiday: holiday.first_on))

    def __iter__(self) -> Iterator[SchoolHoliday]:
        return iter(self._known)

    def on(self, day: date) -> SchoolHoliday | None:
        """The school holiday that a day falls in, if any."""
        before = bisect_right(self._known, day, key=lambda holiday: holiday.first_on)
        if before and day <= self._known[before - 1].last_on:
            return self._known[before - 1]
        return None


#: Those of the table of the project.
OFFICIAL = Holidays(school_holidays)


def school_holiday(day: date) -> SchoolHoliday | None:
    """The school holiday of the table of the project that a day falls in, if any."""
    return OFFICIAL.on(day)
