"""What the tests of links share: a common outage."""

from __future__ import annotations

from preau.tickets import actions
from preau.tickets.models import Ticket
from preau.tickets.states import LinkKind
from tests.instants import NOON
from tests.tickets import factories
from tests.tickets.factories import Crew


def outage(*crews: Crew) -> tuple[Ticket, list[Ticket]]:
    """A main ticket, of the first lycée, and those of the others attached to it."""
    main = factories.dispatched(crews[0])
    parts = [factories.dispatched(crew) for crew in crews[1:]]
    for crew, part in zip(crews[1:], parts, strict=True):
        actions.link(part, by=crew.actor("agent", NOON), other=main, kind=LinkKind.CHILD_OF)
    return main, parts
