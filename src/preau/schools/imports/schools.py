"""The register of lycées: new rows open, `closed_on` closes, `successor_uai` merges."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.accounts.roles import Permission
from preau.core.text import fold
from preau.schools import actions
from preau.schools.imports.kinds import Kind, attempt
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns
from preau.schools.imports.reports import Effect
from preau.schools.models import School, Territory
from preau.schools.states import Academy, SchoolKind

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

_KINDS = {fold(kind.value): kind.value for kind in SchoolKind}
_ACADEMIES = {fold(academy.value): academy.value for academy in Academy}
_NEEDED_TO_OPEN = ("name", "kind_code", "academy", "department_code", "department_name", "commune")

#: Details that a correction may change, by the column that holds them.
_DETAILS = {
    "kind": "kind_code",
    "academy": "academy",
    "department_code": "department_code",
    "department_name": "department_name",
    "address": "address",
    "postal_code": "postal_code",
    "commune": "commune",
    "latitude": "latitude",
    "longitude": "longitude",
    "phone": "phone",
    "email": "email",
    "territory": "territory",
    "opened_on": "opened_on",
}


def apply(rows: list[Row], report: Report, by: Actor) -> None:
    """Bring the register up to what the file says; an empty cell leaves what is known."""
    lines = _distinct([Line(row, report) for row in rows])
    known = {s.uai: s for s in School.objects.select_related("territory")}
    before = set(known)
    territories = {fold(t.name): t for t in Territory.objects.all()}
    wanted = {uai: _wanted(line, territories) for uai, line in lines.items()}
    # All lycées first, mergers second: a successor may stand further down the file.
    effects: dict[str, list[str]] = {}
    for uai, line in lines.items():
        if line.ok:
            effects[uai] = _open_or_correct(line, uai, wanted[uai], known, by)
    for uai, line in lines.items():
        if line.ok:
            _end(line, uai, wanted[uai], known, by, effects[uai])
    for uai, what in effects.items():
        effect = Effect.CHANGED if uai in before else Effect.CREATED
        _tell(lines[uai], effect, f"{known.get(uai, '')} ({uai})", what, report)


def _distinct(lines: list[Line]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        uai = line.uai("uai", required=True)
        if uai in found:
            line.problem(
                "uai", _("This lycée is already on row %(row)d.") % {"row": found[uai].number}
            )
        elif uai:
            found[uai] = line
    return found


def _wanted(line: Line, territories: dict[str, Territory]) -> dict[str, Any]:
    """The values of a row by field; those with nothing to say are left out."""
    values: dict[str, Any] = {
        "name": line.text("name", 160),
        "official_name": line.text("official_name", 200),
        "kind": line.choice("kind_code", _KINDS),
        "academy": line.choice("academy", _ACADEMIES),
        "department_code": line.text("department_code", 3),
        "department_name": line.text("department_name", 60),
        "address": line.text("address", 200),
        "postal_code": _postal_code(line),
        "commune": line.text("commune", 100),
        "latitude": line.degrees("latitude", 90),
        "longitude": line.degrees("longitude", 180),
        "phone": line.phone("phone", 30),
        "email": line.email("email"),
        "opened_on": line.day("opened_on"),
        "closed_on": line.day("closed_on"),
        "successor": line.uai("successor_uai"),
    }
    if (name := line.text("territory", 80)) and line.ok:
        folded = fold(name)
        if folded not in territories:
            territories[folded] = Territory.objects.create(name=name)
        values["territory"] = territories[folded]
    return {field: value for field, value in values.items() if value not in ("", None)}


def _postal_code(line: Line) -> str:
    typed = line.text("postal_code", 20)
    if len(typed) == 4 and typed.isdecimal():
        line.repair("postal_code", _("“%(typed)s” read as 0%(typed)s.") % {"typed": typed})
        return f"0{typed}"
    if typed and not (len(typed) == 5 and typed.isascii() and typed.isdecimal()):
        line.problem(
            "postal_code", _("“%(typed)s” is not a postal code of five digits.") % {"typed": typed}
        )
    return typed


def _open_or_correct(
    line: Line, uai: str, wanted: dict[str, Any], known: dict[str, School], by: Actor
) -> list[str]:
    school = known.get(uai)
    if school is None:
        return _open(line, uai, wanted, known, by)
    what: list[str] = []
    name = wanted.get("name", school.name)
    official = wanted.get("official_name", school.official_name)

    def rename() -> None:
        known[uai] = actions.rename_school(known[uai], by=by, name=name, official_name=official)

    details = {f: v for f, v in wanted.items() if f in _DETAILS and getattr(school, f) != v}
    if name != school.name:
        if attempt(line, "name", rename):
            what.append(_("new name (formerly “%(name)s”)") % {"name": school.name})
    elif official != school.official_name:
        details["official_name"] = official

    def correct() -> None:
        known[uai] = actions.correct_school(known[uai], by=by, **details)

    if details and attempt(line, "", correct):
        columns = sorted(_DETAILS.get(field, field) for field in details)
        what.append(_("corrected: %(columns)s") % {"columns": ", ".join(columns)})
    return what


def _open(
    line: Line, uai: str, wanted: dict[str, Any], known: dict[str, School], by: Actor
) -> list[str]:
    missing = [column for column in _NEEDED_TO_OPEN if not line.has(column)]
    for column in missing:
        line.problem(column, _("A new lycée needs this cell."))
    identity = {f: v for f, v in wanted.items() if f not in ("name", "closed_on", "successor")}

    def enter() -> None:
        known[uai] = actions.open_school(by=by, uai=uai, name=wanted["name"], **identity)

    if not missing and attempt(line, "uai", enter):
        return [_("entered in the register")]
    return []


def _end(
    line: Line,
    uai: str,
    wanted: dict[str, Any],
    known: dict[str, School],
    by: Actor,
    what: list[str],
) -> None:
    """Close or merge a lycée that is still open; closed already, check that the file agrees."""
    school = known[uai]
    day: date | None = wanted.get("closed_on")
    successor = known.get(wanted["successor"]) if "successor" in wanted else None
    if "successor" in wanted and successor is None:
        line.problem(
            "successor_uai",
            _("No lycée has the UAI %(uai)s, neither in the register nor in the file.")
            % {"uai": wanted["successor"]},
        )
    elif "successor" in wanted and day is None and school.closed_on is None:
        line.problem("closed_on", _("A lycée with a successor has a day on which it closed."))
    elif day is not None and school.closed_on is None:
        into = successor

        def close() -> None:
            if into is None:
                known[uai] = actions.close_school(school, by=by, on=day)
            else:
                known[uai] = actions.merge_school(school, into, by=by, on=day)

        if attempt(line, "closed_on", close):
            what.append(
                _("closed, merged into %(name)s") % {"name": into.name} if into else _("closed")
            )
    elif day is not None and day != school.closed_on:
        line.problem(
            "closed_on",
            _("This lycée is already recorded as closed on %(day)s.") % {"day": school.closed_on},
        )
    elif successor is not None and school.successor_id != successor.pk:
        line.problem("successor_uai", _("This lycée is already recorded as closed."))


def _tell(line: Line, effect: Effect, subject: str, what: list[str], report: Report) -> None:
    if not what:
        report.tally(Effect.UNCHANGED)
        return
    report.tally(effect)
    report.change(effect, line.number, subject, ", ".join(what))


KIND = Kind(
    name="schools",
    label=gettext_lazy("Lycées"),
    help=gettext_lazy(
        "One row per lycée. A new UAI opens a lycée, a new name keeps the former one, a day in "
        "closed_on closes it, and successor_uai says which lycée takes over. An empty cell "
        "changes nothing."
    ),
    columns=Columns(
        required=("uai",),
        optional=(
            "name",
            "official_name",
            *_DETAILS.values(),
            "closed_on",
            "successor_uai",
        ),
        unread=(
            "kind_label",
            "kind_basis",
            "scope",
            "address_source",
            "postal_code_cedex",
            "insee_code",
            "email_basis",
            "website",
            "siret",
            "boarding",
            "construction_year",
            "pupils_school_year",
            "pupils_total",
            "pupils_gt",
            "pupils_pro",
            "ips_latest",
            "ips_2022_2023",
            "sources",
            "note",
        ),
    ),
    example={
        "uai": "0750654D",
        "name": "Lycée Chaptal",
        "official_name": "Lycée polyvalent Chaptal",
        "kind_code": "LGT",
        "academy": "Paris",
        "department_code": "75",
        "department_name": "Paris",
        "address": "45 boulevard des Batignolles",
        "postal_code": "75008",
        "commune": "Paris 8e",
        "latitude": "48,8806",
        "longitude": "2,3192",
        "phone": "01 45 22 76 95",
        "email": "ce.0750654d@ac-paris.fr",
        "territory": "Paris Nord-Ouest",
        "opened_on": "01/09/1874",
    },
    permission=Permission.SCHOOL_ADMINISTER,
    order=10,
    apply=apply,
)
