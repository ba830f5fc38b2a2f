"""What CESAME does: qualify and hand over, adjust the urgency, take back, set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from preau.tickets import actions, policies, queries
from preau.tickets.forms import desk as forms
from preau.tickets.proposals import scope_proposals
from preau.tickets.states import OutOfScope
from preau.tickets.views.finding import Words, act, found, typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def dispatch(request: SignedRequest, ref: str) -> HttpResponse:
    """Qualify a ticket and hand it to a service, in one gesture (INC-5)."""
    ticket = found(request, ref)
    handler = policies.handlers_for(ticket.nature)[0]
    initial = {"seen": ticket.version, "handler": handler}
    return act(
        request,
        ticket,
        forms.DispatchForm(ticket=ticket, initial=initial, **typed(request)),
        actions.dispatch,
        policies.can_dispatch(request.actor, ticket),
        Words(
            title=_("Qualify and hand over"),
            lead=_("The lycée reads at once what was decided, who has the ticket and by when."),
            submit=_("Hand the ticket over"),
            done=_("The ticket is handed over; the lycée and the service are told."),
        ),
        template="tickets/dispatch.html",
        request_text=ticket.messages.order_by("at", "pk").first(),
        exams=queries.proposals(ticket.school, ticket.nature, request.actor.at, ticket.urgency),
        twins=queries.twins_of(ticket, request.actor),
    )


def urgency(request: SignedRequest, ref: str) -> HttpResponse:
    """Adjust the urgency, with a reason told to the sender (INC-2)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.UrgencyForm(ticket=ticket, initial={"seen": ticket.version}, **typed(request)),
        actions.retain_urgency,
        policies.can_retain_urgency(request.actor, ticket),
        Words(
            title=_("Adjust the urgency"),
            lead=_("The dates are computed anew from the history; the sender is told why."),
            submit=_("Retain this urgency"),
            done=_("The urgency is adjusted, and the sender is told why."),
        ),
        template="tickets/urgency.html",
        exams=queries.proposals(ticket.school, ticket.nature, request.actor.at, ticket.urgency),
    )


def take_back(request: SignedRequest, ref: str) -> HttpResponse:
    """Bring a dispatched ticket back to CESAME."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.ReturnForm(initial={"seen": ticket.version}, **typed(request)),
        actions.take_back,
        policies.can_take_back(request.actor, ticket),
        Words(
            title=_("Give the ticket back to CESAME"),
            lead=_("CESAME qualifies it anew and hands it to another service."),
            submit=_("Give the ticket back"),
            done=_("CESAME has the ticket again."),
        ),
    )


def scope(request: SignedRequest, ref: str) -> HttpResponse:
    """Answer that somebody else is responsible: who, how to reach them, and why (INC-5)."""
    ticket = found(request, ref)
    proposals = scope_proposals(ticket, request.actor.at)
    # A form that was sent says its reason; a first look chooses it by a link.
    asked = request.POST.get("reason") or request.GET.get("reason", "")
    chosen = proposals[OutOfScope(asked)] if asked in OutOfScope.values else None
    initial: dict[str, Any] = {"seen": ticket.version}
    if chosen is not None:
        initial |= {"reason": chosen.reason, "body": chosen.text}
    return act(
        request,
        ticket,
        forms.ScopeForm(initial=initial, **typed(request)),
        actions.declare_out_of_scope,
        policies.can_declare_out_of_scope(request.actor, ticket),
        Words(
            title=_("Declare out of scope"),
            lead=_(
                "The lycée reads who is responsible and how to reach them; it can ask CESAME to "
                "take the ticket up again."
            ),
            submit=_("Send this answer"),
            done=_("The lycée is told who is responsible."),
        ),
        template="tickets/scope.html",
        proposals=list(proposals.values()),
        chosen=chosen,
    )
