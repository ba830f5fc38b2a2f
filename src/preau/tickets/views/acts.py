"""What the lycée does on its ticket, and what anyone who takes part writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from preau.journal.facts import Audience
from preau.tickets import actions, canned, policies, queries
from preau.tickets.forms import acts as forms
from preau.tickets.offers import circles
from preau.tickets.views.finding import Words, act, attach, done, found, typed
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from preau.core.http import SignedRequest
    from preau.core.verdicts import Verdict
    from preau.tickets.models import Ticket

_VERBS: dict[Audience, tuple[Callable[..., Any], Callable[..., Verdict]]] = {
    Audience.LYCEE: (actions.write, policies.can_write),
    Audience.EXCHANGE: (actions.exchange, policies.can_exchange),
    Audience.REGION: (actions.note, policies.can_note),
}


def message(request: SignedRequest, ref: str) -> HttpResponse:
    """Write on a ticket, for one of the circles in which one may."""
    ticket = found(request, ref)
    open_to = circles(ticket, request.actor)
    replies = queries.replies_for(request.actor)
    form = forms.MessageForm(circles=open_to, replies=replies, auto_id="reply_%s", **typed(request))
    if "insert" in request.POST:
        return _insert(request, ticket, form)
    circle = _circle(form, open_to)
    verb, may = _VERBS[circle]
    if form.is_bound and form.is_valid():
        form.cleaned_data.pop("audience", None)
        attach(form, by=request.actor, school=ticket.school)
    if done(form, verb, ticket, verdict=may(request.actor, ticket), by=request.actor):
        return redirect(f"{ticket.get_absolute_url()}#m{form.result.pk}")
    return _written(request, ticket, form)


def _written(request: SignedRequest, ticket: Ticket, form: forms.MessageForm) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "words": _MESSAGE,
        "with_files": True,
        "next": queries.next_step(ticket, request.actor),
    }
    return render(request, "tickets/message.html", context, status=form_status(form))


def _insert(request: SignedRequest, ticket: Ticket, form: forms.MessageForm) -> HttpResponse:
    """Put a canned reply into the message, for the person to read over and to send."""
    policies.can_write(request.actor, ticket).enforce()
    chosen = form.replies.get(request.POST.get("canned", ""))
    text = ""
    if chosen is not None:
        text = canned.filled(chosen.body, queries.reply_values(ticket, request.actor))
    form.put_in(text)
    if request.htmx:
        return render(request, "tickets/message.html#text", {"form": form})
    return _written(request, ticket, form)


def _circle(form: forms.MessageForm, open_to: list[Audience]) -> Audience:
    """The circle that was chosen, or the only one; the lycée's where none is open."""
    if form.is_bound and form.is_valid() and (chosen := form.cleaned_data.get("audience")):
        return Audience(chosen)
    return open_to[0] if open_to else Audience.LYCEE


_MESSAGE = Words(
    title=_("Write on the ticket"),
    lead=_("Your message joins the story of the ticket; those concerned get it by e-mail."),
    submit=_("Send the message"),
    done="",
)


def nudge(request: SignedRequest, ref: str) -> HttpResponse:
    """Remind whoever has the ticket that the lycée waits (INC-4)."""
    ticket = found(request, ref)
    today = queries.is_nudged_today(ticket, request.actor.at)
    return act(
        request,
        ticket,
        forms.NudgeForm(**typed(request)),
        actions.nudge,
        policies.can_nudge(request.actor, ticket, is_nudged_today=today),
        Words(
            title=_("Send a reminder"),
            lead=_(
                "Whoever has the ticket and CESAME see it at once; an answer is owed within one "
                "working day. One reminder per ticket and working day."
            ),
            submit=_("Send the reminder"),
            done=_("Your reminder has left. An answer is owed to you within one working day."),
        ),
    )


def withdrawal(request: SignedRequest, ref: str) -> HttpResponse:
    """Give up a request that is no longer needed."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.WithdrawalForm(initial={"seen": ticket.version}, **typed(request)),
        actions.withdraw,
        policies.can_withdraw(request.actor, ticket),
        Words(
            title=_("Withdraw the request"),
            lead=_(
                "Nobody will treat it any more. You can ask CESAME to take it up again at any time."
            ),
            submit=_("Withdraw the request"),
            done=_("The request is withdrawn. Nobody expects anything from you any more."),
            tone="danger",
        ),
    )


def reopening(request: SignedRequest, ref: str) -> HttpResponse:
    """Ask CESAME to take up again what was set aside (INC-5, INC-8)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.ReopeningForm(initial={"seen": ticket.version}, **typed(request)),
        actions.reopen,
        policies.can_reopen(request.actor, ticket),
        Words(
            title=_("Ask CESAME to take it up again"),
            lead=_("The ticket keeps its number and its story; CESAME qualifies it anew."),
            submit=_("Send back to CESAME"),
            done=_("CESAME has the ticket again."),
        ),
    )


def disown(request: SignedRequest, ref: str) -> HttpResponse:
    """Say that the e-mail behind a ticket was not one's own (INC-3)."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.DisownForm(**typed(request)),
        actions.disown,
        policies.can_disown(request.actor, ticket),
        Words(
            title=_("This e-mail is not mine"),
            lead=_(
                "Somebody may have used your address. CESAME is told, checks, and calls you "
                "before anything is done."
            ),
            submit=_("Tell CESAME that I did not send it"),
            done=_("CESAME is told. Thank you for having looked."),
            tone="danger",
        ),
    )
