"""Absences as the tests declare them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.schools import actions, queries
from preau.schools.models import Absence
from tests.instants import NOON
from tests.schools.factories import (
    actor,
)

DAY = timedelta(days=1)


INSTANT = timedelta(microseconds=1)


BEGINS = NOON + DAY


ENDS = NOON + 8 * DAY


def declare(person, *substitutes, by=None, starts_at=BEGINS, ends_at=ENDS):
    return actions.declare_absence(
        person.mandates.get(),
        by=by or actor(person),
        starts_at=starts_at,
        ends_at=ends_at,
        substitutes=list(substitutes),
    )


def refusal(verb, *args, **kwargs) -> str:
    """The reason of a refusal, which wrote nothing."""
    before = (Absence.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    assert (Absence.objects.count(), Entry.objects.count()) == before
    return str(refused.value.verdict.reason)


def has_it(school, at):
    duty = queries.spokesperson_of(school, at)
    return (duty.person, duty.stands_for)
