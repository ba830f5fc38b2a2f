"""To open a ticket: choose a form, fill it in; or be told whom to turn to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.schools.models import School
from preau.schools.queries import correspondent_of, deputies_of
from preau.tickets import actions, policies, queries
from preau.tickets.forms.request import RequestForm
from preau.tickets.models import Form, RecurringRequest
from preau.tickets.views.finding import asked_school, attach, done, typed
from preau.ui import formats
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest
    from preau.tickets.models import Ticket


def _sending_schools(actor: Actor) -> list[School]:
    """The lycées in whose name the person writes to CESAME."""
    held = [
        held.school_id
        for held in actor.mandates
        if Permission.TICKET_SEND in held.permissions and held.school_id
    ]
    return list(School.objects.filter(pk__in=held))


def _refused(request: SignedRequest, school: School | None) -> HttpResponse:
    """Say whom to turn to, with names and numbers (ROL-3)."""
    actor = request.actor
    if school is None:
        school = School.objects.filter(
            pk__in=[held.school_id for held in actor.mandates if held.school_id]
        ).first()
    context = {
        "school": school,
        "verdict": policies.can_send(actor, school) if school else None,
        "correspondent": correspondent_of(school, actor.at) if school else None,
        "deputies": deputies_of(school, actor.at) if school else [],
        "may_report": school is not None and bool(policies.can_report(actor, school)),
    }
    return render(request, "tickets/cannot_send.html", context, status=403)


def new(request: SignedRequest) -> HttpResponse:
    """Choose what the matter is, and for which lycée where one writes for several."""
    schools = _sending_schools(request.actor)
    asked = asked_school(request)
    if not schools or (asked is not None and asked not in schools):
        return _refused(request, asked)
    school = schools[0] if len(schools) == 1 else asked
    context = {
        "schools": schools,
        "school": school,
        "recurring": _recurring(request, school),
        "forms": Form.objects.filter(is_offered=True),
    }
    return render(request, "tickets/new.html", context)


def _recurring(request: SignedRequest, school: School | None) -> list[RecurringRequest]:
    """The requests that come back in a lycée, whose form is still offered."""
    visible = RecurringRequest.objects.visible_to(request.actor).select_related("form")
    offered = visible.filter(is_offered=True, form__is_offered=True)
    return list(offered.filter(Q(school=school) | Q(school=None)))


def _filled_in(request: SignedRequest, school: School, form_type: Form) -> dict[str, str]:
    """What a recurring request fills in (`?recurring=12`): never the urgency (INC-2)."""
    asked = request.GET.get("recurring", "")
    for kept in _recurring(request, school) if asked.isdecimal() else []:
        if str(kept.pk) == asked and kept.form_id == form_type.pk:
            return {"subject": kept.subject, "description": kept.description}
    return {}


def request(request: SignedRequest, code: str) -> HttpResponse:
    """Fill in one of the forms, and send it to CESAME."""
    form_type = get_object_or_404(Form, code=code, is_offered=True)
    schools = _sending_schools(request.actor)
    asked = asked_school(request)
    if asked is not None:
        school = asked
    elif len(schools) == 1:
        school = schools[0]
    elif schools:
        return redirect("tickets:new")
    else:
        return _refused(request, None)
    verdict = policies.can_send(request.actor, school)
    if not verdict and request.method != "POST":
        return _refused(request, school)
    form = RequestForm(
        school=school,
        questions=queries.questions_of(form_type),
        initial=_filled_in(request, school, form_type),
        **typed(request),
    )
    if form.is_bound and form.is_valid():
        attach(form, by=request.actor, school=school)
    sent = _sent_before(form, form_type, school, request)
    # A page that one went back to looks unsent: the same words go twice only on purpose.
    is_meant = sent is None or request.POST.get("sent") == str(sent.pk)
    send = partial(actions.send, form=form_type)
    if is_meant and done(form, send, school, verdict=verdict, by=request.actor):
        ticket = form.result
        messages.success(
            request,
            _("CESAME received your request on %(moment)s. Its number is %(ref)s.")
            % {"moment": formats.moment(ticket.received_at), "ref": ticket.ref},
        )
        return redirect(ticket)
    context = {
        "form_type": form_type,
        "form": form,
        "school": school,
        "several": len(schools) > 1,
        "sent": sent,
        "cancel": f"{reverse('tickets:new')}?school={school.uai}",
        "exams": queries.proposals(school, form_type.nature, request.actor.at),
    }
    return render(request, "tickets/request.html", context, status=form_status(form))


def _sent_before(
    form: RequestForm, form_type: Form, school: School, request: SignedRequest
) -> Ticket | None:
    """A ticket of the very words that are to be sent; the same click twice is no second sending."""
    if not (form.is_bound and form.is_valid()):
        return None
    data = form.cleaned_data
    words = {name: data[name] for name in ("subject", "description", "room")}
    sent = queries.just_sent(school, by=request.actor, form=form_type, **words)
    return None if sent is not None and sent.request_key == data["request_key"] else sent
