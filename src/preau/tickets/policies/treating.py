"""What the service that has a ticket does with it, and how its clock may stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.policies import holds
from preau.tickets.policies.desk import is_desk
from preau.tickets.policies.parties import treats
from preau.tickets.states import (
    Handler,
    Status,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket


def can_appoint(actor: Actor, ticket: Ticket) -> Verdict:
    """The contractor's dispatcher names the technician (INC-6)."""
    if not holds(actor, Permission.TICKET_ASSIGN, school=ticket.school):
        return no_mandate(
            _("Only the contractor's dispatchers appoint a technician."), source="INC-6"
        )
    if ticket.status != Status.DISPATCHED or ticket.handler != Handler.CONTRACTOR:
        return no(_("The ticket is not with the contractor."))
    return YES


def _can_treat(actor: Actor, ticket: Ticket) -> Verdict:
    if ticket.status != Status.DISPATCHED:
        return no(_("The ticket is not being treated at the moment."))
    if not treats(actor, ticket):
        return no(
            _("The ticket is with: %(handler)s. Only this service can do that.")
            % {"handler": ticket.get_handler_display()}
        )
    return YES


def can_record_contact(actor: Actor, ticket: Ticket) -> Verdict:
    """The technician records the contact with the lycée, and the visit agreed (INC-6)."""
    return _can_treat(actor, ticket)


def can_announce(actor: Actor, ticket: Ticket) -> Verdict:
    """Where the text sets no limit, the service says by when it should be done."""
    return _can_treat(actor, ticket)


def can_hold(actor: Actor, ticket: Ticket) -> Verdict:
    """The service stops the clock while it waits for the lycée, for a listed cause (INC-7)."""
    if not (verdict := _can_treat(actor, ticket)):
        return verdict
    if ticket.held_at is not None:
        return no(_("The ticket is on hold already."))
    return YES


def can_resume(actor: Actor, ticket: Ticket) -> Verdict:
    """The service ends its hold; CESAME may end or cancel any."""
    if ticket.held_at is None:
        return no(_("The ticket is not on hold."))
    if treats(actor, ticket) or is_desk(actor, ticket):
        return YES
    return no_mandate(_("Only CESAME or the service that set the hold can end it."))


def can_void_hold(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME cancels a hold that it finds unfounded: it never stopped the clock (INC-7)."""
    if ticket.held_at is None:
        return no(_("The ticket is not on hold."))
    return is_desk(actor, ticket)


def can_contest_hold(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée brings a hold before CESAME (INC-7)."""
    if not holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return no_mandate(_("Only the correspondent and the deputies can contest a hold."))
    if ticket.held_at is None:
        return no(_("The ticket is not on hold."))
    if ticket.is_hold_contested:
        return no(_("The hold is contested already: CESAME will decide."))
    return YES


def can_close_technically(actor: Actor, ticket: Ticket) -> Verdict:
    """Whoever did the work declares it done: the first of the two closures (INC-8)."""
    return _can_treat(actor, ticket)
