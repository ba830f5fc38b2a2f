"""The letters about limits that are near or passed, one for each person and turn (INC-7).

A technician is written to about their own ticket at once; a service and those above it get one
letter for all of them, since a letter for each ticket is read by nobody.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from typing import TYPE_CHECKING

from django.db import transaction

from preau.accounts.roles import CONTRACTOR_ROLES, Role
from preau.mail import actions as mail
from preau.schools import queries as schools
from preau.tickets.models import Alert, Ticket
from preau.tickets.policies import wears
from preau.tickets.rows import narrow, rows_of
from preau.tickets.states import Handler, Status

if TYPE_CHECKING:
    from datetime import datetime

    from preau.accounts.models import User
    from preau.schools.models import School

#: Who has a ticket, and who is above them: the first hears of a limit that is near, both of one
#: that has passed.
SUPERVISED: dict[Handler, tuple[Role, Role]] = {
    Handler.SERVICE_DESK: (Role.SERVICE_DESK, Role.REGION),
    Handler.CONTRACTOR: (Role.DISPATCHER, Role.SERVICE_DESK),
    Handler.DIGITAL_OFFICER: (Role.DIGITAL_OFFICER, Role.SERVICE_DESK),
    Handler.ACADEMY_SERVICES: (Role.ACADEMY_SERVICES, Role.SERVICE_DESK),
    Handler.REGION: (Role.REGION, Role.SERVICE_DESK),
}


def _holders(at: datetime, role: Role, school: School) -> list[User]:
    return schools.holders(role, at, school)


@transaction.atomic
def tell_alerts(at: datetime) -> None:
    """Write to each person concerned what has come near its limit, or passed it, since last."""
    waiting = list(
        Alert.objects.select_for_update(of=("self",))
        .filter(told_at=None)
        .select_related("ticket__school", "ticket__technician")
        .order_by("pk")
    )
    # One breakdown makes many tickets late at once: each service of a lycée is looked up once.
    holders = cache(partial(_holders, at))
    late: defaultdict[User, set[int]] = defaultdict(set)
    near: defaultdict[User, set[int]] = defaultdict(set)
    for alert in waiting:
        ticket = alert.ticket
        if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
            continue  # Done meanwhile.
        service, above = SUPERVISED[Handler(ticket.handler)]
        told = late if alert.is_late else near
        roles = (service, above) if alert.is_late else (service,)
        # A technician who has the ticket is warned alone while there is still time.
        if not alert.is_late and ticket.technician is not None:
            technician = schools.actor_of(ticket.technician, at)
            if wears(technician, CONTRACTOR_ROLES, ticket.school):
                continue
        for role in roles:
            for person in holders(role, ticket.school):
                told[person].add(ticket.pk)
    number = waiting[-1].pk if waiting else 0
    for person in sorted({*late, *near}, key=lambda person: person.pk):
        actor = schools.actor_of(person, at)
        visible = Ticket.objects.visible_to(actor)
        lists = [
            rows_of(narrow(visible.filter(pk__in=keys)).order_by("due_at", "pk"), at)
            for keys in (late[person], near[person] - late[person])
        ]
        if any(lists):
            mail.post(
                person,
                "tickets/letters/alerts",
                {"recipient": person, "late": lists[0], "near": lists[1]},
                thread="",
                key=f"alerts:{number}:{person.pk}",
                at=at,
            )
    Alert.objects.filter(pk__in=[alert.pk for alert in waiting]).update(told_at=at)
