"""The letters inside a lycée: to those who reported a matter, and for the review (ROL-4, INC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.journal.wiring import subscribe
from preau.mail import actions as mail
from preau.schools import queries as schools
from preau.tickets import facts, queries
from preau.tickets.models import Report, Review, Ticket
from preau.tickets.states import Channel

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.queries import Recorded


def acknowledge_report(recorded: Recorded, at: datetime) -> None:
    """Tell who reported by mail that it came in, to whom, and what was known of the place.

    On the page, the same is read before sending.
    """
    report = Report.objects.select_related("school", "author", "room", "letter").get(
        pk=recorded.fact.thing_id
    )
    if report.channel != Channel.MAIL:
        return
    author = schools.actor_of(report.author, recorded.at)
    known = queries.known_reports(report.school, report.room, author)
    mail.post(
        report.author,
        "tickets/letters/report_received",
        {
            "report": report,
            "recipient": report.author,
            "correspondent": schools.correspondent_of(report.school, at),
            "known": [each for each in known if not each.is_mine],
        },
        thread=f"report:{report.pk}",
        key=f"{recorded.id}:report_received:{report.author_id}",
        at=at,
        school=report.school,
        in_reply_to=report.letter,
    )


def tell_ended(recorded: Recorded, at: datetime) -> None:
    """Tell those who reported it, on this ticket or on a twin, that their matter is over."""
    ticket = Ticket.objects.get(pk=recorded.fact.thing_id)
    reports = Report.objects.filter(ticket__in=queries.with_twins([ticket.pk]))
    for report in reports.select_related("school", "ticket", "author").order_by("pk"):
        for person in queries.hearers_of(report, at):
            mail.post(
                person,
                "tickets/letters/report_ended",
                {"report": report, "recipient": person, "ticket": ticket},
                thread=f"report:{report.pk}",
                key=f"{recorded.id}:report_ended:{report.pk}:{person.pk}",
                at=at,
                school=report.school,
            )


def tell_review(recorded: Recorded, at: datetime) -> None:
    """Put the open tickets before the correspondent, else the deputies (INC-4)."""
    review = Review.objects.select_related("school").filter(pk=recorded.fact.thing_id).first()
    if review is None or review.done_at is not None:
        return
    for person in schools.addressees_of(review.school, at):
        mail.post(
            person,
            "tickets/letters/review",
            {
                "recipient": person,
                "review": review,
                "school": review.school,
                "last": queries.review_state(review.school).last,
            },
            thread="",
            key=f"{recorded.id}:review:{person.pk}",
            at=at,
            school=review.school,
        )


def wire() -> None:
    """Sign up for the facts that these letters follow."""
    subscribe("tickets.letters.review", [facts.ReviewOpened], tell_review)
    subscribe("tickets.letters.report_received", [facts.Reported], acknowledge_report)
    subscribe(
        "tickets.letters.report_ended",
        [facts.Closed, facts.DeclaredOutOfScope, facts.Withdrawn],
        tell_ended,
    )
