"""Who declares the work done, who accepts or refuses it, who is asked for an opinion."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.policies import holds
from preau.tickets.states import (
    Status,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Satisfaction, Ticket


def _can_answer_closure(actor: Actor, ticket: Ticket) -> Verdict:
    if not holds(actor, Permission.TICKET_CLOSE, school=ticket.school):
        return no_mandate(
            _("Only the correspondent of the lycée or a deputy accepts or refuses a closure."),
            source="INC-8",
        )
    if ticket.status != Status.TECHNICALLY_CLOSED:
        return no(_("The work has not been declared done: there is no closure to answer."))
    return YES


def can_close(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée accepts the work: the administrative closure (INC-8)."""
    return _can_answer_closure(actor, ticket)


def can_refuse_closure(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée refuses the technical closure, with a reason: the ticket goes back (INC-8)."""
    return _can_answer_closure(actor, ticket)


def can_contest(actor: Actor, ticket: Ticket) -> Verdict:
    """A closure can be contested for 30 days (INC-8 ◇)."""
    if not holds(actor, Permission.TICKET_CLOSE, school=ticket.school):
        return no_mandate(
            _("Only the correspondent of the lycée or a deputy can contest a closure.")
        )
    if ticket.status != Status.CLOSED:
        return no(_("The ticket is not closed."))
    if ticket.contestable_until is None or actor.at > ticket.contestable_until:
        return no(
            _("The thirty days to contest are over: send a new request, which can quote this one."),
            source="INC-8",
        )
    return YES


def can_close_tacitly(actor: Actor, ticket: Ticket, *, has_party: bool, is_over: bool) -> Verdict:
    """The clock closes what nobody answered in the ten days, unless nobody could (INC-8)."""
    if not actor.is_preau:
        return no(_("Only the clock closes tacitly."))
    if ticket.status != Status.TECHNICALLY_CLOSED:
        return no(_("The work has not been declared done: there is no closure to answer."))
    if not is_over:
        return no(_("The lycée still has time to answer."), source="INC-8")
    if not has_party:
        return no(_("The lycée has neither correspondent nor deputy: nothing closes tacitly."))
    return YES


#: For how long the question after a closure can be answered, and the answer changed.
RATED_WITHIN = timedelta(days=30)


def can_rate(actor: Actor, question: Satisfaction) -> Verdict:
    """Whoever was asked answers, and changes the answer for thirty days (INC-17)."""
    if actor.person is None or actor.person.pk != question.person_id:
        return no_mandate(_("Only the person who was asked answers this question."))
    if not holds(actor, Permission.TICKET_SEND, school=question.ticket.school):
        return no_mandate(_("Whoever speaks for the lycée answers: your duty there is over."))
    if actor.at > question.asked_at + RATED_WITHIN:
        return no(_("The thirty days to answer are over."))
    return YES
