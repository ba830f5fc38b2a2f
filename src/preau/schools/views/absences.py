"""Be away, and say who has what waits meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.schools import actions, policies
from preau.schools.away import absences_of
from preau.schools.forms import AbsenceForm, ConfirmForm
from preau.schools.models.absences import Absence
from preau.schools.standing_in import may_stand_in
from preau.schools.views.common import act, find_mandate, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest
    from preau.schools.models import Mandate


def absence(request: SignedRequest, pk: int) -> HttpResponse:
    """Declare an absence from a duty; below, those of the past and those to come."""
    mandate = find_mandate(request, pk)
    policies.can_declare_absence(request.actor, mandate).enforce()
    people = may_stand_in(mandate, request.actor.at)
    form = AbsenceForm(
        posted(request),
        people=people,
        initial={"first_on": timezone.localdate(request.actor.at), "first": people[:1] or None},
    )
    return act(
        request,
        form,
        actions.declare_absence,
        mandate,
        template="schools/absence.html",
        then=_back(request, mandate),
        done=_("The absence is declared. A letter tells whoever stands in on its first day."),
        context={
            "mandate": mandate,
            "people": people,
            "absences": absences_of(mandate, request.actor),
            "at": request.actor.at,
            "back": _back(request, mandate),
        },
    )


def absence_end(request: SignedRequest, pk: int) -> HttpResponse:
    """Be back early, or give up an absence to come."""
    visible = Absence.objects.visible_to(request.actor)
    found = get_object_or_404(
        visible.select_related("mandate__person", "mandate__school", "mandate__territory"), pk=pk
    )
    policies.can_end_absence(request.actor, found).enforce()
    back = reverse("schools:absence", args=[found.mandate_id])
    return act(
        request,
        ConfirmForm(posted(request)),
        actions.end_absence,
        found,
        template="schools/absence_end.html",
        then=back,
        done=_("The absence is over: what waits is for %(name)s again.")
        % {"name": found.mandate.person.name},
        context={"absence": found, "back": back, "has_begun": found.starts_at <= request.actor.at},
    )


def _back(request: SignedRequest, mandate: Mandate) -> str:
    """To one's account, or to where one saw the mandate of somebody else."""
    if mandate.person_id == request.actor.person.pk:
        return reverse("accounts:profile")
    if mandate.school is not None:
        return reverse("schools:people", args=[mandate.school.uai])
    return reverse("schools:person", args=[mandate.person.key])
