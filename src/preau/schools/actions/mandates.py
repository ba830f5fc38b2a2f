"""How duties are given: designation, delegation, and the Region's own mandates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from preau.accounts.actions import Newcomer, open_account
from preau.accounts.models import User
from preau.accounts.roles import CONTRACTOR_ROLES, SCHOOL_ROLES, Permission, Role
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.actions.endings import (
    DEPUTY_GRACE,
    cut,
    end_delegations,
    ends_of,
    lasting,
    limit_deputies,
    make_room,
)
from preau.schools.models import Mandate, School, Territory

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor

# The ministry's mailbox of a lycée: ce.0750654d@ac-paris.fr.
_SHARED = re.compile(r"ce\.?\d{7}[a-z]@", re.IGNORECASE)


@transaction.atomic
def designate_correspondent(
    school: School,
    whom: User | Newcomer,
    *,
    by: Actor,
    starts_at: datetime | None = None,
    seen: int | None = None,
) -> Mandate:
    """Name the lycée's single contact for the Region, now or from a later day.

    The former correspondent's mandate ends at the very instant that the new one begins. Someone
    not yet known gets an account and a letter.
    """
    school = School.objects.locked(school.pk, seen=seen)
    policies.can_designate_correspondent(by, school).enforce()
    by = policies.wearing(by, Permission.CORRESPONDENT_DESIGNATE, school=school)
    person = identify(school, whom, by=by)
    return _succeed(school, Role.CORRESPONDENT, person, _from(starts_at, by), by=by)


@transaction.atomic
def take_correspondence(school: School, *, by: Actor, seen: int | None = None) -> Mandate:
    """Be correspondent oneself, as head of school, in one act."""
    school = School.objects.locked(school.pk, seen=seen)
    policies.can_take_correspondence(by, school).enforce()
    by = policies.wearing(by, Permission.HEAD_DELEGATE, school=school)
    return _succeed(school, Role.CORRESPONDENT, by.person, by.at, by=by, tell=False)


@transaction.atomic
def designate_deputy(
    school: School, whom: User | Newcomer, *, by: Actor, ends_at: datetime | None = None
) -> Mandate:
    """Choose, as correspondent, someone to stand in; for good or until a day."""
    school = School.objects.locked(school.pk)
    policies.can_designate_deputy(by, school).enforce()
    by = policies.wearing(by, Permission.DEPUTY_DESIGNATE, school=school)
    person = identify(school, whom, by=by)
    _refuse_past(ends_at, by)
    _refuse_twice(school, Role.DEPUTY, person, by.at, ends_at)
    if _holds_at(school, Role.CORRESPONDENT, person, by.at):
        raise Refused(
            no(
                _("%(name)s is the correspondent, and cannot stand in for themself.")
                % {"name": person.name}
            )
        )
    # The correspondent whose own end is known gives no more than they leave behind.
    last = next((m.ends_at for m in lasting(school, Role.CORRESPONDENT, by.at) if m.ends_at), None)
    if last is not None:
        ends_at = min(ends_at or last + DEPUTY_GRACE, last + DEPUTY_GRACE)
    return _give(person, Role.DEPUTY, by=by, school=school, ends_at=ends_at, stands_for=by.person)


@transaction.atomic
def delegate(
    school: School,
    whom: User | Newcomer,
    *,
    by: Actor,
    ends_at: datetime,
    starts_at: datetime | None = None,
) -> Mandate:
    """Let a deputy head act for the head of school, until a day; it lapses if the head leaves."""
    school = School.objects.locked(school.pk)
    policies.can_delegate(by, school).enforce()
    by = policies.wearing(by, Permission.HEAD_DELEGATE, school=school)
    person = identify(school, whom, by=by)
    start = _from(starts_at, by)
    if person == by.person:
        raise Refused(no(_("A head of school does not delegate to themself.")))
    if ends_at <= start:
        raise Refused(no(_("The delegation must end after it begins.")))
    _refuse_twice(school, Role.DEPUTY_HEAD, person, start, ends_at)
    return _give(
        person,
        Role.DEPUTY_HEAD,
        by=by,
        school=school,
        starts_at=start,
        ends_at=ends_at,
        stands_for=by.person,
    )


@transaction.atomic
def give_mandate(
    whom: User | Newcomer,
    role: str,
    *,
    by: Actor,
    school: School | None = None,
    territory: Territory | None = None,
    academy: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    tell: bool = True,
) -> Mandate:
    """Give a duty in a place: a lycée, a territory, an académie, or (none) the whole Region.

    The Region's way, and the import's: `starts_at` may lie in the past there, and `tell=False`
    sends no letter. A new head or correspondent succeeds the former one without a gap.
    """
    role = Role(role)
    if school is not None:
        school = School.objects.locked(school.pk)
    verdict = policies.can_give_mandate(
        by, role, school=school, territory=territory, academy=academy
    )
    verdict.enforce()
    _refuse_place(role, school, territory, academy)
    person = identify(school, whom, by=by)
    # A lycée's lock keeps its mandates apart; a wider place has none, so the person is locked.
    User.objects.select_for_update().get(pk=person.pk)
    start = starts_at or by.at
    if ends_at is not None and ends_at <= start:
        raise Refused(no(_("The mandate must end after it begins.")))
    if school is not None and role in {Role.HEAD, Role.CORRESPONDENT}:
        return _succeed(school, role, person, start, by=by, ends_at=ends_at, tell=tell)
    stands_for = None
    if school is not None and role == Role.DEPUTY:
        stands_for = _principal(school, Role.CORRESPONDENT, by.at)
    if school is not None and role == Role.DEPUTY_HEAD:
        stands_for = _principal(school, Role.HEAD, by.at)
    _refuse_twice(school, role, person, start, ends_at, territory=territory, academy=academy)
    return _give(
        person,
        role,
        by=by,
        school=school,
        territory=territory,
        academy=academy,
        starts_at=start,
        ends_at=ends_at,
        stands_for=stands_for,
        tell=tell,
    )


def identify(school: School | None, whom: User | Newcomer, *, by: Actor) -> User:
    """The person meant, whose account is opened where there is none yet."""
    if isinstance(whom, User):
        return whom
    address = whom.email.strip().lower()
    if (school is not None and address == school.email.lower()) or _SHARED.match(address):
        raise Refused(
            no(
                _(
                    "%(address)s is a mailbox shared by the lycée: it identifies nobody. Give the"
                    " person's own address."
                )
                % {"address": address},
                source="INC-3",
            )
        )
    return open_account(whom, by=by)


def _succeed(
    school: School,
    role: Role,
    person: User,
    start: datetime,
    *,
    by: Actor,
    ends_at: datetime | None = None,
    tell: bool = True,
) -> Mandate:
    """Give a duty that one person holds at a time: the former mandate ends as this one begins."""
    holders = _overlapping(school, role, start, ends_at)
    if any(held.person_id == person.pk and held.ends_at is None for held in holders):
        raise Refused(
            no(_("%(name)s already has this duty in this lycée.") % {"name": person.name})
        )
    if start < by.at and holders:
        # Whoever acted meanwhile had the right to: the past is completed, never rewritten.
        if ends_at is not None and ends_at <= by.at:
            raise Refused(no(_("%(name)s held this duty then.") % {"name": holders[0].person.name}))
        start = by.at
        holders = _overlapping(school, role, start, ends_at)
    before = ends_of(school, start)
    for former in holders:
        cut(former, start, by=by, handed_over=True)
    if ends_at is None or ends_at > by.at:
        _draw_consequences(school, role, person, start, by=by)
    mandate = _give(person, role, by=by, school=school, starts_at=start, ends_at=ends_at, tell=tell)
    if start > by.at:
        make_room(mandate, before)
    return mandate


def _overlapping(
    school: School, role: Role, start: datetime, ends_at: datetime | None
) -> list[Mandate]:
    """The mandates of the duty that would run at the same time as a new one."""
    held = lasting(school, role, start)
    return [mandate for mandate in held if ends_at is None or mandate.starts_at < ends_at]


def _draw_consequences(
    school: School, role: Role, person: User, start: datetime, *, by: Actor
) -> None:
    """Set right what depended on the former holder: delegations, deputies, the request."""
    if role == Role.HEAD:
        end_delegations(school, start, by=by)
    else:
        for deputy in lasting(school, Role.DEPUTY, start):
            if deputy.person_id == person.pk:
                cut(deputy, start, by=by)
        limit_deputies(school, start, by=by, chosen_by=person)
        school.correspondent_asked_at = None
    school.version += 1
    school.save(update_fields=["version", "correspondent_asked_at"])


def _give(
    person: User,
    role: Role,
    *,
    by: Actor,
    school: School | None = None,
    territory: Territory | None = None,
    academy: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    stands_for: User | None = None,
    tell: bool = True,
) -> Mandate:
    _refuse_contractor(person, role, by.at)
    mandate = Mandate.objects.create(
        person=person,
        role=role,
        school=school,
        territory=territory,
        academy=academy,
        stands_for=stands_for,
        starts_at=starts_at or by.at,
        ends_at=ends_at,
        given_at=by.at,
        given_by=by.person,
    )
    fact = facts.MandateGiven(
        thing_id=mandate.pk,
        school_id=mandate.school_id,
        role=role,
        person_key=str(person.key),
        tell=tell,
    )
    journal.record(fact, by=by)
    return mandate


def _from(starts_at: datetime | None, by: Actor) -> datetime:
    """When a designation begins: now or later, never in the past."""
    if starts_at is not None and starts_at < by.at:
        raise Refused(no(_("A designation begins today at the earliest.")))
    return starts_at or by.at


def _refuse_past(ends_at: datetime | None, by: Actor) -> None:
    if ends_at is not None and ends_at <= by.at:
        raise Refused(no(_("The mandate must end after it begins.")))


def _refuse_contractor(person: User, role: Role, at: datetime) -> None:
    """Keep apart who declares the work done and who accepts it for the lycée (INC-8)."""
    if role not in SCHOOL_ROLES:
        return
    if Mandate.objects.in_force(at).filter(person=person, role__in=CONTRACTOR_ROLES).exists():
        raise Refused(
            no(
                _(
                    "%(person)s works for the maintenance contractor, and cannot hold a duty of"
                    " the lycée at the same time."
                )
                % {"person": person.name},
                source="INC-8",
            )
        )


def _refuse_twice(
    school: School | None,
    role: Role,
    person: User,
    start: datetime,
    ends_at: datetime | None = None,
    *,
    territory: Territory | None = None,
    academy: str = "",
) -> None:
    """Refuse the same mandate at the same time, also where the other one is still to come."""
    same = Mandate.objects.filter(
        Q(ends_at=None) | (Q(ends_at__gt=start) & Q(ends_at__gt=F("starts_at"))),
        person=person,
        role=role,
        school=school,
        territory=territory,
        academy=academy,
    )
    if ends_at is not None:
        same = same.filter(starts_at__lt=ends_at)
    if same.exists():
        raise Refused(no(_("%(name)s already has this mandate.") % {"name": person.name}))


def _refuse_place(
    role: Role, school: School | None, territory: Territory | None, academy: str
) -> None:
    if role in SCHOOL_ROLES and school is None:
        raise Refused(no(_("This duty is held in one lycée: choose which.")))
    if sum(bool(place) for place in (school, territory, academy)) > 1:
        raise Refused(
            no(_("A mandate has one place: a lycée, a territory, an académie or the Region."))
        )


def _holds_at(school: School, role: Role, person: User, at: datetime) -> bool:
    return Mandate.objects.in_force(at).filter(school=school, role=role, person=person).exists()


def _principal(school: School, role: Role, at: datetime) -> User | None:
    mandates = Mandate.objects.in_force(at).filter(school=school, role=role)
    found = mandates.select_related("person").first()
    return found.person if found else None
