"""How mandates end: by an act, by a successor, or on the day that was set."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from preau.accounts.roles import Permission, Role
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.actions.vacancies import ask_for_correspondent
from preau.schools.models import Mandate, School

if TYPE_CHECKING:
    from datetime import datetime

    from preau.accounts.models import User
    from preau.core.actors import Actor

#: How long a deputy outlives the correspondent who gave the mandate (ROL-2 ◇).
DEPUTY_GRACE = timedelta(days=30)


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Actor, ends_at: datetime | None = None) -> Mandate:
    """End a mandate, now or on a later day: from that instant it gives no right.

    One that has not begun is given up: those that were to end for it run on. Where the
    correspondent goes without a successor, the deputies carry on for 30 days and the head is
    asked for a new one.
    """
    mandate = _locked(mandate)
    policies.can_end_mandate(by, mandate).enforce()
    permission = policies.ending_permission(by, mandate)
    if permission:
        by = policies.wearing(by, permission, school=mandate.school)
    cut(mandate, max(ends_at or by.at, by.at), by=by)
    if mandate.school is not None:
        _what_follows(mandate, mandate.school, by=by)
        if mandate.ends_at == mandate.starts_at:
            _restore(mandate, mandate.school, by=by)
    return mandate


@transaction.atomic
def confirm_deputy(mandate: Mandate, *, by: Actor) -> Mandate:
    """Keep, as the new correspondent, a deputy whom the former one had chosen."""
    mandate = _locked(mandate)
    policies.can_confirm_deputy(by, mandate).enforce()
    mandate.stands_for = by.person
    mandate.ends_at = None
    mandate.ended_by = None
    mandate.makes_room_for, mandate.ends_at_before = None, None
    mandate.confirmed_at, mandate.confirmed_by = by.at, by.person
    mandate.save()
    fact = facts.MandateConfirmed(
        thing_id=mandate.pk,
        school_id=mandate.school_id,
        role=mandate.role,
        person_key=str(mandate.person.key),
    )
    journal.record(
        fact, by=policies.wearing(by, Permission.DEPUTY_DESIGNATE, school=mandate.school)
    )
    return mandate


def cut(mandate: Mandate, instant: datetime, *, by: Actor, handed_over: bool = False) -> None:
    """Let a mandate end at an instant; one that would only begin later never begins."""
    mandate.ends_at = max(instant, mandate.starts_at)
    mandate.ended_by = by.person
    mandate.makes_room_for, mandate.ends_at_before = None, None
    mandate.save(update_fields=["ends_at", "ended_by", "makes_room_for", "ends_at_before"])
    fact = facts.MandateEnded(
        thing_id=mandate.pk,
        school_id=mandate.school_id,
        role=mandate.role,
        person_key=str(mandate.person.key),
        handed_over=handed_over,
    )
    journal.record(fact, by=by)


def limit_deputies(
    school: School, instant: datetime, *, by: Actor, chosen_by: User | None = None
) -> None:
    """Set the end of the deputies who outlive their correspondent: 30 days after, at most.

    Those of `chosen_by` (the correspondent who stays or returns) are left alone.
    """
    until = instant + DEPUTY_GRACE
    for deputy in lasting(school, Role.DEPUTY, instant):
        if chosen_by is not None and deputy.stands_for_id == chosen_by.pk:
            continue
        if deputy.ends_at is not None and deputy.ends_at <= until:
            continue
        deputy.ends_at = max(until, deputy.starts_at)
        deputy.makes_room_for, deputy.ends_at_before = None, None
        deputy.save(update_fields=["ends_at", "makes_room_for", "ends_at_before"])
        fact = facts.MandateLimited(
            thing_id=deputy.pk,
            school_id=school.pk,
            role=deputy.role,
            person_key=str(deputy.person.key),
            until=deputy.ends_at,
        )
        journal.record(fact, by=by)


def end_delegations(school: School, instant: datetime, *, by: Actor) -> None:
    """Let the delegations of a head who leaves lapse with them."""
    for delegation in lasting(school, Role.DEPUTY_HEAD, instant):
        cut(delegation, instant, by=by)


def lasting(school: School, role: str, instant: datetime) -> list[Mandate]:
    """The mandates of a lycée that would give a right at the instant or after it."""
    mandates = Mandate.objects.filter(school=school, role=role).select_related("person")
    return [
        mandate
        for mandate in mandates.order_by("pk")
        if mandate.ends_at is None or mandate.ends_at > max(instant, mandate.starts_at)
    ]


#: The end that a mandate has, and the one that it would have of its own.
Ends = tuple["datetime | None", "datetime | None"]


def ends_of(school: School, instant: datetime) -> dict[int, Ends]:
    """The ends of the lycée's mandates that last until the instant, before a designation.

    The own end of one that already ends for a successor to come is that of before.
    """
    running = Mandate.objects.filter(Q(ends_at=None) | Q(ends_at__gte=instant), school=school)
    return {
        mandate.pk: (
            mandate.ends_at,
            mandate.ends_at_before if mandate.makes_room_for_id else mandate.ends_at,
        )
        for mandate in running.order_by("pk")
    }


def make_room(successor: Mandate, before: dict[int, Ends]) -> None:
    """Remember which mandates end for one to come, and the end that each had of its own."""
    for mandate in Mandate.objects.filter(pk__in=before).order_by("pk"):
        present, own = before[mandate.pk]
        if mandate.ends_at in {present, mandate.starts_at}:
            continue
        mandate.makes_room_for, mandate.ends_at_before = successor, own
        mandate.save(update_fields=["makes_room_for", "ends_at_before"])
    # A designation to come that this one replaces never begins: what ended for it ends for this.
    Mandate.objects.filter(
        school=successor.school, makes_room_for__ends_at=F("makes_room_for__starts_at")
    ).update(makes_room_for=successor)


def _restore(given_up: Mandate, school: School, *, by: Actor) -> None:
    """Let those that were to end for a mandate that never begins run on.

    Until their own end, or until the next designation to come, which they then end for.
    """
    following = (
        Mandate.objects.to_come(by.at)
        .filter(school=school, role=given_up.role)
        .order_by("starts_at", "pk")
        .first()
    )
    made_room = Mandate.objects.filter(makes_room_for=given_up).select_related("person")
    for mandate in made_room.order_by("pk"):
        mandate.ends_at, mandate.ended_by = mandate.ends_at_before, None
        mandate.makes_room_for, mandate.ends_at_before = None, None
        if following is not None:
            grace = DEPUTY_GRACE if mandate.role == Role.DEPUTY else timedelta(0)
            until = following.starts_at + grace
            if mandate.ends_at is None or mandate.ends_at > until:
                mandate.makes_room_for, mandate.ends_at_before = following, mandate.ends_at
                mandate.ends_at = until
        mandate.save()
        fact = facts.MandateRestored(
            thing_id=mandate.pk,
            school_id=school.pk,
            role=mandate.role,
            person_key=str(mandate.person.key),
            until=mandate.ends_at,
        )
        journal.record(fact, by=by)


def _what_follows(mandate: Mandate, school: School, *, by: Actor) -> None:
    """Draw the consequences of an end for those who depend on it."""
    ends_at = mandate.ends_at
    if ends_at is None or ends_at <= mandate.starts_at:
        return
    if mandate.role == Role.HEAD:
        end_delegations(school, ends_at, by=by)
    if mandate.role == Role.CORRESPONDENT:
        limit_deputies(school, ends_at, by=by)
        if ends_at <= by.at:
            ask_for_correspondent(school, by=by)


def _locked(mandate: Mandate) -> Mandate:
    # The lycée first, the mandate second: every verb about mandates locks them this way round.
    if mandate.school_id:
        School.objects.locked(mandate.school_id)
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("person", "school", "stands_for")
        .get(pk=mandate.pk)
    )
