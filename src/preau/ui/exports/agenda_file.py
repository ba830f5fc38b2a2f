"""The dates of a list as a calendar file, with the time of Paris as it is written there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar import Event as Entry

from preau.core.moments import PARIS
from preau.ui.exports.cells import plain
from preau.ui.exports.running import Ended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preau.ui.exports import Event
    from preau.ui.exports.running import Run

_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)
_END = b"END:VCALENDAR\r\n"


def parts(run: Run, at: datetime) -> Iterator[bytes]:
    """The calendar, a batch of dates at a time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Préau//Échéances//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plain(run.export.title))
    calendar.add_component(_paris())
    yield calendar.to_ical().removesuffix(_END)
    told = run.export.events
    try:
        for rows in run.batches():
            events = [event for row in rows for event in (told(row) if told else ())]
            yield b"".join(_entry(event, at).to_ical() for event in events)
    except Ended:
        # A calendar has no last line for people: a note on the day stands for it.
        note = Entry()
        note.add("uid", f"incomplete-{at:%Y%m%d%H%M%S}@{_host()}")
        note.add("dtstamp", at.astimezone(UTC))
        note.add("dtstart", at.astimezone(PARIS).date())
        note.add("summary", run.cut_short())
        yield note.to_ical()
    yield _END


def _entry(event: Event, at: datetime) -> Entry:
    entry = Entry()
    # The same for ever: taken again, the file moves the date instead of adding another.
    entry.add("uid", f"{event.uid}@{_host()}")
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(PARIS))
    entry.add("summary", plain(event.summary))
    entry.add("sequence", event.version)
    # A limit takes nobody's time.
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    if event.place:
        entry.add("location", plain(event.place))
    if event.path:
        entry.add("url", settings.PREAU_URL + event.path)
    if event.changed_at:
        entry.add("last-modified", event.changed_at.astimezone(UTC))
    return entry


@cache
def _paris() -> Timezone:
    """The time of Paris since 1996, by its rule.

    A change stands at the hour that clocks show before it (RFC 5545, 3.6.5): 2 h in spring, 3 h in
    autumn. The library's own writes the hour after it.
    """
    zone = Timezone()
    zone.add("tzid", "Europe/Paris")
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, _WINTER, _SUMMER),  # noqa: DTZ001
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, _SUMMER, _WINTER),  # noqa: DTZ001
    ):
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _host() -> str:
    return urlsplit(settings.PREAU_URL).hostname or "preau"
