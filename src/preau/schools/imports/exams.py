"""Periods of examination, from a calendar file (ICS) or a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.accounts.roles import Permission
from preau.core.text import fold
from preau.schools import actions, ics
from preau.schools.imports.kinds import Kind, attempt
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns
from preau.schools.imports.reports import Effect
from preau.schools.models import ExamPeriod
from preau.schools.states import ExamLevel, ProposedUrgency, SchoolKind
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preau.core.actors import Actor
    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

_COLUMNS = Columns(
    required=("name", "from", "until"), optional=("kinds", "levels", "urgency", "uid")
)
_KINDS = {fold(kind.value): kind.value for kind in SchoolKind}
_LEVELS = {fold(each): level.value for level in ExamLevel for each in (level.value, level.name)}
_URGENCIES = {
    "moyen": ProposedUrgency.MEDIUM.value,
    "medium": ProposedUrgency.MEDIUM.value,
    "tres haut": ProposedUrgency.VERY_HIGH.value,
    "very_high": ProposedUrgency.VERY_HIGH.value,
}
#: What a row says of a period, in the words of the verb.
Values = dict[str, Any]


def prepare(data: bytes, report: Report) -> bytes:
    """Make a table of a calendar file, a row for each of its events; leave tables as they are."""
    if b"BEGIN:VCALENDAR" not in data[:1000].upper():
        return data
    try:
        events = ics.events(data)
    except ics.Unreadable as problem:
        report.problem(0, "", str(problem))
        return b""
    table = io.StringIO()
    writer = csv.DictWriter(table, [*_COLUMNS.required, "uid"], restval="")
    writer.writeheader()
    writer.writerows(events)
    report.notes.append(
        _("A calendar file: row 2 is its first event, row 3 the second, and so on.")
    )
    return table.getvalue().encode()


def apply(rows: list[Row], report: Report, by: Actor) -> None:
    """Enter the periods; those known, by their event or name and first day, are put right."""
    seen: dict[object, int] = {}
    for row in rows:
        line = Line(row, report)
        values, uid = _values(line), line.text("uid", 255)
        if not line.ok:
            continue
        key = uid or (values["name"], values["first_on"])
        if key in seen:
            line.problem("name", _("This period is already on row %(row)d.") % {"row": seen[key]})
            continue
        seen[key] = line.number
        _enter(line, values, uid, report, by)


def _values(line: Line) -> Values:
    first_on, last_on = line.day("from"), line.day("until")
    for column, day in (("from", first_on), ("until", last_on)):
        if day is None and not line.has(column):
            line.problem(column, _("This cell must not be empty."))
    values: Values = {"name": line.text("name", 120, required=True)}
    values |= {"first_on": first_on, "last_on": last_on}
    for column, words in (("kinds", _KINDS), ("levels", _LEVELS)):
        if line.has(column):
            values[column] = _several(line, column, words)
    if line.has("urgency"):
        values["urgency"] = line.choice("urgency", _URGENCIES)
    return values


def _several(line: Line, column: str, words: Mapping[str, str]) -> list[str]:
    """Several words of one cell, between commas or blanks."""
    found = []
    for typed in line.text(column, 200).replace(",", " ").replace(";", " ").split():
        if (code := words.get(fold(typed))) is None:
            line.problem(
                column,
                _("“%(typed)s” is not one of: %(known)s.")
                % {"typed": typed[:40], "known": ", ".join(dict.fromkeys(words.values()))},
            )
        elif code not in found:
            found.append(code)
    return found


def _enter(line: Line, values: Values, uid: str, report: Report, by: Actor) -> None:
    standing = ExamPeriod.objects.standing()
    if uid:
        known = ExamPeriod.objects.filter(uid=uid).first()
    else:
        known = standing.filter(name=values["name"], first_on=values["first_on"]).first()
    subject = str(values["name"])
    days = _("from %(first)s to %(last)s") % {
        "first": formats.day(values["first_on"]),
        "last": formats.day(values["last_on"]),
    }
    if known is None:
        values.setdefault("urgency", ProposedUrgency.VERY_HIGH)
        if attempt(line, "until", lambda: actions.write_exams(by=by, uid=uid, **values)):
            report.tally(Effect.CREATED)
            report.change(Effect.CREATED, line.number, subject, days)
        return
    if known.withdrawn_at is not None or _says(known, values):
        # What the Region withdrew stays so, whatever the file that it came from goes on saying.
        report.tally(Effect.UNCHANGED)
        return
    kept = {"kinds": known.kinds, "levels": known.levels, "urgency": known.urgency}
    if attempt(line, "until", lambda: actions.change_exams(known, by=by, **(kept | values))):
        report.tally(Effect.CHANGED)
        report.change(Effect.CHANGED, line.number, subject, days)


def _says(known: ExamPeriod, values: Values) -> bool:
    return all(
        sorted(getattr(known, name)) == sorted(value)
        if isinstance(value, list)
        else getattr(known, name) == value
        for name, value in values.items()
    )


KIND = Kind(
    name="exams",
    label=gettext_lazy("Periods of examination"),
    help=gettext_lazy(
        "A calendar file (ICS), of which each event becomes a period, or a table. Kinds of lycée "
        "and levels are codes between commas; without them all lycées are concerned. Without an "
        "urgency, the very high one is proposed."
    ),
    columns=_COLUMNS,
    example={
        "name": "Baccalauréat : épreuves écrites",
        "from": "14/06/2027",
        "until": "18/06/2027",
        "kinds": "LGT, LPO",
        "levels": "terminale",
        "urgency": "très haut",
        "uid": "bac-2027@education.gouv.fr",
    },
    permission=Permission.SCHOOL_ADMINISTER,
    order=70,
    prepare=prepare,
    apply=apply,
)
