"""Doors for people without account; all that they show of a lycée is public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from preau.agenda.wiring import wake
from preau.mail.addresses import our_address
from preau.mail.contact.forms import LyceeForm, MessageForm
from preau.mail.contact.writing import leave
from preau.schools.models import School
from preau.ui.forms import form_status
from preau.ui.widgets import Option, proposals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from preau.schools.models import SchoolQuerySet

_PROPOSED = 12
_LISTED = 40


@login_not_required
@require_GET
def contact(request: HttpRequest) -> HttpResponse:
    """Choose one's lycée: at once where one proposal was taken or fits, else from a list."""
    form = LyceeForm(request.GET) if "school" in request.GET else LyceeForm()
    found: list[School] = []
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["school"]
        exact = School.objects.open().filter(uai=chosen.key.upper())
        found = list(exact) or list(_named(chosen.text)[: _LISTED + 1])
        if len(found) == 1:
            return redirect("contact:school", found[0].uai)
        if not found:
            form.add_error("school", _("No lycée has these words: try its commune."))
    context = {"form": form, "found": found[:_LISTED], "has_more": len(found) > _LISTED}
    return render(request, "mail/contact/contact.html", context, status=form_status(form))


@login_not_required
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """The lycées that the words typed so far fit."""
    return proposals(
        request,
        [
            Option(school.uai, school.name, f"{school.commune}, {school.uai}")
            for school in _named(request.GET.get("q", "")[:80].replace("\x00", ""))[:_PROPOSED]
        ],
    )


@login_not_required
@sensitive_post_parameters("name", "email", "text")
def school(request: HttpRequest, uai: str) -> HttpResponse:
    """Whom to turn to in a lycée, by function and never by name; and leave a message."""
    found = get_object_or_404(School.objects.open(), uai=uai)
    form = MessageForm(request.POST or None)
    status = None
    if form.is_valid():
        data = form.cleaned_data
        if ratelimit.consume(request, action="contact", key=data["email"]):
            leave(
                school=found,
                name=data["name"],
                email=data["email"],
                text=data["text"],
                request_key=data["request_key"],
                at=timezone.now(),
            )
            wake()
            return redirect("contact:sent")
        status = 429
        form.add_error(
            None,
            _(
                "Too many messages have come from here within an hour. Yours is not sent: keep "
                "this page, and send it again later."
            ),
        )
    context = {
        "school": found,
        "form": form,
        "cesame": our_address(),
        "region": settings.PREAU_CONTACT_ADDRESS,
    }
    return render(request, "mail/contact/school.html", context, status=status or form_status(form))


@login_not_required
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What happens with a message that was left."""
    return render(request, "mail/contact/sent.html")


def _named(words: str) -> SchoolQuerySet:
    return School.objects.open().named(words).order_by("folded_name", "uai")
