"""What the tests of designations share: facts told, who may send, a refusal that wrote nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.accounts.models import User
from preau.accounts.roles import Permission
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.schools.models import Mandate
from preau.schools.policies import holds
from tests.schools.factories import (
    actor,
)

INSTANT = timedelta(microseconds=1)


DAY = timedelta(days=1)


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


def may_send(person, school, at):
    return holds(actor(person, at), Permission.TICKET_SEND, school=school)


def refusal(verb, *args, **kwargs) -> str:
    """The reason of a refusal, which wrote nothing."""
    before = (Mandate.objects.count(), User.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    assert (Mandate.objects.count(), User.objects.count(), Entry.objects.count()) == before
    return str(refused.value.verdict.reason)
