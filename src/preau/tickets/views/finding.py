"""What every door of the room does: find what the person sees, ask, call the verb, show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from preau.accounts.models import User
from preau.schools.models import School
from preau.tickets import queries
from preau.tickets.forms.fields import Attached, Form
from preau.tickets.models import Ticket
from preau.tickets.telling import tell
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest
    from preau.core.verdicts import Verdict


#: How much of the story stands beside a text that came too late.
_MEANWHILE = 3


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a verb says: its title, what will happen, the word on its button."""

    title: StrOrPromise
    lead: StrOrPromise
    submit: StrOrPromise
    done: StrOrPromise
    tone: str = "primary"


def found(request: SignedRequest, ref: str) -> Ticket:
    """The ticket of a number; absent and invisible look the same."""
    visible = Ticket.objects.visible_to(request.actor).by_ref(ref)
    ticket = get_object_or_404(visible.select_related("school", "form", "room", "asset"))
    # PostgreSQL takes 7 ms to plan the same row joined to three people as well.
    people = User.objects.in_bulk({ticket.sent_by_id, ticket.reporter_id, ticket.technician_id})
    ticket.sent_by = people[ticket.sent_by_id]
    ticket.reporter = people.get(ticket.reporter_id)
    ticket.technician = people.get(ticket.technician_id)
    return ticket


def asked_school(request: SignedRequest) -> School | None:
    """The lycée that the address names (`?school=0750654D`), if it names one."""
    uai = request.GET.get("school", "")
    if not uai:
        return None
    if not uai.isalnum():
        raise Http404
    return get_object_or_404(School.objects.visible_to(request.actor), uai=uai)


def typed(request: SignedRequest) -> dict[str, Any]:
    """What a form is bound to: what was posted, or nothing on a first look."""
    if request.method != "POST":
        return {}
    return {"data": request.POST, "files": request.FILES}


def attach(form: Form, *, by: Actor, school: School) -> None:
    """Hand the files of a valid form to its verb, which attaches them in its transaction."""
    uploads = form.cleaned_data.pop("attachments", [])
    form.cleaned_data["attachments"] = Attached(uploads, by.at, school)


def done(form: Form, verb: Callable[..., Any], *things: Any, verdict: Verdict, by: Actor) -> bool:
    """Ask, and call the verb where what was typed is valid.

    On a first look, a refusal is raised and has its own page. Afterwards it stands on the form,
    even where something typed is wrong as well: correcting it would be in vain.
    """
    if not form.is_bound:
        verdict.enforce()
        return False
    if not form.is_valid():
        if not verdict:
            form.refusal = verdict
            form.add_error(None, str(verdict.reason))
        return False
    return submit(form, verb, *things, by=by)


def act(
    request: SignedRequest,
    ticket: Ticket,
    form: Form,
    verb: Callable[..., Any],
    verdict: Verdict,
    words: Words,
    *,
    template: str = "tickets/act.html",
    **context: Any,
) -> HttpResponse:
    """The page of one verb on a ticket."""
    if done(form, verb, ticket, verdict=verdict, by=request.actor):
        messages.success(request, words.done)
        return redirect(ticket)
    if form.stale is not None:
        # What happened meanwhile, so that it can be read beside what was typed.
        ticket = form.stale
        moments = queries.timeline(ticket, request.actor)[-_MEANWHILE:]
        context["meanwhile"] = tell(ticket, moments, request.actor.at)
    context = {
        "ticket": ticket,
        "form": form,
        "words": words,
        "with_files": "attachments" in form.fields,
        "next": queries.next_step(ticket, request.actor),
        **context,
    }
    return render(request, template, context, status=form_status(form))
