"""To follow a ticket, and to stop (INC-17). A watch gives no right to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from preau.journal import actions as journal
from preau.schools.queries import actor_of
from preau.tickets import facts, policies, queries
from preau.tickets.models import Ticket, Watch

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.core.actors import Actor


@transaction.atomic
def watch(ticket: Ticket, *, by: Actor) -> Watch:
    """Follow a ticket oneself; asked twice, it is followed once."""
    ticket = Ticket.objects.locked(ticket.pk)
    policies.can_watch(by, sees=queries.sees(by, ticket)).enforce()
    return _add(ticket, by.person, by=by)


@transaction.atomic
def add_watcher(ticket: Ticket, *, by: Actor, colleague: User) -> Watch:
    """Have a colleague follow a ticket, who may read it already."""
    ticket = Ticket.objects.locked(ticket.pk)
    policies.can_add_watcher(
        by,
        ticket,
        is_colleague=queries.colleagues(ticket, by).filter(pk=colleague.pk).exists(),
        sees=queries.sees(actor_of(colleague, by.at), ticket),
    ).enforce()
    return _add(ticket, colleague, by=by)


def _add(ticket: Ticket, person: User, *, by: Actor) -> Watch:
    watch, is_new = Watch.objects.get_or_create(
        ticket=ticket, person=person, defaults={"at": by.at, "by": by.person}
    )
    if is_new:
        journal.record(
            facts.Watched(
                thing_id=ticket.pk, school_id=ticket.school_id, watcher_key=str(person.key)
            ),
            by=by,
        )
    return watch


@transaction.atomic
def unwatch(watch: Watch, *, by: Actor) -> None:
    """Stop following a ticket, or have somebody follow it no longer; asked twice, no harm."""
    ticket = Ticket.objects.locked(watch.ticket_id)
    found = Watch.objects.filter(pk=watch.pk).select_related("person").first()
    if found is None:
        return
    policies.can_end_watch(by, ticket, found).enforce()
    key = str(found.person.key)
    found.delete()
    journal.record(
        facts.Unwatched(thing_id=ticket.pk, school_id=ticket.school_id, watcher_key=key), by=by
    )
