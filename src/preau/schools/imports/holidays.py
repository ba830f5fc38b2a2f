"""School holidays, from the file that the ministry publishes (fr-en-calendrier-scolaire)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.accounts.roles import Permission
from preau.core.moments import PARIS
from preau.core.text import fold
from preau.schools import actions, wiring
from preau.schools.imports.kinds import Kind, attempt
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns
from preau.schools.imports.reports import Effect
from preau.schools.models import SchoolHoliday
from preau.ui import formats

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

#: The zone of the three académies of the Region.
ZONE = "zone c"
_SOURCE = "data.education.gouv.fr"
_YEAR = re.compile(r"(20\d\d)-(20\d\d)")
_DAY = timedelta(days=1)
#: The names that the portal's page gives to the columns, and those of its interface.
_HEADINGS = {
    "Date de début": "start_date",
    "Date de fin": "end_date",
    "Académies": "location",
    "Année scolaire": "annee_scolaire",
}
#: How the house writes each holiday, by a word of what the ministry writes.
_NAMES = {
    "toussaint": "Vacances de la Toussaint",
    "noel": "Vacances de Noël",
    "hiver": "Vacances d’hiver",
    "printemps": "Vacances de printemps",
    "ascension": "Pont de l’Ascension",
    "ete": "Vacances d’été",
}
#: What a line of one académie says, as those of the others must.
Key = tuple[str, str]


def prepare(data: bytes, report: Report) -> bytes:
    """Take the columns by either of the names under which they are published."""
    head, line_end, rest = data.partition(b"\n")
    for heading, name in _HEADINGS.items():
        for encoding in ("utf-8", "cp1252"):
            head = head.replace(heading.encode(encoding), name.encode())
    return head + line_end + rest


def apply(rows: list[Row], report: Report, by: Actor) -> None:
    """Enter the holidays of zone C; those of other zones, and of teachers alone, are not ours."""
    found: dict[Key, tuple[Line, date, date]] = {}
    left = 0
    for row in rows:
        line = Line(row, report)
        ours = ZONE in fold(line.text("zones", 80, required=True))
        if not ours or fold(line.text("population", 40)) == "enseignants":
            left += 1
            continue
        if (read := _read(line)) is None:
            continue
        key, first_on, last_on = read
        if key not in found:
            found[key] = (line, first_on, last_on)
        elif found[key][1:] != (first_on, last_on):
            line.problem(
                "start_date",
                _("Row %(row)d gives this holiday other days.") % {"row": found[key][0].number},
            )
    if left:
        report.notes.append(
            ngettext(
                "%(n)d row is of another zone, or of teachers alone: left out.",
                "%(n)d rows are of other zones, or of teachers alone: left out.",
                left,
            )
            % {"n": left}
        )
    for key, (line, first_on, last_on) in sorted(found.items(), key=lambda each: each[1][1]):
        if line.ok:
            _enter(key, line, first_on, last_on, report, by)
    if report.ok and report.change_count:
        report.notes += [_moved(each) for each in wiring.moved(by.at)]


def _read(line: Line) -> tuple[Key, date, date] | None:
    """A holiday of one row: its year and name, its first and its last free day."""
    described = line.text("description", 120, required=True)
    year = line.text("annee_scolaire", 9, required=True)
    if year and not ((of := _YEAR.fullmatch(year)) and int(of[2]) == int(of[1]) + 1):
        line.problem(
            "annee_scolaire",
            _("“%(typed)s” is not a school year: write 2026-2027.") % {"typed": year},
        )
    first_on, back_on = _instant_day(line, "start_date"), _instant_day(line, "end_date")
    if not line.ok or first_on is None or back_on is None:
        return None
    if back_on == first_on:
        line.repair(
            "end_date",
            _("The end is not published yet: “%(name)s” is left for a later file.")
            % {"name": described},
        )
        return None
    if back_on < first_on:
        line.problem("end_date", _("The end comes before the start."))
        return None
    return (year, _named(described)), first_on, back_on - _DAY


def _instant_day(line: Line, column: str) -> date | None:
    """The day in Paris of an instant such as 2026-10-16T22:00:00+00:00; also a plain day."""
    typed = line.text(column, 40, required=True)
    if not typed:
        return None
    try:
        instant = datetime.fromisoformat(typed)
    except ValueError:
        return line.day(column)
    return instant.astimezone(PARIS).date() if instant.tzinfo else instant.date()


def _named(described: str) -> str:
    words = re.findall(r"\w+", fold(described).replace("’", "'"))
    return next((name for word, name in _NAMES.items() if word in words), described)


def _enter(key: Key, line: Line, first_on: date, last_on: date, report: Report, by: Actor) -> None:
    year, name = key
    known = SchoolHoliday.objects.filter(school_year=year, name=name).first()
    changed: list[SchoolHoliday | None] = []

    def enter() -> None:
        changed.append(
            actions.set_holiday(
                by=by,
                name=name,
                school_year=year,
                first_on=first_on,
                last_on=last_on,
                source=_SOURCE,
            )
        )

    if not attempt(line, "start_date", enter):
        return
    if changed == [None]:
        report.tally(Effect.UNCHANGED)
        return
    effect = Effect.CREATED if known is None else Effect.CHANGED
    report.tally(effect)
    report.change(effect, line.number, f"{name} {year}", _what(known, first_on, last_on))


def _what(known: SchoolHoliday | None, first_on: date, last_on: date) -> str:
    days = {"first": formats.day(first_on), "last": formats.day(last_on)}
    if known is None:
        return _("from %(first)s to %(last)s") % days
    if (known.first_on, known.last_on) == (first_on, last_on):
        return _("now official")
    return _("from %(first)s to %(last)s; it was from %(before_first)s to %(before_last)s") % {
        **days,
        "before_first": formats.day(known.first_on),
        "before_last": formats.day(known.last_on),
    }


def _moved(each: wiring.Moved) -> str:
    return _("%(what)s: %(moved)d of %(all)d would have another date.") % {
        "what": each.what,
        "moved": each.moved,
        "all": each.all,
    }


KIND = Kind(
    name="holidays",
    label=gettext_lazy("School holidays"),
    help=gettext_lazy(
        "The school calendar of the ministry, as data.education.gouv.fr publishes it (data set "
        "fr-en-calendrier-scolaire): one row per académie and holiday. Only zone C is read. The "
        "last day of a holiday is the one before classes begin again."
    ),
    columns=Columns(
        required=("description", "start_date", "end_date", "zones", "annee_scolaire"),
        optional=("population",),
        unread=("location",),
    ),
    example={
        "description": "Vacances de la Toussaint",
        "start_date": "2026-10-16T22:00:00+00:00",
        "end_date": "2026-11-01T23:00:00+00:00",
        "zones": "Zone C",
        "annee_scolaire": "2026-2027",
        "population": "-",
    },
    permission=Permission.SCHOOL_ADMINISTER,
    order=60,
    prepare=prepare,
    apply=apply,
)
