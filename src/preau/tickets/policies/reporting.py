"""Who reports to the correspondent, and who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools import policies as schools
from preau.schools.policies import holds
from preau.tickets.states import (
    OPEN,
    ReportStatus,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import School
    from preau.tickets.models import Report


def can_report(actor: Actor, school: School) -> Verdict:
    """Staff may report as the head has decided: everybody, named persons, nobody (ROL-4)."""
    return schools.can_report(actor, school)


def can_handle_report(actor: Actor, report: Report) -> Verdict:
    """The correspondent or a deputy forwards, answers or declines (ROL-4)."""
    if not holds(actor, Permission.REPORT_HANDLE, school=report.school):
        return no_mandate(
            _("Only the correspondent and the deputies handle reports."), source="ROL-4"
        )
    if report.status != ReportStatus.OPEN:
        return no(_("This report has been handled already."))
    return YES


def can_join_report(actor: Actor, report: Report, *, is_joined: bool) -> Verdict:
    """A colleague adds themself to a report of the same matter, while it lasts (INC-14)."""
    if not (verdict := can_report(actor, report.school)):
        return verdict
    if actor.person is not None and report.author_id == actor.person.pk:
        return no(_("You made this report yourself."))
    if is_joined:
        return no(_("You are among those affected already."))
    is_forwarded = report.status == ReportStatus.FORWARDED
    is_treated = is_forwarded and report.ticket is not None and report.ticket.goes_on.status in OPEN
    if report.status != ReportStatus.OPEN and not is_treated:
        return no(_("This matter is settled: if something is wrong again, make a new report."))
    return YES


def can_write_on_report(actor: Actor, report: Report) -> Verdict:
    """Its author, while of the lycée, and whoever handles it write on a report (ROL-4, INC-3)."""
    if holds(actor, Permission.REPORT_HANDLE, school=report.school):
        return YES
    is_author = actor.person is not None and report.author_id == actor.person.pk
    if is_author and any(held.school_id == report.school_id for held in actor.mandates):
        return YES
    return no_mandate(
        _("Only its author, the correspondent and the deputies write on a report."), source="ROL-4"
    )
