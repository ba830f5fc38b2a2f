"""Once a year, the head says which mandates of the lycée go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission, Role
from preau.core.actors import Actor
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.actions.endings import end_mandate
from preau.schools.models import School
from preau.schools.models.confirmations import REMINDERS, Confirmation, season_of, year_of
from preau.schools.queries import mandates_to_confirm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@transaction.atomic
def confirm_mandates(
    confirmation: Confirmation, *, by: Actor, answers: Mapping[int, bool]
) -> Confirmation:
    """Answer for every mandate of the lycée: True goes on, False ends now.

    One that was given or ended while the page was open has to be looked at: the answer is
    refused, and the form shown as things now are.
    """
    school = School.objects.locked(confirmation.school_id)
    confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    confirmation.school = school
    policies.can_confirm_mandates(by, confirmation).enforce()
    by = policies.wearing(by, Permission.CORRESPONDENT_DESIGNATE, school=school)
    mandates = mandates_to_confirm(school, by.at)
    if {mandate.pk for mandate in mandates} != set(answers):
        raise Refused(no(_("The mandates have changed meanwhile: look at them once more.")))
    ended = [mandate for mandate in mandates if not answers[mandate.pk]]
    # The correspondent last: ending it limits the deputies who stay, not those who go.
    for mandate in sorted(ended, key=lambda mandate: mandate.role == Role.CORRESPONDENT):
        end_mandate(mandate, by=by)
    confirmation.confirmed_at, confirmation.confirmed_by = by.at, by.person
    confirmation.save(update_fields=["confirmed_at", "confirmed_by"])
    fact = facts.MandatesConfirmed(
        thing_id=confirmation.pk,
        school_id=school.pk,
        school_year=confirmation.school_year,
        kept=len(mandates) - len(ended),
        ended=len(ended),
    )
    journal.record(fact, by=by)
    return confirmation


def ask_for_confirmations(at: datetime) -> None:
    """Ask the heads once a year, and remind them twice: the clock's daily round."""
    day = timezone.localdate(at)
    if (first := season_of(day)) is not None:
        asked = Confirmation.objects.filter(school_year=year_of(first)).values("school")
        heads = School.objects.open().with_holder(Role.HEAD, at).exclude(pk__in=asked)
        for school in heads.order_by("pk"):
            ask_for_confirmation(school, year_of(first), at)
    for confirmation in Confirmation.objects.awaited().order_by("pk"):
        if _reminders_due(confirmation, at) > confirmation.reminders:
            _remind(confirmation, at)


@transaction.atomic
def ask_for_confirmation(school: School, school_year: str, at: datetime) -> None:
    """Ask the head of a lycée once for a school year, where there is a mandate to confirm."""
    school = School.objects.locked(school.pk)
    is_asked = school.confirmations.filter(school_year=school_year).exists()
    if is_asked or school.closed_on or not mandates_to_confirm(school, at):
        return
    school.confirmations.awaited().update(replaced_at=at)
    confirmation = Confirmation.objects.create(school=school, school_year=school_year, asked_at=at)
    fact = facts.ConfirmationAsked(
        thing_id=confirmation.pk, school_id=school.pk, school_year=school_year
    )
    journal.record(fact, by=Actor.preau(at))


@transaction.atomic
def _remind(confirmation: Confirmation, at: datetime) -> None:
    confirmation = (
        Confirmation.objects.select_for_update(of=("self",))
        .select_related("school")
        .get(pk=confirmation.pk)
    )
    due = _reminders_due(confirmation, at)
    if due <= confirmation.reminders or confirmation.confirmed_at or confirmation.school.closed_on:
        return
    # After a long silence of the worker, one letter and not two.
    confirmation.reminders = due
    confirmation.save(update_fields=["reminders"])
    fact = facts.ConfirmationReminded(
        thing_id=confirmation.pk,
        school_id=confirmation.school_id,
        school_year=confirmation.school_year,
        number=due,
    )
    journal.record(fact, by=Actor.preau(at))


def _reminders_due(confirmation: Confirmation, at: datetime) -> int:
    passed = timezone.localdate(at) - timezone.localdate(confirmation.asked_at)
    return sum(passed >= timedelta(days=days) for days in REMINDERS)
