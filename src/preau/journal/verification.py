"""To prove that the journal is what was written: every chain, every seal, in one pass."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from preau.journal.digests import digest_of
from preau.journal.models import SAID, Entry, Seal
from preau.journal.seals import (
    kinds_of_members,
    line,
    read_members,
    running_digest,
)

_COLUMNS = ("pk", *SAID, "digest")
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written.

    `field` is `content` where one of the columns under the digest changed: fact, data, at,
    person, behalf, role, lycée or audience.
    """

    thing_kind: str
    thing_id: int | str
    position: int | str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.thing_kind} {self.thing_id}, {self.position}, {self.field}: {self.reason}"


@dataclass(slots=True)
class _Row:
    """One entry as stored, with the digest that it should have."""

    pk: int
    said: dict[str, Any]
    digest: str
    expected: str
    #: Where in the report it was said that this entry is not as it was written.
    fault: int | None = None

    @property
    def key(self) -> tuple[int, int]:
        return self.said["thing_id"], self.said["position"]


@dataclass(slots=True)
class _Seal:
    """One seal, whose digest is computed again while its members come by."""

    seal: Seal
    running: hashlib._Hash
    count: int = 0


@dataclass(slots=True)
class Report:
    """What a verification went through, and what it found."""

    entries: int = 0
    things: int = 0
    seals: int = 0
    unsealed: int = 0
    last_day: str = ""
    last_digest: str = ""
    faults: list[Fault] = field(default_factory=list)


def verify() -> Report:
    """Read the whole journal once, and compute every digest anew."""
    report = Report()
    try:
        seals = list(_seals(report))
        for kind in sorted(_kinds(seals)):
            _verify_kind(kind, seals, report)
        for sealed in seals:
            _conclude(sealed, report)
    except (DatabaseError, ValueError) as error:
        # Bytes so wrong that the database or Python cannot read the row at all.
        report.faults.append(Fault("journal", "?", "?", "content", str(error)))
    return report


def _seals(report: Report) -> Iterator[_Seal]:
    """The seals in order, each chained to the one before."""
    previous = ""
    for number, seal in enumerate(Seal.objects.order_by("number"), start=1):
        if seal.number != number:
            _fault_of(seal, report, "number", _("seal %d is missing before it") % number)
        elif seal.previous != previous:
            _fault_of(seal, report, "previous", _("it does not follow the seal before"))
        report.seals += 1
        report.last_day, report.last_digest = seal.day.isoformat(), seal.digest
        previous = seal.digest
        yield _Seal(
            seal,
            running_digest(
                number=seal.number,
                day=seal.day,
                count=seal.count,
                sealed_at=seal.sealed_at,
                previous=seal.previous,
            ),
        )


def _conclude(sealed: _Seal, report: Report) -> None:
    seal = sealed.seal
    if sealed.count != seal.count:
        reason = _("%(found)d of %(count)d entries are there")
        _fault_of(seal, report, "count", reason % {"found": sealed.count, "count": seal.count})
    if sealed.running.hexdigest() != seal.digest:
        _fault_of(seal, report, "digest", _("the day is not as it was sealed"))


def _fault_of(seal: Seal, report: Report, column: str, reason: str) -> None:
    report.faults.append(Fault("journal.seal", seal.number, seal.day.isoformat(), column, reason))


def _kinds(seals: list[_Seal]) -> set[str]:
    kinds = set(Entry.objects.order_by().values_list("thing_kind", flat=True).distinct())
    for sealed in seals:
        kinds.update(kinds_of_members(sealed.seal.members))
    return kinds


def _verify_kind(kind: str, seals: list[_Seal], report: Report) -> None:
    """Walk the chains of one kind of thing beside what the seals say there should be."""
    members = heapq.merge(*(_members(sealed, kind, index) for index, sealed in enumerate(seals)))
    member = next(members, None)
    last: _Row | None = None
    for row in _rows(kind, report):
        while member is not None and member[:2] < row.key:
            _missing(kind, member, report)
            member = next(members, None)
        if member is not None and member[:2] == row.key:
            _under_seal(kind, row, member[2], seals[member[3]], report)
            member = next(members, None)
        else:
            report.unsealed += 1
        last = _verify_link(last, row, report)
    while member is not None:
        _missing(kind, member, report)
        member = next(members, None)


def _members(sealed: _Seal, kind: str, index: int) -> Iterator[tuple[int, int, int, int]]:
    for thing_id, position, entry_id in read_members(sealed.seal.members, kind):
        yield thing_id, position, entry_id, index


def _missing(kind: str, member: tuple[int, int, int, int], report: Report) -> None:
    thing_id, position, entry_id, _index = member
    reason = _("entry %d was sealed, and is not there") % entry_id
    report.faults.append(Fault(kind, thing_id, position, "position", reason))


def _under_seal(kind: str, row: _Row, entry_id: int, sealed: _Seal, report: Report) -> None:
    thing_id, position = row.key
    sealed.count += 1
    sealed.running.update(line((kind, thing_id, position, row.pk, row.digest)))
    if row.pk != entry_id:
        reason = _("it was sealed as entry %d") % entry_id
        report.faults.append(Fault(kind, thing_id, position, "id", reason))


def _verify_link(last: _Row | None, row: _Row, report: Report) -> _Row:
    """One entry after the one before: position, previous digest, own digest."""
    kind = row.said["thing_kind"]
    thing_id, position = row.key
    report.entries += 1
    if last is None or last.key[0] != thing_id:
        report.things += 1
        last = None
    expected, digests = (last.key[1] + 1, (last.digest, last.expected)) if last else (1, ("",))
    column = reason = ""
    if position != expected:
        column, reason = "position", _("position %d is missing before it") % expected
    elif row.said["previous"] not in digests:
        column, reason = "previous", _("it does not follow the entry before")
    elif row.digest != row.expected:
        column, reason = "content", _("it is not as it was written")
        row.fault = len(report.faults)
    if last and last.fault is not None and row.said["previous"] == last.expected:
        # The entry before was told as changed; this one shows that only its digest was.
        reason_before = _("it is not the digest of what is written")
        report.faults[last.fault] = Fault(kind, thing_id, last.key[1], "digest", reason_before)
    if column:
        report.faults.append(Fault(kind, thing_id, position, column, reason))
    return row


def _rows(kind: str, report: Report) -> Iterator[_Row]:
    """The entries of one kind, chain by chain; a row that cannot be read is told, and left out."""
    entries = Entry.objects.filter(thing_kind=kind).order_by("thing_id", "position")
    for pk, *values, digest in entries.values_list(*_COLUMNS).iterator(chunk_size=_CHUNK):
        said = dict(zip(SAID, values, strict=True))
        thing_id, position, at = said["thing_id"], said["position"], said["at"]
        unreadable = [
            name
            for name, value, kind_of_value in (
                ("thing_id", thing_id, int),
                ("position", position, int),
                ("at", at, datetime),
            )
            if not isinstance(value, kind_of_value)
        ]
        if unreadable:
            reason = _("it cannot be read")
            report.faults += [Fault(kind, thing_id, position, name, reason) for name in unreadable]
            continue
        yield _Row(pk, said, digest, digest_of(**said))
