"""What the room hangs on the pages of lycées and of equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.schools.policies import holds
from preau.tickets import policies, queries
from preau.tickets.models import Ticket
from preau.tickets.panels import actor_of, first_rows
from preau.ui import slots
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest

    from preau.assets.models import Asset
    from preau.schools.models import School


def of_school(request: HttpRequest, school: School) -> Panel | None:
    """The open tickets of a lycée, on its page."""
    actor = actor_of(request)
    if not holds(actor, Permission.TICKET_SEE, school=school):
        return None
    visible = Ticket.objects.visible_to(actor).filter(school=school).open()
    state = queries.review_state(school)
    return Panel(
        title=_("Open tickets"),
        template="tickets/panels/of_school.html",
        context={
            "review": state,
            "may_review": bool(policies.can_review(actor, school)),
            "school": school,
            "rows": first_rows(visible, actor, "open"),
            "empty": _("No ticket is open."),
            "shows_school": False,
            "by_school": False,
            "may_send": False,
        },
        count=visible.count(),
        url=f"{reverse('tickets:tickets')}?view=open&school={school.uai}",
        icon="ticket-detailed",
        tone="info",
        calm=True,
    )


def of_asset(request: HttpRequest, asset: Asset) -> Panel | None:
    """The tickets about a piece of equipment, on its page: what failed, and how often."""
    actor = actor_of(request)
    if not holds(actor, Permission.TICKET_SEE, school=asset.school):
        return None
    visible = Ticket.objects.visible_to(actor).filter(asset=asset)
    return Panel(
        title=_("Tickets about it"),
        template="tickets/panels/rows.html",
        context={
            "rows": first_rows(visible, actor, "all"),
            "empty": _("No ticket has been about it."),
            "shows_school": False,
            "by_school": False,
            "may_send": False,
        },
        count=visible.count(),
        icon="ticket-detailed",
        tone="info",
        calm=True,
    )


def wire() -> None:
    """Hang them; called once, when the site starts."""
    slots.slot("schools.school", of_school)
    slots.slot("assets.asset", of_asset)
