"""The yearly confirmation of the mandates of a lycée."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.schools import actions, policies
from preau.schools.forms import ConfirmationForm
from preau.schools.models.confirmations import Confirmation
from preau.schools.queries import mandates_to_confirm
from preau.schools.views.common import act, posted

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def mandates_confirmation(request: SignedRequest, uai: str) -> HttpResponse:
    """Every mandate of the lycée, to keep or to end, in one form."""
    visible = Confirmation.objects.visible_to(request.actor).select_related("school")
    # The latest question; that of a year gone by is no page.
    latest = visible.filter(school__uai=uai).order_by("-school_year").first()
    confirmation = latest or get_object_or_404(visible, school__uai=uai)
    school, actor = confirmation.school, request.actor
    policies.can_confirm_mandates(actor, confirmation).enforce()
    mandates = mandates_to_confirm(school, actor.at)
    ends = {mandate.pk for mandate in mandates if policies.can_end_mandate(actor, mandate)}
    return act(
        request,
        ConfirmationForm(posted(request), mandates=mandates, ends=ends),
        actions.confirm_mandates,
        confirmation,
        template="schools/mandates_confirmation.html",
        then=reverse("schools:people", args=[uai]),
        done=_("Thank you: the mandates are confirmed for %(year)s.")
        % {"year": confirmation.school_year},
        context={"school": school, "confirmation": confirmation, "mandates": mandates},
    )
