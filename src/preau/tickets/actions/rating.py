"""The one question after a closure: asked at most once a fortnight, answered once (INC-17)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction

from preau.journal import actions as journal
from preau.tickets import facts, policies
from preau.tickets.models import Satisfaction

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket

#: Nobody is asked more often, however many tickets they close.
BETWEEN: Final = timedelta(days=14)


def ask(ticket: Ticket, person: User, *, by: Actor) -> Satisfaction | None:
    """Ask a person about a ticket; None where they were asked lately, or the ticket already."""
    recent = Satisfaction.objects.filter(person=person, asked_at__gt=by.at - BETWEEN)
    if recent.exists():
        return None
    try:
        with transaction.atomic():
            return Satisfaction.objects.create(ticket=ticket, person=person, asked_at=by.at)
    except IntegrityError:
        return None  # The ticket was closed, contested and closed again: one answer is enough.


@transaction.atomic
def rate(question: Satisfaction, *, by: Actor, level: int, comment: str = "") -> Satisfaction:
    """Answer the question, or change the answer within thirty days."""
    question = (
        Satisfaction.objects.select_for_update(of=("self",))
        .select_related("ticket__school")
        .get(pk=question.pk)
    )
    policies.can_rate(by, question).enforce()
    question.level, question.comment = level, comment.strip()
    question.answered_at = by.at
    question.save(update_fields=["level", "comment", "answered_at"])
    journal.record(
        facts.Rated(thing_id=question.ticket_id, school_id=question.ticket.school_id, level=level),
        by=by,
    )
    return question
