"""The two calendars of France that limits count with: public holidays and school holidays."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@cache
def _school_holidays_by_day() -> Mapping[date, SchoolHoliday]:
    return {
        holiday.first_on + timedelta(days=n): holiday
        for holiday in school_holidays()
        for n in range((holiday.last_on - holiday.first_on).days + 1)
    }


def school_holiday(day: date) -> SchoolHoliday | None:
    """The school holiday that a day falls in, if any."""
    return _school_holidays_by_day().get(day)
