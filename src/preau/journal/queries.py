"""What happened, read back as facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preau.journal.digests import rebuilt
from preau.journal.models import Entry

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.facts import Fact


@dataclass(frozen=True, slots=True)
class Recorded:
    """One fact as the journal holds it. People are keys; `accounts.queries.names` names them."""

    id: int
    fact: Fact
    at: datetime
    person_key: str
    behalf_key: str
    role: str
    audience: str
    position: int


_COLUMNS = (
    "pk",
    "fact",
    "data",
    "thing_id",
    "school_id",
    "at",
    "person_key",
    "behalf_key",
    "role",
    "audience",
    "position",
)


def history(kind: str, thing_id: int) -> list[Recorded]:
    """All that happened to one thing, in order: one query."""
    return histories(kind, [thing_id])[thing_id]


def histories(kind: str, ids: Iterable[int]) -> dict[int, list[Recorded]]:
    """All that happened to several things of a kind, in order: one query."""
    told: dict[int, list[Recorded]] = {thing_id: [] for thing_id in ids}
    entries = Entry.objects.filter(thing_kind=kind, thing_id__in=list(told))
    for row in entries.order_by("thing_id", "position").values_list(*_COLUMNS):
        told[row[3]].append(_recorded(*row))
    return told


def is_newer(kind: str, thing_id: int, position: int, *, but_of: str) -> bool:
    """Whether something happened to a thing after a position, that another person did."""
    entries = Entry.objects.filter(thing_kind=kind, thing_id=thing_id, position__gt=position)
    return entries.exclude(person_key=but_of).exists()


def recorded(entry_id: int) -> Recorded:
    """One fact by the id of its entry, as a subscriber receives it."""
    return _recorded(*Entry.objects.values_list(*_COLUMNS).get(pk=entry_id))


def _recorded(
    pk: int,
    name: str,
    data: str,
    thing_id: int,
    school_id: int | None,
    at: datetime,
    person_key: str,
    behalf_key: str,
    role: str,
    audience: str,
    position: int,
) -> Recorded:
    return Recorded(
        id=pk,
        fact=rebuilt(name, data, thing_id=thing_id, school_id=school_id),
        at=at,
        person_key=person_key,
        behalf_key=behalf_key,
        role=role,
        audience=audience,
        position=position,
    )
