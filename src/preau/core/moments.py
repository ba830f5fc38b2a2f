"""Days, instants and durations as a French reader says them, in the time of Paris."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_format
from django.utils.translation import get_language, pgettext

if TYPE_CHECKING:
    from datetime import time

PARIS = ZoneInfo("Europe/Paris")
_MINUTES_A_HOUR = 60
#: A day that is typed may be any; databases keep instants in UTC, which has no year 0 nor 10000.
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)


def in_paris(day: date, hour: time) -> datetime:
    """The instant at which the clocks of Paris show an hour of a day; of very far days, a near one.

    For filters: nothing of ours is older than the first day, nor later than the last.
    """
    return datetime.combine(min(max(day, _FIRST), _LAST), hour, PARIS)


def _said(moment: date, pattern: str) -> str:
    text = date_format(moment, pattern)
    # French counts the first day of a month, and names the others.
    if moment.day == 1 and (get_language() or "").startswith("fr"):
        text = text.replace(" 1\u00a0", " 1er\u00a0", 1)
    return text


def say_day(day: date) -> str:
    """A day with its weekday: "lundi 9 novembre 2026"."""
    return _said(day, pgettext("format of a day", "l j F Y"))


def say_moment(at: datetime) -> str:
    """An instant to the minute: "lundi 9 novembre 2026 à 16 h 00"."""
    return _said(
        at.astimezone(PARIS).replace(tzinfo=None),
        pgettext("format of an instant", r"l j F Y \a\t H:i"),
    )


def say_hour(at: datetime) -> str:
    """The hour of an instant: "16 h 00"."""
    return date_format(
        at.astimezone(PARIS).replace(tzinfo=None), pgettext("format of an hour", "H:i")
    )


def say_clock(hour: time) -> str:
    """An hour of the clock on the wall: "8 h 00"."""
    return date_format(hour, pgettext("format of an hour", "H:i"))


def say_minutes(minutes: int) -> str:
    """A length of working time: "2 h 00", "35 min"."""
    hours, rest = divmod(minutes, _MINUTES_A_HOUR)
    if not hours:
        return pgettext("duration", "%(minutes)d min") % {"minutes": rest}
    return pgettext("duration", "%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}
