"""To let colleagues know that one is writing (INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from preau.tickets import policies
from preau.tickets.models import Presence

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket


@transaction.atomic
def note_presence(ticket: Ticket, *, by: Actor) -> None:
    """Renew that somebody writes on a ticket; no fact: a minute later it never was."""
    policies.can_be_present(by, ticket).enforce()
    Presence.objects.update_or_create(
        ticket=ticket, person=by.person, defaults={"at": by.at}, create_defaults={"at": by.at}
    )
