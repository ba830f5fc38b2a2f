"""What the clock says of a ticket's life that is told by hand."""

from __future__ import annotations

from preau.core.working_time import Calendar
from preau.tickets import clock
from tests.instants import paris
from tests.tickets.histories import Story

REGION = Calendar()


def plain(text: str) -> str:
    """A text with ordinary spaces, to be compared with what one types."""
    return text.replace("\u00a0", " ")


def promised(story: Story, at: str, calendar: Calendar = REGION) -> clock.Promise:
    """What a ticket's clock says at an instant; there must be a promise."""
    promise = clock.promise(story.entries, calendar, at=paris(at))
    assert promise is not None
    return promise


def limit(story: Story, at: str) -> clock.Promise:
    """What the contractor's limit was, wherever the ticket is now."""
    promise = clock.contractor_limit(story.entries, REGION, at=paris(at))
    assert promise is not None
    return promise


def assigned(at: str = "2026-10-05 09:00", **kind: object) -> Story:
    """A ticket received and handed to the contractor in the same minute."""
    return Story(**kind).received(at).dispatched(at)  # type: ignore[arg-type]
