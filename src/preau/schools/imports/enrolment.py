"""Head counts: one row per lycée, school year, track, stream and level."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.accounts.roles import Permission
from preau.core.text import fold
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.imports.kinds import Kind
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns
from preau.schools.imports.reports import Effect
from preau.schools.models import Headcount, School
from preau.schools.states import Track
from preau.ui import formats

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

_MOST_PUPILS = 20_000
_CODE = re.compile(r"[a-z0-9_]{1,40}")
_TRACKS = {fold(track.value): track.value for track in Track}

Scope = tuple[str, str]  # School year and track.
Key = tuple[str, str, str, str]  # School year, track, stream, level.


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the file."""

    row: int
    pupils: int
    source: str


def apply(rows: list[Row], report: Report, by: Actor) -> None:
    """Make the register say what the file says, for each lycée, year and track it speaks of.

    Published files leave cells of zero pupils out: within such a year and track, a count that
    the file no longer has is taken away.
    """
    wanted = _understood(rows, report)
    if not report.ok:
        return
    schools = {s.uai: s for s in School.objects.select_for_update().filter(uai__in=wanted)}
    for uai in wanted.keys() - schools.keys():
        first = min(cell.row for cell in wanted[uai].values())
        report.problem(first, "uai", _("No lycée has the UAI %(uai)s.") % {"uai": uai})
    if not report.ok:
        return
    for uai, school in schools.items():
        if not (verdict := policies.can_administer(by, school)):
            first = min(cell.row for cell in wanted[uai].values())
            report.problem(first, "uai", str(verdict.reason))
    if not report.ok:
        return
    present: dict[int, dict[Key, Headcount]] = defaultdict(dict)
    for count in Headcount.objects.filter(school__in=schools.values()).order_by("pk"):
        key = (count.school_year, count.track, count.stream, count.level)
        present[count.school_id][key] = count
    added: list[Headcount] = []
    changed: list[Headcount] = []
    removed: list[int] = []
    touched: list[tuple[School, set[str]]] = []
    for uai in sorted(wanted):
        years = _compare(
            schools[uai],
            wanted[uai],
            present[schools[uai].pk],
            report,
            by,
            (added, changed, removed),
        )
        if years:
            touched.append((schools[uai], years))
    Headcount.objects.bulk_create(added, batch_size=1_000)
    Headcount.objects.bulk_update(changed, ["pupils", "source"], batch_size=500)
    for start in range(0, len(removed), 500):
        Headcount.objects.filter(pk__in=removed[start : start + 500]).delete()
    for school, years in touched:
        journal.record(
            facts.Counted(thing_id=school.pk, school_id=school.pk, school_years=sorted(years)),
            by=by,
        )


def _understood(rows: list[Row], report: Report) -> dict[str, dict[Key, Cell]]:
    wanted: dict[str, dict[Key, Cell]] = defaultdict(dict)
    for row in rows:
        line = Line(row, report)
        uai = line.uai("uai", required=True)
        key = (
            _school_year(line),
            line.choice("track", _TRACKS, required=True),
            _code(line, "stream"),
            _code(line, "level"),
        )
        cell = Cell(row.number, line.whole("pupils", _MOST_PUPILS), line.text("source", 120))
        if not line.ok:
            continue
        if (earlier := wanted[uai].get(key)) is not None:
            line.problem(
                "level",
                _("The same lycée, year, track, stream and level are already on row %(row)d.")
                % {"row": earlier.row},
            )
        else:
            wanted[uai][key] = cell
    return wanted


def _school_year(line: Line) -> str:
    year = line.text("school_year", 40, required=True)
    match = re.fullmatch(r"(\d{4})-(\d{4})", year)
    if year and (not match or int(match[1]) + 1 != int(match[2])):
        line.problem(
            "school_year",
            _("“%(typed)s” is not a school year: write 2026-2027.") % {"typed": year},
        )
    return year


def _code(line: Line, column: str) -> str:
    code = line.text(column, 40 if column == "stream" else 20, required=True)
    if code and not _CODE.fullmatch(code):
        line.problem(
            column,
            _("“%(typed)s” is not a code: small letters, digits and underscores only.")
            % {"typed": code},
        )
    return code


def _compare(
    school: School,
    wanted: dict[Key, Cell],
    present: dict[Key, Headcount],
    report: Report,
    by: Actor,
    writes: tuple[list[Headcount], list[Headcount], list[int]],
) -> set[str]:
    """Sort the cells of one lycée into what is new, changed, gone or as before."""
    added, changed, removed = writes
    years: set[str] = set()
    effects = dict.fromkeys(Effect, 0)
    for key, cell in wanted.items():
        count = present.get(key)
        if count is None:
            year, track, stream, level = key
            added.append(
                Headcount(
                    school=school,
                    school_year=year,
                    track=track,
                    stream=stream,
                    level=level,
                    pupils=cell.pupils,
                    source=cell.source or _said(report, by),
                )
            )
            effects[Effect.CREATED] += 1
        elif count.pupils != cell.pupils or cell.source not in ("", count.source):
            count.pupils, count.source = cell.pupils, cell.source or _said(report, by)
            changed.append(count)
            effects[Effect.CHANGED] += 1
        else:
            effects[Effect.UNCHANGED] += 1
            continue
        years.add(key[0])
    scopes: set[Scope] = {(key[0], key[1]) for key in wanted}
    gone = [c for key, c in present.items() if key[:2] in scopes and key not in wanted]
    removed.extend(count.pk for count in gone)
    years.update(count.school_year for count in gone)
    _tell(school, wanted, effects, len(gone), report)
    return years


def _said(report: Report, by: Actor) -> str:
    """Where numbers come from whose file does not say."""
    told = {"file": report.file[:60], "day": formats.day(by.at)}
    return _("file %(file)s, brought in on %(day)s") % told


def _tell(
    school: School,
    wanted: dict[Key, Cell],
    effects: dict[Effect, int],
    gone: int,
    report: Report,
) -> None:
    """Count every number, but list one line per lycée: nobody reads 14,000 of them."""
    created, corrected = effects[Effect.CREATED], effects[Effect.CHANGED]
    for effect, number in effects.items():
        report.tally(effect, number)
    report.tally(Effect.CHANGED, gone)
    parts = []
    if created:
        parts.append(ngettext("%d new count", "%d new counts", created) % created)
    if corrected:
        parts.append(ngettext("%d count corrected", "%d counts corrected", corrected) % corrected)
    if gone:
        parts.append(ngettext("%d count taken away", "%d counts taken away", gone) % gone)
    if parts:
        row = min(cell.row for cell in wanted.values())
        effect = Effect.CHANGED if corrected or gone else Effect.CREATED
        report.change(effect, row, str(school), ", ".join(parts))


KIND = Kind(
    name="enrolment",
    label=gettext_lazy("Head counts"),
    help=gettext_lazy(
        "One row per lycée, school year, track, stream and level. The file is taken as complete "
        "for each lycée, year and track that it speaks of: a count it no longer has is taken away."
    ),
    columns=Columns(
        required=("uai", "school_year", "track", "stream", "level", "pupils"),
        optional=("source",),
    ),
    example={
        "uai": "0750654D",
        "school_year": "2026-2027",
        "track": "GT",
        "stream": "generale",
        "level": "2nde",
        "pupils": "312",
        "source": "Constat de rentrée 2026",
    },
    permission=Permission.SCHOOL_ADMINISTER,
    order=20,
    apply=apply,
)
