"""The life of a lycée: its modalities, its closures, its exchanges with the RTN."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preau.accounts.models import User
from preau.schools import actions, policies
from preau.schools.forms import (
    ArrangementForm,
    ClosureForm,
    ConfirmForm,
    ExchangeForm,
    ReporterForm,
    ReportingForm,
)
from preau.schools.models import Closure, Exchange
from preau.schools.views.common import act, find_school, posted
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def modalities(request: SignedRequest, uai: str) -> HttpResponse:
    """Which of the staff may report to the correspondent."""
    lycee = find_school(request, uai)
    policies.can_manage(request.actor, lycee).enforce()
    initial = {"seen": lycee.version, "mode": lycee.reporting_mode}
    return act(
        request,
        ReportingForm(posted(request), initial=initial),
        actions.set_reporting_mode,
        lycee,
        template="schools/modalities.html",
        then=reverse("schools:modalities", args=[uai]),
        done=_("The modalities are set."),
        context={
            "school": lycee,
            "reporters": list(
                lycee.named_reporters.select_related("person", "named_by").order_by(
                    "person__folded_name", "pk"
                )
            ),
        },
    )


def reporter(request: SignedRequest, uai: str) -> HttpResponse:
    """Name a member of staff who may report."""
    lycee = find_school(request, uai)
    policies.can_manage(request.actor, lycee).enforce()
    return act(
        request,
        ReporterForm(posted(request), school=lycee),
        actions.name_reporter,
        lycee,
        template="schools/reporter.html",
        then=reverse("schools:modalities", args=[uai]),
        done=_("This person may now report to the correspondent."),
        context={"school": lycee},
    )


@require_POST
def reporter_withdrawal(request: SignedRequest, uai: str, key: UUID) -> HttpResponse:
    """Name a person no longer."""
    lycee = find_school(request, uai)
    person = get_object_or_404(User, key=key, pk__in=lycee.named_reporters.values("person"))
    actions.withdraw_reporter(lycee, by=request.actor, person=person)
    messages.success(request, _("%(name)s no longer reports.") % {"name": person.name})
    return redirect("schools:modalities", uai)


def closures(request: SignedRequest, uai: str) -> HttpResponse:
    """The days on which the lycée is closed, and the form to declare more."""
    lycee = find_school(request, uai)
    today = timezone.localdate(request.actor.at)
    declared = lycee.closures.select_related("declared_by", "cancelled_by")
    return act(
        request,
        ClosureForm(posted(request)),
        actions.declare_closure,
        lycee,
        template="schools/closures.html",
        then=reverse("schools:closures", args=[uai]),
        done=_("The closure is declared: time limits take account of it."),
        context={
            "school": lycee,
            "verdict": policies.can_manage(request.actor, lycee),
            "coming": [c for c in declared.standing() if c.last_on >= today][:50],
            "gone": list(declared.exclude(cancelled_at=None, last_on__gte=today)[:50]),
        },
    )


def closure_cancellation(request: SignedRequest, uai: str, pk: int) -> HttpResponse:
    """Open after all."""
    lycee = find_school(request, uai)
    closures = Closure.objects.visible_to(request.actor).filter(school=lycee)
    closure = get_object_or_404(closures, pk=pk)
    policies.can_manage(request.actor, lycee).enforce()
    return act(
        request,
        ConfirmForm(posted(request)),
        actions.cancel_closure,
        closure,
        template="schools/closure_cancellation.html",
        then=reverse("schools:closures", args=[uai]),
        done=_("The lycée is open on the days to come."),
        context={"school": lycee, "closure": closure},
    )


def exchanges(request: SignedRequest, uai: str) -> HttpResponse:
    """How lycée and RTN communicate, and the log of their exchanges."""
    lycee = find_school(request, uai)
    if not policies.can_see_exchanges(request.actor, lycee):
        raise Http404
    log = Exchange.objects.visible_to(request.actor).filter(school=lycee)
    return act(
        request,
        ExchangeForm(posted(request), initial={"held_on": timezone.localdate(request.actor.at)}),
        actions.write_exchange,
        lycee,
        template="schools/exchanges.html",
        then=reverse("schools:exchanges", args=[uai]),
        done=_("The exchange is in the log."),
        context={
            "school": lycee,
            "page": page(log.select_related("written_by"), request, per_page=20),
            "verdict": policies.can_write_exchange(request.actor, lycee),
        },
    )


def arrangement(request: SignedRequest, uai: str) -> HttpResponse:
    """Write freely how lycée and RTN communicate."""
    lycee = find_school(request, uai)
    policies.can_write_exchange(request.actor, lycee).enforce()
    initial = {"seen": lycee.version, "arrangement": lycee.arrangement}
    return act(
        request,
        ArrangementForm(posted(request), initial=initial),
        actions.set_arrangement,
        lycee,
        template="schools/arrangement.html",
        then=reverse("schools:exchanges", args=[uai]),
        done=_("How you communicate is written down."),
        context={"school": lycee},
    )
