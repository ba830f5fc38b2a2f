"""The figures of the limits: read by all who see tickets, changed by the Region (INC-5, INC-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from preau.tickets import actions, policies, queries
from preau.tickets.forms.limits import LABELS, LimitsForm
from preau.tickets.models import FIGURES, LimitFigures
from preau.tickets.views.finding import done, typed
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def limits(request: SignedRequest) -> HttpResponse:
    """Every version, the last one first, each with its reason."""
    versions = list(LimitFigures.objects.select_related("edited_by").order_by("-holds_from"))
    context = {
        "versions": [
            (version, [(LABELS[name], getattr(version, name)) for name in FIGURES])
            for version in versions
        ],
        "current": next((v for v in versions if v.holds_from <= request.actor.at), None),
        "verdict": policies.can_set_limits(request.actor),
    }
    return render(request, "tickets/limits.html", context)


def new(request: SignedRequest) -> HttpResponse:
    """Write other figures, after a trial on the last tickets."""
    newest = LimitFigures.objects.order_by("number").last()
    initial = {"seen": newest.number if newest else 0, "holds_from": request.actor.at}
    if newest is not None:
        initial |= {name: getattr(newest, name) for name in FIGURES}
    form = LimitsForm(initial=initial, **typed(request))
    verdict = policies.can_set_limits(request.actor)
    trial = None
    is_trial = "trial" in request.POST
    if is_trial and verdict and form.is_valid():
        figures = {name: form.cleaned_data[name] for name in FIGURES}
        trial = queries.tried(queries.limits_of(LimitFigures(**figures)))
    elif done(form, actions.set_limits, verdict=verdict, by=request.actor):
        messages.success(request, _("The new figures hold for the clocks that start then."))
        return redirect("tickets:limits")
    context = {"form": form, "trial": trial}
    return render(request, "tickets/limits_new.html", context, status=form_status(form))
