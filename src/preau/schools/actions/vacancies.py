"""A lycée without a correspondent: its head is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.journal import actions as journal
from preau.schools import facts
from preau.schools.models import Mandate, School

if TYPE_CHECKING:
    from datetime import datetime

#: How often the head is asked again while nobody is designated ◇.
ASK_AGAIN_AFTER = timedelta(days=14)


@transaction.atomic
def ask_for_correspondent(school: School, *, by: Actor) -> bool:
    """Ask the head for a correspondent, unless there is one or they were asked lately."""
    school = School.objects.locked(school.pk)
    if school.closed_on or _has_one(school, by.at) or _asked_lately(school, by.at):
        return False
    school.correspondent_asked_at = by.at
    school.save(update_fields=["correspondent_asked_at"])
    journal.record(facts.LeftWithoutCorrespondent(thing_id=school.pk, school_id=school.pk), by=by)
    return True


def ask_heads(at: datetime) -> None:
    """Ask the heads of all lycées without a correspondent: the clock's daily round."""
    lately = Q(correspondent_asked_at__gt=at - ASK_AGAIN_AFTER)
    vacant = School.objects.open().without_holder(Role.CORRESPONDENT, at)
    asked = vacant.with_holder(Role.HEAD, at).exclude(lately)
    for school in asked.order_by("pk"):
        ask_for_correspondent(school, by=Actor.preau(at))


def _has_one(school: School, at: datetime) -> bool:
    return Mandate.objects.in_force(at).filter(school=school, role=Role.CORRESPONDENT).exists()


def _asked_lately(school: School, at: datetime) -> bool:
    asked_at = school.correspondent_asked_at
    return asked_at is not None and asked_at > at - ASK_AGAIN_AFTER
