"""The register of lycées: openings, new names, mergers and closures, with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.actions.endings import cut
from preau.schools.models import FormerName, Mandate, School

if TYPE_CHECKING:
    from datetime import date

    from preau.core.actors import Actor
    from preau.journal.facts import Fact

#: What a correction may change; a name is changed by `rename_school`, which keeps the former one.
CORRECTABLE = (
    "official_name",
    "kind",
    "academy",
    "department_code",
    "department_name",
    "address",
    "postal_code",
    "commune",
    "latitude",
    "longitude",
    "phone",
    "email",
    "territory",
    "opened_on",
)


@transaction.atomic
def open_school(*, by: Actor, uai: str, name: str, **identity: Any) -> School:
    """Enter a lycée in the register."""
    policies.can_administer(by).enforce()
    _one_uai(uai)
    school = School(uai=uai, name=name, **_known(identity))
    # Asked again, now that its place is known: an administrator may serve one académie only.
    policies.can_administer(by, school).enforce()
    try:
        with transaction.atomic():
            school.save(force_insert=True)
    except IntegrityError:
        # Two administrators opened it in the same second: the register has it once.
        _one_uai(uai)
        raise
    _record(facts.Opened(thing_id=school.pk, school_id=school.pk), school, by)
    return school


@transaction.atomic
def correct_school(school: School, *, by: Actor, seen: int | None = None, **details: Any) -> School:
    """Correct the lycée's details; nothing is written where nothing differs."""
    school = School.objects.locked(school.pk, seen=seen)
    policies.can_administer(by, school).enforce()
    changed = [name for name, value in _known(details).items() if getattr(school, name) != value]
    if not changed:
        return school
    for name in changed:
        setattr(school, name, details[name])
    school.version += 1
    school.save(update_fields=[*changed, "version"])
    fact = facts.Corrected(thing_id=school.pk, school_id=school.pk, fields=sorted(changed))
    _record(fact, school, by)
    return school


@transaction.atomic
def rename_school(
    school: School,
    *,
    by: Actor,
    name: str,
    official_name: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> School:
    """Give a lycée its new name; the former one, until that day, can still be found."""
    school = School.objects.locked(school.pk, seen=seen)
    policies.can_administer(by, school).enforce()
    if name == school.name:
        raise Refused(no(_("This is already the lycée's name.")))
    FormerName.objects.create(
        school=school,
        name=school.name,
        official_name=school.official_name,
        until_on=on or _today(by),
    )
    school.name, school.official_name = name, official_name
    school.version += 1
    school.save(update_fields=["name", "official_name", "version"])
    _record(facts.Renamed(thing_id=school.pk, school_id=school.pk), school, by)
    return school


@transaction.atomic
def close_school(school: School, *, by: Actor, on: date | None = None) -> School:
    """Record that a lycée closed for good: its mandates end, its record stays."""
    school = School.objects.locked(school.pk)
    _close(school, by, on)
    _record(facts.Closed(thing_id=school.pk, school_id=school.pk), school, by)
    return school


@transaction.atomic
def merge_school(school: School, into: School, *, by: Actor, on: date | None = None) -> School:
    """Record that a lycée lives on in another: it closes, and points to its successor."""
    if school.pk == into.pk:
        raise Refused(no(_("A lycée does not merge into itself.")))
    # In the order of their keys: two mergers at once never wait for each other.
    locked = {pk: School.objects.locked(pk) for pk in sorted({school.pk, into.pk})}
    school, into = locked[school.pk], locked[into.pk]
    if into.closed_on:
        raise Refused(no(_("The lycée that takes over is itself closed.")))
    _close(school, by, on, successor=into)
    fact = facts.Merged(thing_id=school.pk, school_id=school.pk, successor_id=into.pk)
    _record(fact, school, by)
    return school


@transaction.atomic
def reopen_school(school: School, *, by: Actor) -> School:
    """Record that a closed lycée is open again; mandates are given anew."""
    school = School.objects.locked(school.pk)
    policies.can_administer(by, school).enforce()
    if school.closed_on is None:
        raise Refused(no(_("This lycée is open.")))
    school.closed_on, school.successor = None, None
    school.version += 1
    school.save(update_fields=["closed_on", "successor", "version"])
    _record(facts.Reopened(thing_id=school.pk, school_id=school.pk), school, by)
    return school


def _close(school: School, by: Actor, on: date | None, successor: School | None = None) -> None:
    policies.can_administer(by, school).enforce()
    if school.closed_on is not None:
        raise Refused(no(_("This lycée is already closed.")))
    day = on or _today(by)
    if day > _today(by):
        raise Refused(no(_("A closure is recorded on its day or after it, not before.")))
    if school.opened_on and day < school.opened_on:
        raise Refused(no(_("A lycée does not close before it opened.")))
    school.closed_on, school.successor = day, successor
    school.version += 1
    school.save(update_fields=["closed_on", "successor", "version"])
    running = Mandate.objects.filter(school=school).select_related("person").order_by("pk")
    for mandate in running:
        if mandate.ends_at is None or mandate.ends_at > max(by.at, mandate.starts_at):
            cut(mandate, by.at, by=by)


def _one_uai(uai: str) -> None:
    if School.objects.filter(uai=uai).exists():
        raise Refused(no(_("The lycée %(uai)s is already in the register.") % {"uai": uai}))


def _known(details: dict[str, Any]) -> dict[str, Any]:
    unknown = details.keys() - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"A lycée has no detail {sorted(unknown)}.")
    return details


def _record(fact: Fact, school: School, by: Actor) -> None:
    journal.record(fact, by=policies.wearing(by, Permission.SCHOOL_ADMINISTER, school=school))


def _today(by: Actor) -> date:
    return timezone.localdate(by.at)
