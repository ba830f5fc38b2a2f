"""Who joins twins, attaches the parts of an outage, notes what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no
from preau.schools.policies import holds
from preau.tickets.policies.desk import is_desk
from preau.tickets.states import (
    OPEN,
    LinkKind,
    Status,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Link, Ticket


def can_tie(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME ties tickets together; which ones, and how, is asked of each pair."""
    return is_desk(actor, ticket)


def can_join(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME sets a twin aside while it is open; with which ticket, is asked of the pair."""
    if not (verdict := is_desk(actor, ticket)):
        return verdict
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("The work on this ticket is over: only an open ticket is joined with another."))
    return YES


def can_merge(
    actor: Actor, ticket: Ticket, survivor: Ticket, *, has_parts: bool = False
) -> Verdict:
    """CESAME joins a twin with another open ticket of the same lycée (INC-14, INC-17).

    `has_parts`: other tickets are attached to it, as to the main one of an outage.
    """
    if not (verdict := can_join(actor, ticket)):
        return verdict
    if ticket.pk == survivor.pk:
        return no(_("A ticket is not its own twin: give the number of the other one."))
    if ticket.school_id != survivor.school_id:
        return no(
            _("The two tickets are of two lycées, each keeps its own: attach one to the other.")
        )
    if survivor.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(
            _("Nobody works on %(ref)s any more: note that this ticket follows it instead.")
            % {"ref": survivor.ref}
        )
    if has_parts:
        return no(_("Other tickets are attached to this one: join the other one with it instead."))
    return YES


def can_separate(actor: Actor, ticket: Ticket) -> Verdict:
    """What was joined can be taken apart, by CESAME or by the lycée, which knows best."""
    if ticket.survivor is None:
        return no(_("This ticket was not joined with another one."))
    if holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return YES
    return is_desk(actor, ticket)


def can_link(
    actor: Actor, ticket: Ticket, other: Ticket, kind: str, *, is_linked: bool, is_deep: bool
) -> Verdict:
    """CESAME ties a ticket to another: part of its outage, or what follows it (INC-14).

    `is_linked`: the two have a tie already. `is_deep`: attached to it, the ticket would be part
    of a part, or would take its own parts along.
    """
    if not (verdict := is_desk(actor, ticket)):
        return verdict
    if not (verdict := is_desk(actor, other)):
        return verdict
    if ticket.pk == other.pk:
        return no(_("A ticket is not linked with itself: give the number of the other one."))
    if is_linked:
        return no(_("These two tickets are linked already."))
    if kind == LinkKind.FOLLOWS:
        if ticket.pk < other.pk:
            return no(_("This ticket came first: note it on the later one."))
        return YES
    if kind != LinkKind.CHILD_OF:
        return no(_("Twins are joined, not only linked."))
    if is_deep:
        return no(
            _("An outage has one main ticket: attach the others to it, and it to none of them.")
        )
    if ticket.status not in OPEN or other.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("Only open tickets are attached to an outage that is being treated."))
    return YES


def can_unlink(actor: Actor, link: Link) -> Verdict:
    """CESAME takes a tie away again; twins are separated instead."""
    if link.kind == LinkKind.DUPLICATE_OF:
        return no(_("These two tickets were joined: separate them."))
    if not (verdict := is_desk(actor, link.source)):
        return verdict
    return is_desk(actor, link.target)
