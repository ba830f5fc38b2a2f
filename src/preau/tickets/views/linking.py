"""Twins joined and taken apart, parts of an outage, what follows (INC-14, INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.tickets import actions, policies, queries
from preau.tickets.forms import linking as forms
from preau.tickets.models import Link, Ticket
from preau.tickets.states import LinkKind
from preau.tickets.views.finding import Words, act, done, found, typed
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def _proposed(request: SignedRequest, name: str) -> Ticket | None:
    """The other ticket that the address, or what was typed, names."""
    asked = request.POST.get(name) or request.GET.get(name, "")
    visible = Ticket.objects.visible_to(request.actor).select_related("school", "room")
    return visible.called(asked).first()


def merge(request: SignedRequest, ref: str) -> HttpResponse:
    """Join a twin with another ticket of its lycée, which goes on for both."""
    ticket = found(request, ref)
    other = _proposed(request, "into")
    initial: dict[str, Any] = {"seen": ticket.version, "into": other.ref if other else ""}
    form = forms.MergeForm(actor=request.actor, initial=initial, **typed(request))
    # Whether the two can be joined is asked once the other one is known.
    verdict = policies.can_merge(request.actor, ticket, other) if other else None
    if done(
        form,
        actions.merge,
        ticket,
        verdict=verdict if verdict is not None else policies.can_join(request.actor, ticket),
        by=request.actor,
    ):
        into = form.cleaned_data["into"]
        messages.success(
            request,
            format_html(
                '{} <a href="{}separation/">{}</a>',
                gettext("%(twin)s is joined with %(ref)s, which goes on for both.")
                % {"twin": ticket.ref, "ref": into.ref},
                ticket.get_absolute_url(),
                gettext("Separate them"),
            ),
        )
        # The twin is where one was in the list: from here one goes on to the next.
        return redirect(ticket)
    context = {
        "ticket": ticket,
        "form": form,
        "words": _MERGE,
        "other": other,
        "next": queries.next_step(ticket, request.actor),
        "opening": other.messages.order_by("at", "pk").first() if other else None,
    }
    return render(request, "tickets/merge.html", context, status=form_status(form))


_MERGE = Words(
    title=_("Join with another ticket"),
    lead=_(
        "This ticket is set aside and its clock stops; what was written stays on it. The other one "
        "goes on for both, and the lycée is told. The two can be separated at any time."
    ),
    submit=_("Join the two tickets"),
    done="",
)


def separation(request: SignedRequest, ref: str) -> HttpResponse:
    """Take a twin apart again."""
    ticket = found(request, ref)
    return act(
        request,
        ticket,
        forms.SeparationForm(initial={"seen": ticket.version}, **typed(request)),
        actions.separate,
        policies.can_separate(request.actor, ticket),
        Words(
            title=_("Separate from its twin"),
            lead=_("The ticket goes back to CESAME, which qualifies it; the other one stays."),
            submit=_("Separate the two tickets"),
            done=_("The two tickets are separate again. CESAME has this one."),
        ),
    )


def link(request: SignedRequest, ref: str) -> HttpResponse:
    """Tie a ticket to another: part of its outage, or what follows it."""
    ticket = found(request, ref)
    other = _proposed(request, "other")
    asked = request.GET.get("kind", "")
    initial: dict[str, Any] = {"other": other.ref if other else ""}
    if asked in {LinkKind.CHILD_OF, LinkKind.FOLLOWS}:
        initial["kind"] = asked
    form = forms.LinkForm(actor=request.actor, initial=initial, **typed(request))
    if done(
        form,
        actions.link,
        ticket,
        verdict=policies.can_tie(request.actor, ticket),
        by=request.actor,
    ):
        made = form.result
        messages.success(
            request,
            format_html(
                '{} <a href="{}links/{}/removal/">{}</a>',
                gettext("The ticket is linked with %(ref)s.") % {"ref": made.target.ref},
                ticket.get_absolute_url(),
                made.pk,
                gettext("Remove the link"),
            ),
        )
        return redirect(ticket)
    context = {
        "ticket": ticket,
        "form": form,
        "words": _LINK,
        "other": other,
        "next": queries.next_step(ticket, request.actor),
    }
    return render(request, "tickets/act.html", context, status=form_status(form))


_LINK = Words(
    title=_("Link with another ticket"),
    lead=_("Both tickets show the link, each to those who may read the other one."),
    submit=_("Link the two tickets"),
    done="",
)


def unlink(request: SignedRequest, ref: str, pk: int) -> HttpResponse:
    """Take a tie away."""
    ticket = found(request, ref)
    visible = Link.objects.visible_to(request.actor).about(ticket)
    tie = get_object_or_404(visible.select_related("source__school", "target__school"), pk=pk)
    form = forms.UnlinkForm(**typed(request))
    if done(
        form, actions.unlink, tie, verdict=policies.can_unlink(request.actor, tie), by=request.actor
    ):
        messages.success(request, gettext("The link is removed."))
        return redirect(ticket)
    context = {
        "ticket": ticket,
        "form": form,
        "words": _UNLINK,
        "next": queries.next_step(ticket, request.actor),
    }
    return render(request, "tickets/act.html", context, status=form_status(form))


_UNLINK = Words(
    title=_("Remove the link"),
    lead=_("Both tickets stay as they are; nothing else changes."),
    submit=_("Remove the link"),
    done="",
)
