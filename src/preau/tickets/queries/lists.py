"""Counts of the queues, each the length of a list that can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from preau.accounts.roles import CONTRACTOR_ROLES, Permission, Role
from preau.tickets.models import Ticket
from preau.tickets.states import OPEN, Handler, Nature, Status

if TYPE_CHECKING:
    from preau.core.actors import Actor


def service_filter(actor: Actor) -> Q:
    """The open tickets that the person's own service has now, or that await their lycée."""
    mine = Q(pk__in=[])
    for held in actor.mandates:
        match held.role:
            case Role.SERVICE_DESK:
                mine |= Q(status=Status.RECEIVED)
            case Role.DISPATCHER:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.CONTRACTOR)
            case Role.DIGITAL_OFFICER:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.DIGITAL_OFFICER)
            case Role.ACADEMY_SERVICES:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.ACADEMY_SERVICES)
            case Role.REGION:
                mine |= Q(status=Status.DISPATCHED, handler=Handler.REGION)
            case Role.ONSITE if held.school_id:
                mine |= Q(status=Status.DISPATCHED, technician=actor.person)
                # What waits for the next regular visit is theirs without an appointment.
                mine |= Q(
                    status=Status.DISPATCHED,
                    handler=Handler.CONTRACTOR,
                    nature=Nature.OFFICE_INCIDENT,
                    technician=None,
                    school_id=held.school_id,
                )
            case role if role in CONTRACTOR_ROLES:
                mine |= Q(status=Status.DISPATCHED, technician=actor.person)
            case _ if Permission.TICKET_CLOSE in held.permissions:
                mine |= Q(status=Status.TECHNICALLY_CLOSED, school_id=held.school_id)
                mine |= Q(status=Status.DISPATCHED, school_id=held.school_id, held_at__isnull=False)
    return mine


def count_mine(actor: Actor) -> int:
    """How many tickets wait for the person or their service."""
    return Ticket.objects.visible_to(actor).open().filter(service_filter(actor)).count()


def counters(actor: Actor) -> dict[str, int]:
    """How many visible open tickets stand in each queue, in one query."""
    rows = Ticket.objects.visible_to(actor).filter(status__in=OPEN)
    return rows.aggregate(
        open=Count("pk"),
        mine=Count("pk", filter=service_filter(actor)),
        to_qualify=Count("pk", filter=Q(status=Status.RECEIVED)),
        dispatched=Count("pk", filter=Q(status=Status.DISPATCHED)),
        to_appoint=Count(
            "pk",
            filter=Q(status=Status.DISPATCHED, handler=Handler.CONTRACTOR, technician=None),
        ),
        to_close=Count("pk", filter=Q(status=Status.TECHNICALLY_CLOSED)),
        on_hold=Count("pk", filter=Q(held_at__isnull=False)),
        nudged=Count("pk", filter=Q(nudge_due_at__isnull=False)),
        late=Count("pk", filter=Q(due_at__lt=actor.at)),
    )
