"""Who can come in, and how well that is protected: the administrators' part."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.accounts import actions as accounts
from preau.accounts import policies as accounts_policies
from preau.accounts.factors import factors_of
from preau.accounts.forms import ResetForm
from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.schools import accesses, policies
from preau.schools.models import Mandate
from preau.schools.views.common import act, posted
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def accounts_list(request: SignedRequest) -> HttpResponse:
    """Every account: last sign-in, second factor, mandates; narrowed by the address."""
    policies.can_administer(request.actor).enforce()
    shown = page(accesses.narrowed(request.actor, request.GET), request)
    context = {
        "page": shown,
        "rows": accesses.rows(shown, request.actor.at),
        "query": {name: request.GET.get(name, "") for name in ("q", "role", "access", "factor")},
        "roles": Role.choices,
        "accesses": accesses.Access.choices,
        "protections": accesses.Protection.choices,
    }
    return render(request, "schools/accounts.html", context)


def factors_reset(request: SignedRequest, key: UUID) -> HttpResponse:
    """Take away the second factors of somebody who lost them, with a reason."""
    someone = get_object_or_404(User, key=key)
    if not Mandate.objects.visible_to(request.actor).filter(person=someone).exists():
        raise Http404
    held = factors_of(someone)
    verdict = accounts_policies.can_reset_factors(request.actor, someone, has_any=held.number > 0)
    verdict.enforce()
    return act(
        request,
        ResetForm(posted(request)),
        accounts.reset_factors,
        someone,
        template="schools/factors_reset.html",
        then=reverse("schools:person", args=[key]),
        done=_("The second factor is reset. A letter tells the person."),
        context={"someone": someone, "held": held},
    )
