"""Files of equipment: one row per label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from preau.accounts.roles import Permission
from preau.assets import facts, policies
from preau.assets.models import Asset
from preau.assets.states import MOVES, Kind, Owner, Status
from preau.core.text import fold
from preau.journal import actions as journal
from preau.schools import facts as school_facts
from preau.schools.imports import kinds
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns
from preau.schools.imports.reports import Effect
from preau.schools.models import Room, School
from preau.search import actions as search

if TYPE_CHECKING:
    from django.db.models import TextChoices

    from preau.core.actors import Actor
    from preau.journal.facts import Fact
    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

_TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DESCRIPTION = ("kind", "name", "serial", "owner", "commissioned_on", "warranty_until")
_BATCH = 1_000


def apply(rows: list[Row], report: Report, by: Actor) -> None:
    """Bring the register up to what the file says; an empty cell leaves what is known.

    Written in bulk, with one fact for each thing that happened to each piece of equipment.
    """
    words = {
        "kind": _words(Kind),
        "owner": _words(Owner),
        "status": _words(Status),
    }
    lines = _distinct([Line(row, report) for row in rows])
    wanted = {tag: _wanted(line, words) for tag, line in lines.items()}
    if not report.ok:
        return
    schools = _schools(lines, wanted, by)
    known = _known(list(wanted))
    if not report.ok:
        return
    rooms = _Rooms(schools.values())
    rooms.make([(schools[v["uai"]].pk, v["room"]) for v in wanted.values() if "room" in v], by)
    new: list[Asset] = []
    changed: list[Asset] = []
    told: list[tuple[Asset, Fact | None]] = []
    for tag, line in lines.items():
        values = wanted[tag]
        school = schools[values.pop("uai")]
        room = rooms.named(school.pk, values.pop("room", ""))
        asset = known.get(tag)
        if asset is None:
            made = _made(line, school, room, values, tag)
            new.append(made)
            told.append((made, None))
        else:
            happened = _changed(line, asset, school, room, values)
            told += [(asset, fact) for fact in happened]
            if happened:
                changed.append(asset)
        _tell(line, report, tag, asset, is_changed=changed[-1:] == [asset])
    if report.ok:
        try:
            _write(new, changed, told, by)
        except IntegrityError:
            # Between the reading of this file and its writing, for instance by another file.
            _tell_taken(lines, [asset.tag for asset in new])
            if report.ok:
                raise


def _words(choices: type[TextChoices]) -> dict[str, str]:
    """Codes, and their names in both languages."""
    words = {fold(str(choice.value)): str(choice.value) for choice in choices}
    for language in ("fr", "en"):
        with override(language):
            words |= {fold(str(choice.label)): str(choice.value) for choice in choices}
    return words


def _distinct(lines: list[Line]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        tag = line.text("tag", 40, required=True)
        if tag and not _TAG.fullmatch(tag):
            line.problem(
                "tag",
                _("“%(tag)s” is not a label: letters, digits, points, hyphens.") % {"tag": tag},
            )
        elif tag in found:
            line.problem(
                "tag", _("This label is already on row %(row)d.") % {"row": found[tag].number}
            )
        elif tag:
            found[tag] = line
    return found


def _wanted(line: Line, words: dict[str, dict[str, str]]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "uai": line.uai("uai", required=True),
        "room": line.text("room", 60),
        "name": line.text("name", 120),
        "serial": line.text("serial", 60),
        "kind": line.choice("kind", words["kind"]),
        "owner": line.choice("owner", words["owner"]),
        "status": line.choice("status", words["status"]),
        "commissioned_on": line.day("commissioned_on"),
        "warranty_until": line.day("warranty_until"),
    }
    start, end = values["commissioned_on"], values["warranty_until"]
    if start and end and end < start:
        line.problem(
            "warranty_until", _("The warranty cannot end before the equipment is in service.")
        )
    return {name: value for name, value in values.items() if value not in ("", None)}


def _schools(
    lines: dict[str, Line], wanted: dict[str, dict[str, Any]], by: Actor
) -> dict[str, School]:
    uais = {values["uai"] for values in wanted.values()}
    # Locked in one order: two files about the same lycées wait for each other, rooms included.
    locked = School.objects.select_for_update().filter(uai__in=uais).order_by("pk")
    schools = {s.uai: s for s in locked}
    verdicts = {uai: policies.can_register(by, school) for uai, school in schools.items()}
    for tag, line in lines.items():
        uai = wanted[tag]["uai"]
        if uai not in schools:
            line.problem("uai", _("No lycée has the UAI %(uai)s.") % {"uai": uai})
        elif not verdicts[uai]:
            line.problem("uai", str(verdicts[uai].reason))
    return schools


def _known(tags: list[str]) -> dict[str, Asset]:
    known: dict[str, Asset] = {}
    for start in range(0, len(tags), 500):
        assets = Asset.objects.select_for_update(of=("self",)).select_related("school")
        known |= {a.tag: a for a in assets.filter(tag__in=tags[start : start + 500])}
    return known


class _Rooms:
    """The rooms of the lycées of a file, by what is on their doors."""

    def __init__(self, schools: Any) -> None:
        self._known = {
            (room.school_id, room.folded_name): room
            for room in Room.objects.filter(school__in=list(schools))
        }

    def make(self, named: list[tuple[int, str]], by: Actor) -> None:
        """Open the rooms that the register does not know yet, as they are first spelled."""
        missing: dict[tuple[int, str], str] = {}
        for pk, name in named:
            if (pk, Room.folded(name)) not in self._known:
                missing.setdefault((pk, Room.folded(name)), name)
        rooms = [
            Room(school_id=pk, name=name, folded_name=folded)
            for (pk, folded), name in sorted(missing.items())
        ]
        made = Room.objects.bulk_create(rooms, batch_size=_BATCH)
        self._known |= {(room.school_id, room.folded_name): room for room in made}
        journal.record_many(
            (school_facts.RoomNamed(thing_id=room.pk, school_id=room.school_id), by)
            for room in made
        )

    def named(self, school_id: int, name: str) -> Room | None:
        """The room of a name, or none."""
        return self._known.get((school_id, Room.folded(name))) if name else None


def _made(line: Line, school: School, room: Room | None, values: dict[str, Any], tag: str) -> Asset:
    for column in ("kind", "name"):
        if column not in values:
            line.problem(column, _("New equipment needs this cell."))
    asset = Asset(school=school, room=room, tag=tag, **values)
    asset.fold()
    return asset


def _changed(
    line: Line, asset: Asset, school: School, room: Room | None, values: dict[str, Any]
) -> list[Fact]:
    """Change a piece of equipment in memory, and say what happened to it."""
    happened: list[Fact] = []
    about = {"thing_id": asset.pk, "school_id": asset.school_id}
    if asset.school_id != school.pk:
        line.problem(
            "uai", _("This label is in the register of %(name)s.") % {"name": asset.school.name}
        )
        return []
    status = Status(values.pop("status", asset.status))
    differs = sorted(column for column, value in values.items() if getattr(asset, column) != value)
    moves = room is not None and room.pk != asset.room_id
    if not MOVES[Status(asset.status)]:
        if status != asset.status or differs or moves:
            line.problem("status", _("This equipment has been disposed of."))
        return []
    for column in differs:
        setattr(asset, column, values[column])
    start, end = asset.commissioned_on, asset.warranty_until
    if start and end and end < start:
        line.problem(
            "warranty_until", _("The warranty cannot end before the equipment is in service.")
        )
        return []
    if differs:
        happened.append(facts.Corrected(**about, fields=differs))
    if moves or (status == Status.IN_SERVICE != asset.status):
        before, asset.room = asset.room_id, room or asset.room
        happened.append(facts.Moved(**about, from_room_id=before, to_room_id=asset.room_id))
    if status != asset.status:
        asset.move_to(status)
        if status == Status.STORED:
            happened.append(facts.Stored(**about))
        elif status == Status.DISPOSED:
            happened.append(facts.Disposed(**about))
    return happened


def _tell(line: Line, report: Report, tag: str, asset: Asset | None, *, is_changed: bool) -> None:
    if asset is None:
        report.tally(Effect.CREATED)
        report.change(Effect.CREATED, line.number, tag, _("entered in the inventory"))
    elif is_changed:
        report.tally(Effect.CHANGED)
        report.change(Effect.CHANGED, line.number, str(asset), _("brought up to date"))
    else:
        report.tally(Effect.UNCHANGED)


def _write(
    new: list[Asset],
    changed: list[Asset],
    told: list[tuple[Asset, Fact | None]],
    by: Actor,
) -> None:
    with transaction.atomic():
        Asset.objects.bulk_create(new, batch_size=_BATCH)
    for asset in changed:
        asset.version += 1
        asset.fold()
    columns = [*_DESCRIPTION, "room", "status", "folded", "version"]
    Asset.objects.bulk_update(changed, columns, batch_size=500)
    journal.record_many((fact or _registered(asset), by) for asset, fact in told)
    # Nobody hears of facts recorded in one go.
    search.refresh("asset", [asset.pk for asset in [*new, *changed]])


def _tell_taken(lines: dict[str, Line], tags: list[str]) -> None:
    """Say on its row which label somebody else entered a moment ago."""
    for tag, asset in _known(tags).items():
        lines[tag].problem(
            "tag",
            _("This label was entered a moment ago in %(name)s: try the file again.")
            % {"name": asset.school.name},
        )


def _registered(asset: Asset) -> Fact:
    return facts.Registered(
        thing_id=asset.pk, school_id=asset.school_id, kind=asset.kind, room_id=asset.room_id
    )


KIND = kinds.Kind(
    name="assets",
    label=gettext_lazy("Equipment"),
    help=gettext_lazy(
        "One row per label. A new label enters the register, a room moves it, a status stores or "
        "disposes of it. Rooms that are not known yet are made. An empty cell changes nothing."
    ),
    columns=Columns(
        required=("tag", "uai"),
        optional=(
            "room",
            "kind",
            "name",
            "serial",
            "owner",
            "status",
            "commissioned_on",
            "warranty_until",
        ),
    ),
    example={
        "tag": "IDF-104233",
        "uai": "0750654D",
        "room": "B204",
        "kind": "projector",
        "name": "Epson EB-L200F",
        "serial": "X4HY8801234",
        "owner": "region",
        "status": "in_service",
        "commissioned_on": "01/09/2026",
        "warranty_until": "31/08/2031",
    },
    permission=Permission.ASSET_REGISTER,
    apply=apply,
)
