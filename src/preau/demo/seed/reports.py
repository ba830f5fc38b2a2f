"""What staff tells the correspondents, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.demo.seed.stories import after_sending
from preau.demo.seed.texts import table
from preau.tickets import actions
from preau.tickets.models import Report

if TYPE_CHECKING:
    from datetime import datetime

    from preau.demo.seed.clockwork import Story
    from preau.demo.seed.stories import Told


def report(told: Told, start: datetime, *, stays_open: bool = False) -> Story:
    """A report of a member of staff: forwarded, answered, declined, or still waiting."""
    words = told.incident
    author = told.random.choice(told.house.staff)
    room = told.house.room("classroom", told.random)
    yield start
    made = actions.report(
        told.house.school,
        by=told.at(author, start),
        subject=words["subject"],
        body=words["text"].format(room=room.name if room else "ma salle"),
        room=room,
    )
    if stays_open:
        return
    at = told.later(start, 20, 500)
    yield at
    open_report = Report.objects.select_related("school").get(pk=made.pk)
    sender = told.house.sender(told.random)
    by = told.at(sender, at)
    if answer := words.get("answer"):
        actions.answer(open_report, by=by, answer=answer)
    elif reason := words.get("decline"):
        actions.decline(open_report, by=by, answer=reason)
    else:
        ticket = actions.forward(
            open_report,
            by=by,
            form=told.forms[words["form"]],
            subject=open_report.subject,
            description=open_report.body,
            urgency=words["urgency"],
        )
        yield from after_sending(told, ticket.pk, sender, at)


def incidents() -> list[dict[str, str]]:
    """The composed reports."""
    found: list[dict[str, str]] = table("incidents/closing.toml")["report"]
    return found
