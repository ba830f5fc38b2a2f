"""Tickets that were treated, as figures count them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from preau.core.actors import Actor
from preau.insight import periods
from preau.insight.queries import Scope
from preau.tickets import actions
from preau.tickets.filters import TicketFilter
from preau.tickets.models import Ticket
from preau.tickets.states import Handler, Nature, Urgency
from tests.instants import MORNING, paris
from tests.schools.factories import SchoolFactory, TerritoryFactory
from tests.tickets import factories
from tests.tickets.factories import STEP, Crew, form

LATER = paris("2026-11-20 12:00")


YEAR = Scope(periods.school_year(2026))


def treated(crew: Crew, *, days: int = 0, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A ticket received at an instant and closed technically so many days after."""
    ticket = factories.appointed(crew, at=at, **fields)
    return actions.close_technically(
        ticket,
        by=crew.actor("technician", at + timedelta(days=days, minutes=30)),
        seen=ticket.version,
        solution="Remplacé.",
    )


def a_term(crew: Crew) -> list[Ticket]:
    """Tickets that differ in all that figures are cut by."""
    october, november = paris("2026-10-05 09:00"), paris("2026-11-03 09:00")
    other = Crew(SchoolFactory(territory=TerritoryFactory(), department_code="93"))
    by_region = factories.dispatched(
        crew, at=october, handler=Handler.REGION, nature=Nature.CONFIGURATION, form=form("portal")
    )
    done = actions.close_technically(
        by_region,
        by=crew.actor("region", october + 6 * STEP),
        seen=by_region.version,
        solution="Compte rétabli.",
    )
    late = treated(crew, days=8, at=october, urgency=Urgency.LOW)
    tacit = treated(other, days=1, at=october, urgency=Urgency.MEDIUM)
    actions.close_tacitly(tacit, by=Actor.preau(paris("2026-11-19 01:00")))
    accepted = treated(crew, days=2, at=november)
    actions.close(
        accepted,
        by=crew.actor("correspondent", november + timedelta(days=3)),
        seen=accepted.version,
    )
    office = treated(
        other, days=1, at=november, nature=Nature.OFFICE_INCIDENT, form=form("computers")
    )
    # Neither of these is treated: they are open.
    factories.received(crew, at=november)
    factories.dispatched(other, at=october)
    return [done, late, tacit, accepted, office]


def listed(url: str, who: Any) -> set[int]:
    """The tickets of the list that an address leads to."""
    asked = QueryDict(url.partition("?")[2])
    shown = TicketFilter(asked, actor=who, queryset=Ticket.objects.visible_to(who))
    assert shown.form.is_valid(), shown.form.errors
    return set(shown.qs.values_list("pk", flat=True))


SCOPES = {
    "year": {},
    "department": {"department": "93"},
    "network": {"nature": Nature.NETWORK_INCIDENT},
    "form": {"form": "computers"},
    "urgency": {"urgency": Urgency.LOW},
    "contractor": {"handler": Handler.CONTRACTOR},
    "two at once": {"handler": Handler.CONTRACTOR, "urgency": Urgency.VERY_HIGH},
}


PERIODS = {
    "year": periods.school_year(2026),
    "october": periods.month(2026, 10),
    "term": periods.term(2026, 1),
    "free": periods.free(date(2026, 10, 6), date(2026, 11, 4)),
}


PEOPLE = ["agent", "region", "officer", "dispatcher", "correspondent", "rectorat"]


#: A lycée's people are not asked for a department.
ASKED = [
    pytest.param(part, narrowed, id=f"{part}, {name}")
    for part in PEOPLE
    for name, narrowed in SCOPES.items()
    if part != "correspondent" or name != "department"
]
