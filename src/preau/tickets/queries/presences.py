"""What a colleague does on a ticket while one reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from preau.journal.queries import is_newer
from preau.tickets import policies
from preau.tickets.models import Presence
from preau.tickets.queries.promises import KIND

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Others:
    """Who else is writing, and whether something happened since the page was opened."""

    names: list[str]
    is_newer: bool


def others_on(ticket: Ticket, actor: Actor, *, seen: int | None = None) -> Others | None:
    """What the others do on a ticket, for the services that may read its notes; else None.

    `seen` is the position of the newest entry that the open page shows.
    """
    if not policies.can_note(actor, ticket):
        return None
    present = Presence.objects.fresh(actor.at).filter(ticket=ticket).exclude(person=actor.person)
    names = [each.person.name for each in present.select_related("person").order_by("pk")]
    # Asked by each open page three times a minute: of the journal, only whether it goes on.
    newer = seen is not None and is_newer(KIND, ticket.pk, seen, but_of=actor.key)
    return Others(names, newer)
