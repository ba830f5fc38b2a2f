"""The replies that a service writes often, and the requests that come back (INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES
from preau.schools.models import School
from preau.tickets import actions, canned, policies, queries
from preau.tickets.forms import replies as forms
from preau.tickets.models import CannedReply, RecurringRequest
from preau.tickets.states import Handler
from preau.tickets.views.finding import done, typed
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest


def replies(request: SignedRequest) -> HttpResponse:
    """The canned replies of one's services, and how often each was used."""
    services = policies.reply_services(request.actor)
    _one_of(services, request.actor)
    labels = dict(Handler.choices)
    rows = [
        (reply, labels[reply.service])
        for reply in CannedReply.objects.visible_to(request.actor).described()
    ]
    for_all = policies.can_edit_recurring(request.actor, None)
    return render(request, "tickets/replies.html", {"rows": rows, "for_all": for_all})


def _one_of(services: list[Handler], actor: Actor) -> None:
    """Refuse whoever belongs to no service."""
    verdict = YES if services else policies.can_edit_reply(actor, Handler.SERVICE_DESK)
    verdict.enforce()


def reply_new(request: SignedRequest) -> HttpResponse:
    """Keep a new text for one of one's services."""
    services = policies.reply_services(request.actor)
    _one_of(services, request.actor)
    form = forms.NewReplyForm(services=services, **typed(request))
    if done(form, actions.keep_reply, verdict=YES, by=request.actor):
        messages.success(request, _("The reply is kept: try it with a ticket."))
        return redirect(form.result)
    context = {"form": form, "variables": canned.VARIABLES.items()}
    return render(request, "tickets/reply.html", context, status=form_status(form))


def reply(request: SignedRequest, pk: int) -> HttpResponse:
    """Change a reply, and see how it reads for a ticket (`?ticket=2026-000123`)."""
    kept = get_object_or_404(CannedReply.objects.visible_to(request.actor), pk=pk)
    versions = list(kept.versions.select_related("edited_by").order_by("-number"))
    newest = versions[0]
    initial = {
        "seen": newest.number,
        "title": newest.title,
        "body": newest.body,
        "is_offered": kept.is_offered,
    }
    form = forms.ReplyForm(initial=initial, **typed(request))
    verdict = policies.can_edit_reply(request.actor, kept.service)
    if done(form, actions.edit_reply, kept, verdict=verdict, by=request.actor):
        messages.success(request, _("The reply is kept: try it with a ticket."))
        return redirect(kept)
    asked = {"data": request.GET} if "ticket" in request.GET else {}
    trial = forms.TrialForm(actor=request.actor, auto_id="trial_%s", **asked)
    shown = ""
    if trial.is_bound and trial.is_valid():
        values = queries.reply_values(trial.cleaned_data["ticket"], request.actor)
        shown = canned.filled(newest.body, values)
    context = {
        "kept": kept,
        "form": form,
        "trial": trial,
        "shown": shown,
        "versions": versions,
        "variables": canned.VARIABLES.items(),
    }
    return render(request, "tickets/reply.html", context, status=form_status(form))


def _own_schools(actor: Actor) -> list[School]:
    """The lycées whose recurring requests the person keeps."""
    held = [
        held.school_id
        for held in actor.mandates
        if Permission.TICKET_SEND in held.permissions and held.school_id
    ]
    return list(School.objects.filter(Q(pk__in=held)).order_by("name"))


def recurring_all(request: SignedRequest) -> HttpResponse:
    """The requests that come back, of one's lycées and of all."""
    schools = _own_schools(request.actor)
    if not schools:
        policies.can_edit_recurring(request.actor, None).enforce()
    rows = RecurringRequest.objects.visible_to(request.actor).select_related("form", "school")
    return render(request, "tickets/recurring_all.html", {"rows": rows})


def recurring_new(request: SignedRequest) -> HttpResponse:
    """Keep a request that comes back."""
    schools = _own_schools(request.actor)
    for_all = policies.can_edit_recurring(request.actor, None)
    if not schools:
        for_all.enforce()
    form = forms.NewRecurringForm(schools=schools, for_all=bool(for_all), **typed(request))
    if done(form, actions.keep_recurring, verdict=YES, by=request.actor):
        messages.success(request, _("It is offered now on the page of new requests."))
        return redirect("tickets:recurring_all")
    return render(request, "tickets/recurring.html", {"form": form}, status=form_status(form))


def recurring(request: SignedRequest, pk: int) -> HttpResponse:
    """Change a request that comes back, or offer it no more."""
    visible = RecurringRequest.objects.visible_to(request.actor).select_related("school", "form")
    kept = get_object_or_404(visible, pk=pk)
    initial = {
        "seen": kept.version,
        "title": kept.title,
        "form": kept.form_id,
        "subject": kept.subject,
        "description": kept.description,
        "is_offered": kept.is_offered,
    }
    form = forms.RecurringForm(initial=initial, **typed(request))
    verdict = policies.can_edit_recurring(request.actor, kept.school)
    if done(form, actions.edit_recurring, kept, verdict=verdict, by=request.actor):
        messages.success(request, _("The recurring request is changed."))
        return redirect("tickets:recurring_all")
    context = {"form": form, "kept": kept}
    return render(request, "tickets/recurring.html", context, status=form_status(form))
