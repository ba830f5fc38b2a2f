"""To follow a ticket: oneself, a colleague, no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.schools.queries import actor_of
from preau.tickets import actions, policies, queries
from preau.tickets.followers import watch_of
from preau.tickets.forms.watching import WatcherForm, WatchForm
from preau.tickets.views.finding import Words, act, done, found, typed
from preau.ui.forms import form_status
from preau.ui.widgets import Option, proposals

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def watchers(request: SignedRequest, ref: str) -> HttpResponse:
    """Who follows a ticket; a colleague can be added to them."""
    ticket = found(request, ref)
    actor = request.actor
    form = WatcherForm(ticket=ticket, actor=actor, **typed(request))
    verdict = policies.can_write(actor, ticket)
    if form.is_bound and done(form, actions.add_watcher, ticket, verdict=verdict, by=actor):
        person = form.result.person.name
        messages.success(request, _("%(person)s follows the ticket.") % {"person": person})
        return redirect("tickets:watchers", ref)
    watches = queries.watches_shown(ticket, actor)
    context = {
        "ticket": ticket,
        "form": form,
        "verdict": verdict,
        "watches": [(watch, policies.can_end_watch(actor, ticket, watch)) for watch in watches],
        "is_mine": any(watch.person_id == request.user.pk for watch in watches),
        "next": queries.next_step(ticket, actor),
    }
    return render(request, "tickets/watchers.html", context, status=form_status(form))


def colleagues(request: SignedRequest, ref: str) -> HttpResponse:
    """The proposals of the search-as-you-type."""
    ticket = found(request, ref)
    people = queries.proposed_colleagues(ticket, request.actor, request.GET.get("q", ""))
    return proposals(request, [Option(str(person.pk), person.name) for person in people])


def watch(request: SignedRequest, ref: str) -> HttpResponse:
    """Follow a ticket oneself."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        WatchForm(**typed(request)),
        actions.watch,
        policies.can_watch(request.actor, sees=True),
        Words(
            title=gettext_lazy("Follow the ticket"),
            lead=gettext_lazy(
                "What is written on it and each of its steps reach you by e-mail, as long as you "
                "may read it."
            ),
            submit=gettext_lazy("Follow the ticket"),
            done=gettext_lazy("You follow this ticket."),
        ),
    )


def watch_end(request: SignedRequest, ref: str, pk: int) -> HttpResponse:
    """Have somebody follow a ticket no longer."""
    ticket = found(request, ref)
    # Who follows it on another side is nobody's business: absent and unseen look the same.
    shown = {watch.pk: watch for watch in queries.watches_shown(ticket, request.actor)}
    if (watch := shown.get(pk)) is None:
        raise Http404
    form = WatchForm(**typed(request))
    verdict = policies.can_end_watch(request.actor, ticket, watch)
    if done(form, actions.unwatch, watch, verdict=verdict, by=request.actor):
        messages.success(
            request,
            _("%(person)s no longer follows the ticket.") % {"person": watch.person.name},
        )
        return redirect(ticket)
    words = Words(
        title=_("No longer follow the ticket"),
        lead=_("%(person)s gets no more letters about it.") % {"person": watch.person.name},
        submit=_("No longer follow"),
        done="",
    )
    context = {
        "ticket": ticket,
        "form": form,
        "words": words,
        "next": queries.next_step(ticket, request.actor),
    }
    return render(request, "tickets/act.html", context, status=form_status(form))


@login_not_required
def unwatching(request: SignedRequest, token: str) -> HttpResponse:
    """The link of a letter: it ends one watch, shows nothing of the ticket, asks for no password.

    Looking at it changes nothing, since mail programs open links by themselves.
    """
    watch = watch_of(token)
    if watch is not None and request.method == "POST":
        actions.unwatch(watch, by=actor_of(watch.person, request.actor.at))
        return render(request, "tickets/unwatching.html", {"is_done": True, "watch": None})
    return render(request, "tickets/unwatching.html", {"is_done": False, "watch": watch})
