"""What a teacher reports, and the correspondent sends on."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from preau.tickets import actions
from preau.tickets.models import Report, Ticket
from preau.tickets.states import Urgency
from tests.instants import NOON, paris
from tests.tickets import factories
from tests.tickets.factories import Crew

NEW = "/tickets/reports/new/"


EARLY = paris("2026-10-05 08:12")


def report(crew: Crew, at: datetime = EARLY, **fields: Any) -> Report:
    """A report of the teacher."""
    values = {"subject": "Plus de son", "body": "Les enceintes restent muettes.", **fields}
    return actions.report(crew.school, by=crew.actor("teacher", at), **values)


def forward(first: Report, crew: Crew, *others: Report, at: datetime = NOON) -> Ticket:
    return actions.forward(
        first,
        by=crew.actor("correspondent", at),
        form=factories.form("displays"),
        subject="Son coupé",
        description="Muet depuis ce matin.",
        urgency=Urgency.LOW,
        together=others,
    )


def typed(**changed: Any) -> dict[str, Any]:
    """What a colleague types."""
    return {
        "subject": "Pas de son",
        "body": "Rien ne sort des enceintes.",
        "room": "B204",
        "request_key": str(uuid.uuid4()),
        **changed,
    }
