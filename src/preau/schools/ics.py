"""Calendar files (ICS): days of the Region and of a lycée out, periods of examination in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar
from django.utils.translation import gettext as _

from preau.core.moments import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.schools.yearly import Day

_DAY = timedelta(days=1)


def written(name: str, days: Iterable[Day], at: datetime) -> bytes:
    """A calendar of whole days, each event under a name that stays the same."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Préau//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    for day in days:
        event = icalendar.Event()
        event.add("uid", f"{day.uid}@preau")
        event.add("dtstamp", at)
        event.add("dtstart", day.first_on)
        event.add("dtend", day.last_on + _DAY)
        event.add("summary", day.what)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


class Unreadable(Exception):
    """The file is no calendar; the reason says so to the person."""


def events(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar file, each with its name, its first and its last day."""
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable(_("The file is not a calendar that can be read.")) from error
    if isinstance(calendar, list):
        raise Unreadable(_("The file holds several calendars: bring them in one by one."))
    found = calendar.walk("VEVENT")
    return [_event(each) for each in found if str(each.get("status", "")).upper() != "CANCELLED"]


def _event(component: Any) -> dict[str, str]:
    if component.get("rrule") is not None:
        # A period of examination does not come back every week: what it means is not known.
        return {"name": str(component.get("summary", "")), "from": _("repeated")}
    start, end = _value(component, "dtstart"), _value(component, "dtend")
    lasts = getattr(component.get("duration"), "dt", None)
    if end is None and start is not None and isinstance(lasts, timedelta):
        end = start + lasts
    first = _day(start)
    last = first
    if isinstance(end, datetime):
        # What ends at midnight ends with the day before.
        last = _day(end - timedelta(microseconds=1))
    elif end is not None:
        last = end - _DAY
    cells = {
        "name": str(component.get("summary", "")).strip(),
        "from": first.isoformat() if first else "",
        "until": max(last, first).isoformat() if last and first else "",
        "uid": str(component.get("uid", "")).strip(),
    }
    return {column: " ".join(text.split()) for column, text in cells.items()}


def _value(component: Any, name: str) -> date | None:
    found = component.get(name)
    value = getattr(found, "dt", None)
    return value if isinstance(value, date) else None


def _day(value: date | None) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(PARIS).date() if value.tzinfo else value.date()
    return value
