"""Counts of the queues, each the length of a list that can be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Q

from preau.accounts.roles import CONTRACTOR_ROLES, Permission, Role
from preau.tickets.models import Ticket
from preau.tickets.states import Handler, Nature, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from preau.core.actors import Actor
    from preau.tickets.models import TicketQuerySet


def service_filter(actor: Actor) -> Q:
    """The open tickets that the person's own service has now, or that await their lycée."""
    mine = Q(pk__in=[])
    for held in actor.mandates:
        match held.role:
            case Role.SERVICE_DESK:
                # A hold that the lycée contests waits for CESAME's decision (INC-7).
                mine |= Q(status=Status.RECEIVED) | Q(is_hold_contested=True)
            case Role.DISPATCHER:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.CONTRACTOR)
            case Role.DIGITAL_OFFICER:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.DIGITAL_OFFICER)
            case Role.ACADEMY_SERVICES:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.ACADEMY_SERVICES)
            case Role.REGION:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.REGION)
            case Role.ONSITE if held.school_id:
                mine |= Q(status=Status.DISPATCHED, technician=held.lent_by_id or actor.person)
                # What waits for the next regular visit is theirs without an appointment.
                mine |= Q(
                    status=Status.DISPATCHED,
                    handler=Handler.CONTRACTOR,
                    nature=Nature.OFFICE_INCIDENT,
                    technician=None,
                    school_id=held.school_id,
                )
            case role if role in CONTRACTOR_ROLES:
                mine |= Q(status=Status.DISPATCHED, technician=held.lent_by_id or actor.person)
            case _ if Permission.TICKET_CLOSE in held.permissions:
                mine |= Q(status=Status.TECHNICALLY_CLOSED, school_id=held.school_id)
                mine |= Q(status=Status.DISPATCHED, school_id=held.school_id, held_at__isnull=False)
    return mine


#: What of the open tickets each counter counts.
COUNTED: dict[str, Callable[[Actor], Q]] = {
    "open": lambda actor: Q(),
    "mine": service_filter,
    "to_qualify": lambda actor: Q(status=Status.RECEIVED),
    "dispatched": lambda actor: Q(status=Status.DISPATCHED),
    "to_appoint": lambda actor: Q(
        status=Status.DISPATCHED, handler=Handler.CONTRACTOR, technician=None
    ),
    "to_close": lambda actor: Q(status=Status.TECHNICALLY_CLOSED),
    "on_hold": lambda actor: Q(held_at__isnull=False),
    "nudged": lambda actor: Q(nudge_due_at__isnull=False),
    # Near their limit, and not past it: there is still time.
    "soon": lambda actor: Q(
        status__in=[Status.RECEIVED, Status.DISPATCHED],
        warning_at__lte=actor.at,
        due_at__gte=actor.at.replace(second=0, microsecond=0),
    ),
    # To the minute, as the list itself (`TicketQuerySet.late`).
    "late": lambda actor: Q(due_at__lt=actor.at.replace(second=0, microsecond=0)),
}


def counters(actor: Actor, names: Iterable[str] = COUNTED) -> dict[str, int]:
    """How many visible open tickets stand in each queue asked for, in one query."""
    rows = Ticket.objects.visible_to(actor).open()
    queues = {name: COUNTED[name](actor) for name in names}
    if len(queues) == 1:
        # As a condition of the rows an index serves it: every page's navigation asks for one.
        return {name: rows.filter(queue).count() for name, queue in queues.items()}
    return rows.aggregate(**{name: Count("pk", filter=queue) for name, queue in queues.items()})


@dataclass(frozen=True, slots=True)
class Opinions:
    """How satisfied the lycées are with the tickets of a list: the mean, and of how many."""

    mean: float
    n: int


def opinions(tickets: TicketQuerySet) -> Opinions | None:
    """The mean of the opinions on these tickets; None where nobody gave one."""
    found = tickets.order_by().aggregate(
        mean=Avg("satisfaction__level"), n=Count("satisfaction__level")
    )
    return Opinions(found["mean"], found["n"]) if found["n"] else None
