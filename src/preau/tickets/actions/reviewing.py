"""The fortnightly review: put before the correspondent, answered ticket by ticket (INC-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools.models import School
from preau.tickets import facts, policies, queries
from preau.tickets.actions.closing import close
from preau.tickets.actions.sending import nudge, withdraw
from preau.tickets.models import Review, Ticket
from preau.tickets.states import ReviewAnswer, Status

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lycée says of one ticket, of the version that it read."""

    ticket: Ticket
    answer: ReviewAnswer
    seen: int


@transaction.atomic
def open_review(school: School, *, by: Actor) -> Review:
    """Put the open tickets before the correspondent; a review that still waits is put anew."""
    policies.can_open_review(by).enforce()
    review = Review.objects.select_for_update().filter(school=school, done_at=None).first()
    if review is None:
        review = Review(school=school, times_put=0)
    review.opened_at = by.at
    review.times_put += 1
    review.tickets = Ticket.objects.open().filter(school=school).count()
    review.save()
    journal.record(facts.ReviewOpened(thing_id=review.pk, school_id=school.pk), by=by)
    return review


@transaction.atomic
def review(
    school: School,
    *,
    by: Actor,
    answers: Iterable[Answer],
    request_key: uuid.UUID | None = None,
) -> Review:
    """Say of each open ticket where it stands: all of it is kept, or nothing.

    A solved one is closed where the work was declared done, else withdrawn. The same
    `request_key` sent again gives the same review.
    """
    policies.can_review(by, school).enforce()
    # One at a time for a lycée: where none waits there is no review to lock.
    School.objects.select_for_update().get(pk=school.pk)
    sent = Review.objects.filter(school=school, request_key=request_key, done_at__isnull=False)
    if request_key is not None and (known := sent.first()) is not None:
        return known
    made = Review.objects.select_for_update().filter(school=school, done_at=None).first()
    if made is None:
        made = Review(school=school, opened_at=by.at)
    given = sorted(answers, key=lambda answer: answer.ticket.pk)
    counts = dict.fromkeys(ReviewAnswer, 0)
    for answer in given:
        if answer.ticket.school_id != school.pk:
            raise Refused(no(_("A ticket of another lycée is not reviewed here.")))
        counts[answer.answer] += 1
        try:
            _answer(answer, by=by)
        except Refused as refused:
            said = _("%(ref)s: %(reason)s") % {
                "ref": answer.ticket.ref,
                "reason": refused.verdict.reason,
            }
            raise Refused(no(said, source=refused.verdict.source)) from refused
    made.done_at, made.done_by, made.request_key = by.at, by.person, request_key
    made.tickets = len(given)
    made.current = counts[ReviewAnswer.CURRENT]
    made.solved = counts[ReviewAnswer.SOLVED]
    made.nudged = counts[ReviewAnswer.NUDGE]
    made.save()
    journal.record(
        facts.ReviewDone(thing_id=made.pk, school_id=school.pk, tickets=made.tickets), by=by
    )
    return made


def _answer(answer: Answer, *, by: Actor) -> None:
    ticket = answer.ticket
    match answer.answer:
        case ReviewAnswer.CURRENT:
            locked = Ticket.objects.locked(ticket.pk)
            journal.record(facts.Reviewed(thing_id=locked.pk, school_id=locked.school_id), by=by)
        case ReviewAnswer.NUDGE:
            nudge(ticket, by=by)
        case ReviewAnswer.SOLVED if ticket.status == Status.TECHNICALLY_CLOSED:
            close(ticket, by=by, seen=answer.seen)
        case ReviewAnswer.SOLVED:
            withdraw(ticket, by=by, seen=answer.seen, body=_("Solved meanwhile."))
        case _:
            pass  # Nothing to say is an answer too.


def can_answer(ticket: Ticket, by: Actor) -> list[ReviewAnswer]:
    """What can be said of a ticket at its review, by the same rules as the acts themselves."""
    found = [ReviewAnswer.NOTHING, ReviewAnswer.CURRENT]
    if policies.can_close(by, ticket) or policies.can_withdraw(by, ticket):
        found.append(ReviewAnswer.SOLVED)
    if policies.can_nudge(by, ticket, is_nudged_today=queries.is_nudged_today(ticket, by.at)):
        found.append(ReviewAnswer.NUDGE)
    return found
