"""How a lycée and its RTN communicate, and what they agreed (ROL-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.models import Exchange, School

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from preau.core.actors import Actor
    from preau.journal.facts import Fact


@transaction.atomic
def set_arrangement(
    school: School, *, by: Actor, arrangement: str, seen: int | None = None
) -> School:
    """Write down freely how the lycée and its digital officer communicate."""
    school = School.objects.locked(school.pk, seen=seen)
    policies.can_write_exchange(by, school).enforce()
    if school.arrangement == arrangement:
        return school
    school.arrangement = arrangement
    school.version += 1
    school.save(update_fields=["arrangement", "version"])
    _record(facts.ArrangementSet(thing_id=school.pk, school_id=school.pk), school, by)
    return school


@transaction.atomic
def write_exchange(
    school: School, *, by: Actor, kind: str, held_on: date, points: str, request_key: UUID
) -> Exchange:
    """Keep a meeting or a call in the shared log, with the points agreed."""
    school = School.objects.locked(school.pk)
    policies.can_write_exchange(by, school).enforce()
    if (known := Exchange.objects.filter(request_key=request_key).first()) is not None:
        return known
    if held_on > timezone.localdate(by.at):
        raise Refused(no(_("An exchange is written down once it has taken place.")))
    exchange = Exchange.objects.create(
        school=school,
        kind=kind,
        held_on=held_on,
        points=points,
        request_key=request_key,
        written_at=by.at,
        written_by=by.person,
    )
    _record(facts.ExchangeWritten(thing_id=exchange.pk, school_id=school.pk), school, by)
    return exchange


def _record(fact: Fact, school: School, by: Actor) -> None:
    journal.record(fact, by=policies.wearing(by, Permission.EXCHANGE_WRITE, school=school))
