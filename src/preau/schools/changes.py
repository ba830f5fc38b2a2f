"""What was changed in the calendars of the Region, as the journal tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preau.accounts import queries as accounts
from preau.journal import queries as journal
from preau.schools.models import ExamPeriod, SchoolHoliday, ServiceHours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_KINDS: tuple[tuple[str, Any], ...] = (
    ("schools.service_hours", ServiceHours),
    ("schools.school_holiday", SchoolHoliday),
    ("schools.exam_period", ExamPeriod),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One change: when, in a sentence, about what."""

    at: datetime
    sentence: str
    about: str


def changes() -> list[tuple[str, Any]]:
    """Each change, the latest first: what it is about, and the entry of the journal."""
    found: list[tuple[str, Any]] = []
    for kind, model in _KINDS:
        rows = {row.pk: str(row) for row in model._default_manager.all()}
        entries = journal.histories(kind, rows)
        found += [(rows[pk], entry) for pk, listed in entries.items() for entry in listed]
    return sorted(found, key=lambda each: (each[1].at, each[1].id), reverse=True)


def told(some: Iterable[tuple[str, Any]]) -> list[Told]:
    """Changes in words, with the names of those who made them."""
    listed = list(some)
    keys = {key for _about, entry in listed for key in (entry.person_key, entry.behalf_key)}
    names = accounts.names(keys)
    return [
        Told(entry.at, str(entry.fact.sentence(accounts.signature(entry, names))), about)
        for about, entry in listed
    ]
