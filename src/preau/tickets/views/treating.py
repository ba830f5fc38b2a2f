"""What the service that has a ticket does, up to the technical closure; and holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Role
from preau.schools.queries import holders, onsite_technicians_of
from preau.tickets import actions, policies
from preau.tickets.forms import acts as acts_forms
from preau.tickets.forms import treating as forms
from preau.tickets.views.finding import Words, act, found, typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def appointment(request: SignedRequest, ref: str) -> HttpResponse:
    """Name the technician who takes charge (INC-6)."""
    ticket = found(request, ref)
    at = request.actor.at
    onsite = onsite_technicians_of(ticket.school, at)
    people = list(dict.fromkeys([*onsite, *holders(Role.FIELD, at, ticket.school)]))
    details = {
        str(person.pk): gettext("Technician of proximity of this lycée")
        if person in onsite
        else gettext("Field technician")
        for person in people
    }
    initial = {"seen": ticket.version, "technician": ticket.technician_id}
    return act(
        request,
        ticket,
        forms.AppointmentForm(people=people, details=details, initial=initial, **typed(request)),
        actions.appoint,
        policies.can_appoint(request.actor, ticket),
        Words(
            title=_("Appoint a technician"),
            lead=_("The technician takes charge and gets in touch with the lycée."),
            submit=_("Appoint"),
            done=_("The technician is appointed, and the lycée is told."),
        ),
    )


def contact(request: SignedRequest, ref: str) -> HttpResponse:
    """Record that the lycée was contacted, and the visit agreed (INC-6)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.ContactForm(at=request.actor.at, **typed(request)),
        actions.record_contact,
        policies.can_record_contact(request.actor, ticket),
        Words(
            title=_("Record the contact with the lycée"),
            lead=_("The lycée reads what was agreed; a visit shows as the next step."),
            submit=_("Record the contact"),
            done=_("The contact is recorded."),
        ),
    )


def announcement(request: SignedRequest, ref: str) -> HttpResponse:
    """Say by which day it should be done."""
    ticket = found(request, ref)
    initial = {"seen": ticket.version, "expected_on": ticket.expected_on}
    today = timezone.localdate(request.actor.at)
    return act(
        request,
        ticket,
        forms.AnnouncementForm(today=today, initial=initial, **typed(request)),
        actions.announce,
        policies.can_announce(request.actor, ticket),
        Words(
            title=_("Announce a date"),
            lead=_("The lycée reads by which day it should be done. The limits do not move."),
            submit=_("Announce this date"),
            done=_("The date is announced to the lycée."),
        ),
    )


def hold(request: SignedRequest, ref: str) -> HttpResponse:
    """Stop the clock for a listed cause (INC-7)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.HoldForm(initial={"seen": ticket.version}, **typed(request)),
        actions.hold,
        policies.can_hold(request.actor, ticket),
        Words(
            title=_("Put on hold"),
            lead=_(
                "The clock stops only while the lycée owes an answer or access. Waiting for a "
                "part, a supplier or a colleague does not stop it. The lycée sees the hold at once "
                "and can contest it before CESAME."
            ),
            submit=_("Put on hold"),
            done=_("The ticket is on hold, and the lycée is told what is expected of it."),
        ),
    )


def hold_end(request: SignedRequest, ref: str) -> HttpResponse:
    """End a hold: the clock runs again."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.SeenForm(initial={"seen": ticket.version}, **typed(request)),
        actions.resume,
        policies.can_resume(request.actor, ticket),
        Words(
            title=_("End the hold"),
            lead=_(
                "The clock runs again. If the lycée had answered before, it counts from its answer."
            ),
            submit=_("End the hold"),
            done=_("The clock runs again."),
        ),
    )


def hold_cancellation(request: SignedRequest, ref: str) -> HttpResponse:
    """Cancel a hold that is unfounded: it never stopped the clock (INC-7)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.SeenForm(initial={"seen": ticket.version}, **typed(request)),
        actions.void_hold,
        policies.can_void_hold(request.actor, ticket),
        Words(
            title=_("Cancel the hold"),
            lead=_("You find that nothing was awaited: the clock counts as if it had never stood."),
            submit=_("Cancel the hold"),
            done=_("The hold is cancelled; the dates are computed anew."),
            tone="danger",
        ),
    )


def hold_contest(request: SignedRequest, ref: str) -> HttpResponse:
    """Bring a hold before CESAME (INC-7)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        acts_forms.HoldContestForm(**typed(request)),
        actions.contest_hold,
        policies.can_contest_hold(request.actor, ticket),
        Words(
            title=_("Contest the hold"),
            lead=_("CESAME reads your reasons, then keeps the hold or cancels it."),
            submit=_("Contest before CESAME"),
            done=_("CESAME has your objection and decides."),
        ),
    )
