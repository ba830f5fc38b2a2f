"""What CESAME decides of a ticket, and what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.policies import holds
from preau.tickets.policies.parties import treats
from preau.tickets.states import (
    BulkAct,
    Handler,
    Nature,
    Status,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket


def is_desk(actor: Actor, ticket: Ticket) -> Verdict:
    if holds(actor, Permission.TICKET_QUALIFY, school=ticket.school):
        return YES
    return no_mandate(_("Only CESAME qualifies and dispatches tickets."), source="INC-5")


def can_qualify(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME assesses a ticket as long as it is not over."""
    if not (verdict := is_desk(actor, ticket)):
        return verdict
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("The work is over: there is nothing left to qualify."))
    return YES


def can_dispatch(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME hands a received ticket to a service; one handed out is taken back first."""
    if not (verdict := is_desk(actor, ticket)):
        return verdict
    if ticket.status == Status.DISPATCHED:
        return no(
            _("The ticket is with: %(handler)s. Take it back first.")
            % {"handler": ticket.get_handler_display()}
        )
    if ticket.status != Status.RECEIVED:
        return no(_("Only a received ticket can be dispatched."))
    return YES


def can_retain_urgency(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME adjusts the urgency, with a reason told to the sender (INC-2)."""
    return can_qualify(actor, ticket)


def can_take_back(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME takes a ticket back, or the service that has it hands it back."""
    if ticket.status != Status.DISPATCHED:
        return no(_("Only a dispatched ticket can come back to CESAME."))
    if treats(actor, ticket) or is_desk(actor, ticket):
        return YES
    return no_mandate(_("Only CESAME or the service that has the ticket can send it back."))


def can_declare_out_of_scope(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME names who is responsible for what is not the Region's (INC-5, INC-11)."""
    if not (verdict := is_desk(actor, ticket)):
        return verdict
    if ticket.status != Status.RECEIVED:
        return no(_("Take the ticket back before declaring it out of scope."))
    return YES


def can_reopen(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée may refuse an "out of scope", or take a withdrawal back; so may CESAME."""
    if ticket.status not in {Status.OUT_OF_SCOPE, Status.WITHDRAWN}:
        return no(_("This ticket is not set aside."))
    if (survivor := ticket.survivor) is not None:
        return no(
            _("This ticket goes on in %(ref)s, its twin: separate the two.") % {"ref": survivor.ref}
        )
    if holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return YES
    return is_desk(actor, ticket)


def bulk_acts(actor: Actor) -> list[BulkAct]:
    """What a person's mandates let them do to several tickets at once, somewhere (INC-17)."""
    desk = holds(actor, Permission.TICKET_QUALIFY, school=None)
    assigns = holds(actor, Permission.TICKET_ASSIGN, school=None)
    return [
        act
        for act, may in (
            (BulkAct.DISPATCH, desk),
            (BulkAct.APPOINT, assigns),
            (BulkAct.ATTACH, desk),
            (BulkAct.MESSAGE, desk or assigns),
        )
        if may
    ]


def can_bulk(actor: Actor, act: str) -> Verdict:
    """Services act on several tickets at once; each ticket is asked again for itself."""
    if act in bulk_acts(actor):
        return YES
    return no_mandate(
        _("Only CESAME and the contractor's dispatchers act on several tickets at once."),
        source="INC-17",
    )


def can_withdraw(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée gives a request up before the work is declared done."""
    if not holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return no_mandate(_("Only the correspondent and the deputies can withdraw a request."))
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("The request can no longer be withdrawn: close the ticket instead."))
    return YES


def handlers_for(nature: str) -> tuple[Handler, ...]:
    """The services to which a qualified ticket of this nature can go, the usual one first."""
    usual = {
        Nature.NETWORK_INCIDENT: Handler.CONTRACTOR,
        Nature.OFFICE_INCIDENT: Handler.CONTRACTOR,
        Nature.EVOLUTION: Handler.DIGITAL_OFFICER,
        Nature.CONFIGURATION: Handler.ACADEMY_SERVICES,
    }[Nature(nature)]
    outside = [handler for handler in Handler if handler != Handler.SERVICE_DESK]
    return (usual, *(handler for handler in outside if handler != usual))
