"""What the room shows on homes and on pages of lower rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.assets import policies, queries
from preau.assets.models import Asset
from preau.schools.policies import holds
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest

    from preau.core.http import SignedRequest
    from preau.schools.models import School


def summary(request: HttpRequest) -> Panel | None:
    """The equipment of one's lycées, by kind."""
    actor = cast("SignedRequest", request).actor
    if not holds(actor, Permission.ASSET_SEE, school=None):
        return None
    counted = queries.summary(Asset.objects.visible_to(actor))
    return Panel(
        title=_("Equipment"),
        template="assets/panels/summary.html",
        context={"summary": counted, "query": ""},
        url=reverse("assets:assets"),
        icon="pc-display",
        calm=True,
    )


def of_school(request: HttpRequest, school: School) -> Panel | None:
    """The equipment of a lycée, on its page."""
    actor = cast("SignedRequest", request).actor
    if not holds(actor, Permission.ASSET_SEE, school=school):
        return None
    assets = Asset.objects.visible_to(actor).filter(school=school)
    return Panel(
        title=_("Equipment"),
        template="assets/panels/summary.html",
        context={
            "summary": queries.summary(assets),
            "query": f"school={school.uai}&",
            "registration": reverse("assets:registration", args=[school.uai])
            if policies.can_register(actor, school)
            else "",
        },
        url=f"{reverse('assets:assets')}?school={school.uai}",
        icon="pc-display",
        calm=True,
    )
