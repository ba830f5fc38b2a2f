"""The two closures, the refusal, the contest (INC-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from preau.tickets import actions, policies, queries
from preau.tickets.forms import acts as acts_forms
from preau.tickets.forms import treating as forms
from preau.tickets.views.finding import Words, act, attach, found, typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def technical_closure(request: SignedRequest, ref: str) -> HttpResponse:
    """Declare the work done, saying what was done."""
    ticket = found(request, ref)
    parts = queries.parts_of(ticket, request.actor)
    closable = [part for part in parts if policies.can_close_technically(request.actor, part)]
    form = forms.TechnicalClosureForm(
        initial={"seen": ticket.version}, parts=closable, **typed(request)
    )
    if form.is_bound and form.is_valid():
        attach(form, by=request.actor, school=ticket.school)

    def close(*things: Any, **words: Any) -> None:
        for part, reason in actions.close_outage(*things, **words):
            messages.warning(
                request, _("%(ref)s stays open: %(reason)s") % {"ref": part.ref, "reason": reason}
            )

    return act(
        request,
        ticket,
        form,
        close,
        policies.can_close_technically(request.actor, ticket),
        Words(
            title=_("Close technically"),
            lead=_(
                "The clock stops. The correspondent has ten days to accept the closure or to "
                "refuse it with a reason."
            ),
            submit=_("Declare the work done"),
            done=_("The work is declared done; the correspondent is asked to have a look."),
        ),
    )


def closure(request: SignedRequest, ref: str) -> HttpResponse:
    """Accept the work: the administrative closure."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        acts_forms.ClosureForm(initial={"seen": ticket.version}, **typed(request)),
        actions.close,
        policies.can_close(request.actor, ticket),
        Words(
            title=_("Accept the closure"),
            lead=_("The work suits you: the ticket is closed. You can contest it for 30 days."),
            submit=_("Close the ticket"),
            done=_("The ticket is closed. Thank you."),
        ),
        template="tickets/closure.html",
    )


def refusal(request: SignedRequest, ref: str) -> HttpResponse:
    """Refuse the technical closure, with a reason: the ticket goes back."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        acts_forms.RefusalForm(initial={"seen": ticket.version}, **typed(request)),
        actions.refuse_closure,
        policies.can_refuse_closure(request.actor, ticket),
        Words(
            title=_("Refuse the closure"),
            lead=_("The ticket goes back to the service, and its clock runs on."),
            submit=_("Refuse the closure"),
            done=_("The ticket goes back to the service with your reason."),
            tone="danger",
        ),
        template="tickets/closure.html",
    )


def contest(request: SignedRequest, ref: str) -> HttpResponse:
    """Contest a closure within thirty days."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        acts_forms.ContestForm(initial={"seen": ticket.version}, **typed(request)),
        actions.contest,
        policies.can_contest(request.actor, ticket),
        Words(
            title=_("Contest the closure"),
            lead=_("The ticket is open again and goes back to the service that had it."),
            submit=_("Open the ticket again"),
            done=_("The ticket is open again."),
        ),
        template="tickets/closure.html",
    )
