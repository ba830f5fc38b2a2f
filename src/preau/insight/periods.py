"""The periods that figures are asked for: a month, a term, a school year, days of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from preau.ui import formats

#: The school year begins with this month, and its terms with these (INC-13 ◇).
SEPTEMBER = 9
TERMS = (9, 12, 3)
_DAY = timedelta(days=1)
_MONTHS_SHOWN = 24
YEARS_SHOWN = 4
_YEAR = re.compile(r"(20\d\d)-(20\d\d)")
_TERM = re.compile(r"(20\d\d)-(20\d\d)-T([123])")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from a first to a last one, both included, under a name; `code` is kept in addresses."""

    first_on: date
    last_on: date
    label: str
    code: str = ""


def _month_after(year: int, month: int, months: int = 1) -> date:
    later = year * 12 + month - 1 + months
    return date(later // 12, later % 12 + 1, 1)


def month(year: int, number: int) -> Period:
    """One month of the calendar."""
    first = date(year, number, 1)
    label = date_format(first, "F Y")
    return Period(first, _month_after(year, number) - _DAY, label, f"{year}-{number:02d}")


def school_year(year: int) -> Period:
    """The school year that begins in September of a year, the summer after it included."""
    code = f"{year}-{year + 1}"
    label = _("School year %(years)s") % {"years": code}
    return Period(date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - _DAY, label, code)


def term(year: int, number: int) -> Period:
    """A term of the school year that begins in a year: from September, December, March."""
    starts = [date(year, 9, 1), date(year, 12, 1), date(year + 1, 3, 1), date(year + 1, 9, 1)]
    label = {
        1: pgettext("term", "First term %(years)s"),
        2: pgettext("term", "Second term %(years)s"),
        3: pgettext("term", "Third term %(years)s"),
    }[number] % {"years": f"{year}-{year + 1}"}
    code = f"{year}-{year + 1}-T{number}"
    return Period(starts[number - 1], starts[number] - _DAY, label, code)


def free(first_on: date, last_on: date) -> Period:
    """Days of one's own choice."""
    label = _("From %(first)s to %(last)s") % {
        "first": formats.short_day(first_on),
        "last": formats.short_day(last_on),
    }
    return Period(first_on, last_on, label)


def year_of(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def of_code(code: str) -> Period | None:
    """The period that an address names, if it names one."""
    if found := _TERM.fullmatch(code):
        return term(int(found[1]), int(found[3]))
    if (found := _YEAR.fullmatch(code)) and int(found[2]) == int(found[1]) + 1:
        return school_year(int(found[1]))
    if found := _MONTH.fullmatch(code):
        return month(int(found[1]), int(found[2]))
    return None


def offered(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose from, in groups, the latest first."""
    current = year_of(today)
    years = [school_year(current - n) for n in range(YEARS_SHOWN)]
    terms = [
        each
        for year in (current, current - 1)
        for each in (term(year, 3), term(year, 2), term(year, 1))
        if each.first_on <= today
    ]
    starts = [_month_after(today.year, today.month, -n) for n in range(_MONTHS_SHOWN)]
    months = [month(first.year, first.month) for first in starts]
    return [
        (heading, [(each.code, each.label) for each in group])
        for heading, group in (
            (_("School years"), years),
            (_("Terms"), terms),
            (_("Months"), months),
        )
    ]
