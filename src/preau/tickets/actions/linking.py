"""What ties tickets together: twins joined, parts of one outage, what follows (INC-14, INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.tickets import facts, policies
from preau.tickets.actions.keeping import (
    HOLD_FIELDS,
    TREATMENT_FIELDS,
    add_message,
    clear_hold,
    clear_treatment,
    keep,
)
from preau.tickets.models import Link, Ticket, Watch
from preau.tickets.states import Handler, LinkKind, Status

if TYPE_CHECKING:
    from preau.core.actors import Actor


@transaction.atomic
def link(
    ticket: Ticket, *, by: Actor, other: Ticket, kind: LinkKind | str, seen: int | None = None
) -> Link:
    """Note that a ticket is part of the outage of another, or follows it."""
    ticket, other = Ticket.objects.locked_both(ticket.pk, other.pk, seen=seen)
    policies.can_link(
        by,
        ticket,
        other,
        kind,
        is_linked=Link.objects.about(ticket).about(other).exists(),
        is_deep=_is_deep(ticket, other),
    ).enforce()
    made = Link.objects.create(source=ticket, target=other, kind=kind, at=by.at, by=by.person)
    _tell(facts.Linked, made, by=by)
    return made


def _is_deep(ticket: Ticket, parent: Ticket) -> bool:
    """Whether an outage would have more than one main ticket, or a part more than one outage."""
    parts = Q(kind=LinkKind.CHILD_OF)
    around = Q(source=parent) | Q(target=ticket) | Q(source=ticket)
    return Link.objects.filter(parts & around).exists()


def _tell(fact: type[facts.Linked | facts.Unlinked], tie: Link, *, by: Actor) -> None:
    """Record a tie, or its end, on both tickets."""
    for ticket, other, is_target in (
        (tie.source, tie.target, False),
        (tie.target, tie.source, True),
    ):
        journal.record(
            fact(
                thing_id=ticket.pk,
                school_id=ticket.school_id,
                kind=tie.kind,
                other_id=other.pk,
                is_target=is_target,
            ),
            by=by,
        )


@transaction.atomic
def unlink(tie: Link, *, by: Actor) -> None:
    """Take a tie away."""
    Ticket.objects.locked_both(tie.source_id, tie.target_id)
    tie = _present(tie)
    policies.can_unlink(by, tie).enforce()
    _tell(facts.Unlinked, tie, by=by)
    tie.delete()


def _present(tie: Link) -> Link:
    """The tie as it stands now, or a refusal where somebody took it away meanwhile."""
    related = ("source__school", "target__school")
    if (found := Link.objects.select_related(*related).filter(pk=tie.pk).first()) is None:
        raise Refused(no(_("This link is gone already.")))
    return found


@transaction.atomic
def leave_outage(ticket: Ticket, *, by: Actor) -> bool:
    """Take a ticket out of the common outage: its lycée found that its own is not over (INC-14)."""
    parts = Link.objects.filter(source=ticket, kind=LinkKind.CHILD_OF)
    if (tie := parts.first()) is None:
        return False
    Ticket.objects.locked_both(tie.source_id, tie.target_id)
    if (tie := parts.select_related("source", "target").filter(pk=tie.pk).first()) is None:
        return False
    _tell(facts.Unlinked, tie, by=by)
    tie.delete()
    return True


@transaction.atomic
def merge(ticket: Ticket, *, by: Actor, seen: int, into: Ticket, body: str = "") -> Ticket:
    """Join a twin with another ticket of its lycée, which goes on for both.

    What was written on the twin stays there. It is set aside and its clock stops; its sender and
    those who follow it now follow the other ticket. `body` is a word to the lycée.
    """
    ticket, into = Ticket.objects.locked_both(ticket.pk, into.pk, seen=seen)
    has_parts = ticket.linked.filter(kind=LinkKind.CHILD_OF).exists()
    policies.can_merge(by, ticket, into, has_parts=has_parts).enforce()
    for tie in Link.objects.about(ticket).about(into).select_related("source", "target"):
        _tell(facts.Unlinked, tie, by=by)
        tie.delete()
    message = add_message(ticket, by=by, body=body) if body.strip() else None
    Link.objects.create(
        source=ticket, target=into, kind=LinkKind.DUPLICATE_OF, at=by.at, by=by.person
    )
    followers = [ticket.sent_by_id, *ticket.watches.order_by("pk").values_list("person", flat=True)]
    for person_id in followers:
        Watch.objects.get_or_create(
            ticket=into, person_id=person_id, defaults={"at": by.at, "by": by.person}
        )
    ticket.move_to(Status.WITHDRAWN)
    clear_hold(ticket)
    ticket.nudge_due_at = None
    journal.record(
        facts.Merged(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            other_id=into.pk,
            message_id=message.pk if message else None,
        ),
        by=by,
    )
    journal.record(
        facts.Absorbed(thing_id=into.pk, school_id=into.school_id, other_id=ticket.pk), by=by
    )
    keep(ticket, "status", "nudge_due_at", *HOLD_FIELDS, by=by)
    keep(into, by=by)
    return ticket


@transaction.atomic
def separate(ticket: Ticket, *, by: Actor, seen: int, body: str = "") -> Ticket:
    """Take a twin apart again: CESAME has it, to be qualified; the other ticket goes on alone."""
    tie = ticket.links.filter(kind=LinkKind.DUPLICATE_OF).first()
    other = tie.target_id if tie is not None else ticket.pk
    ticket, into = Ticket.objects.locked_both(ticket.pk, other, seen=seen)
    policies.can_separate(by, ticket).enforce()
    tie = ticket.links.get(kind=LinkKind.DUPLICATE_OF)
    message = add_message(ticket, by=by, body=body) if body.strip() else None
    # Who followed the other ticket for the sake of this one alone came with the tie.
    into.watches.filter(at=tie.at, by=tie.by_id).delete()
    tie.delete()
    ticket.move_to(Status.RECEIVED)
    ticket.handler = Handler.SERVICE_DESK
    clear_treatment(ticket)
    journal.record(
        facts.Separated(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            other_id=into.pk,
            message_id=message.pk if message else None,
        ),
        by=by,
    )
    journal.record(
        facts.Released(thing_id=into.pk, school_id=into.school_id, other_id=ticket.pk), by=by
    )
    keep(ticket, "status", "handler", *TREATMENT_FIELDS, by=by)
    keep(into, by=by)
    return ticket
