"""What the room hangs on home pages: the figures of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preau.insight import periods, policies, queries, sheet
from preau.schools.queries import region_calendar
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest

    from preau.core.http import SignedRequest

#: What a home page shows of them.
_SHOWN = ("treated", "treatment", "contractor", "within")


def month(request: HttpRequest) -> Panel | None:
    """The figures of the present month, each with its definition and its list."""
    actor = cast("SignedRequest", request).actor
    if not policies.can_see_figures(actor):
        return None
    today = timezone.localdate(actor.at)
    scope = queries.Scope(periods.month(today.year, today.month))
    whole, _lines = queries.figures(actor, scope, "month")
    day = region_calendar().hours_on(today).minutes
    shown = sheet.shown(whole, queries.Backlog(0, 0, None, None), scope, day)
    return Panel(
        title=_("Figures of the month"),
        template="insight/panels/month.html",
        context={
            "shown": [each for each in shown if each.code in _SHOWN],
            "count": whole.count,
            "month": scope.period.label,
        },
        url=f"{reverse('insight:figures')}?period={scope.period.code}",
        icon="bar-chart",
        calm=True,
    )
