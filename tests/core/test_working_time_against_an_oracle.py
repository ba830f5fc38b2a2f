"""Working time equals a walk minute by minute, everywhere, both changes of the clocks included."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preau.core.working_time import Calendar, Closure, Hours, Interval, due, elapsed, explain
from tests.core.oracle import to_the_minute, walk

pytestmark = [pytest.mark.requirement("INC-7"), pytest.mark.requirement("INC-15")]

quick = settings(max_examples=60, deadline=None)

#: Days around which mistakes hide: both changes of the clocks, holidays, the turn of the year.
DELICATE = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2024, 2, 29),
    date(2026, 11, 11),
    date(2026, 5, 14),
    date(2027, 3, 29),
    date(2026, 12, 25),
    date(2027, 1, 1),
]
EVERY_DAY = frozenset(range(7))
CALENDARS = [
    Calendar(),
    Calendar(time(9, 30), time(12)),
    # Service on Sundays and at night: the hours that the changes of the clocks touch.
    Calendar(time(0), time(23, 59), weekdays=EVERY_DAY),
    Calendar(time(1, 30), time(3, 30), weekdays=EVERY_DAY),
    Calendar(time(2, 15), time(2, 45), weekdays=EVERY_DAY),
    Calendar(time(2), time(3), weekdays=frozenset({5, 6})),
]


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    day = draw(st.sampled_from(DELICATE) | st.dates(date(2023, 1, 1), date(2030, 12, 31)))
    seconds = draw(st.integers(-3 * 86_400, 2 * 86_400))
    return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)


@st.composite
def calendars(draw: st.DrawFn, near: datetime) -> Calendar:
    model = draw(st.sampled_from(CALENDARS))
    closures = []
    for _ in range(draw(st.integers(0, 2))):
        first = near.date() + timedelta(days=draw(st.integers(-2, 6)))
        closures.append(Closure(first, first + timedelta(days=draw(st.integers(0, 3))), "travaux"))
    later = []
    first = near.date()
    for _ in range(draw(st.integers(0, 2))):
        # Other hours come into force in the days that the limit runs over.
        first += timedelta(days=draw(st.integers(1, 4)))
        other = draw(st.sampled_from(CALENDARS))
        later.append(Hours(other.opens_at, other.closes_at, other.weekdays, first))
    return Calendar(
        model.opens_at, model.closes_at, model.weekdays, tuple(closures), later=tuple(later)
    )


@st.composite
def pauses(draw: st.DrawFn, near: datetime, *, open_ended: bool = False) -> list[Interval]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = near + timedelta(minutes=draw(st.integers(-600, 3000)), seconds=17)
        length = timedelta(minutes=draw(st.integers(0, 1800)), seconds=draw(st.integers(0, 59)))
        found.append(Interval(start, start + length, "attente"))
    if open_ended:
        start = near + timedelta(minutes=draw(st.integers(-600, 3000)))
        found.append(Interval(start, None, "attente"))
    return draw(st.permutations(found))


@quick
@given(st.data())
def test_a_limit_and_its_explanation(data: st.DataObject) -> None:
    start = data.draw(instants())
    calendar = data.draw(calendars(start))
    stops = data.draw(pauses(start))
    minutes = data.draw(st.integers(1, min(2 * calendar.minutes(days=1), 1300)))

    seen = walk(start, stops, calendar, minutes=minutes)

    assert due(start, minutes, stops, calendar) == seen.ended_at
    lines = explain(start, minutes, stops, calendar)
    assert {line.day: line.counted for line in lines} == seen.days
    assert sum(line.counted for line in lines) == lines[-1].total == minutes
    assert lines[-1].spans[-1][1] == seen.ended_at


@quick
@given(st.data())
def test_the_time_between_two_instants(data: st.DataObject) -> None:
    start = data.draw(instants())
    calendar = data.draw(calendars(start))
    stops = data.draw(pauses(start, open_ended=data.draw(st.booleans())))
    end = start + timedelta(minutes=data.draw(st.integers(0, 9 * 1440)), seconds=59)

    assert elapsed(start, end, stops, calendar) == walk(start, stops, calendar, until=end).used


@quick
@given(st.data())
def test_an_open_pause_stops_the_clock_unless_the_limit_came_first(data: st.DataObject) -> None:
    start = data.draw(instants())
    calendar = data.draw(calendars(start))
    stops = data.draw(pauses(start, open_ended=True))
    minutes = data.draw(st.integers(1, 700))

    seen = walk(start, stops, calendar, minutes=minutes, until=start + timedelta(days=20))

    assert due(start, minutes, stops, calendar) == (seen.ended_at if seen.used == minutes else None)
    lines = explain(start, minutes, stops, calendar)
    assert lines[-1].total == seen.used
    assert {line.day: line.counted for line in lines if line.counted} == {
        day: counted for day, counted in seen.days.items() if counted
    }


@quick
@given(st.data())
def test_an_explanation_cut_at_an_instant(data: st.DataObject) -> None:
    start = data.draw(instants())
    calendar = data.draw(calendars(start))
    stops = data.draw(pauses(start))
    until = start + timedelta(minutes=data.draw(st.integers(1, 4 * 1440)))

    lines = explain(start, 10_000_000, stops, calendar, until=until)

    seen = walk(start, stops, calendar, until=until)
    assert lines[-1].total == seen.used
    if seen.days:
        assert {line.day: line.counted for line in lines} == seen.days


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_laws_of_time(data: st.DataObject) -> None:
    start = data.draw(instants())
    calendar = data.draw(calendars(start))
    stops = data.draw(pauses(start))
    minutes = data.draw(st.integers(1, 6000))
    later = start + timedelta(minutes=data.draw(st.integers(0, 20_000)))
    latest = later + timedelta(minutes=data.draw(st.integers(0, 20_000)))
    at = due(start, minutes, stops, calendar)
    assert at is not None

    # The time used by the due instant is the limit, and a minute before it is not.
    assert elapsed(start, at, stops, calendar) == minutes
    assert elapsed(start, at - timedelta(minutes=1), stops, calendar) == minutes - 1
    # Times add up.
    assert elapsed(start, latest, stops, calendar) == elapsed(
        start, later, stops, calendar
    ) + elapsed(later, latest, stops, calendar)
    # A longer limit, a later start, one more pause, one more closure: never sooner.
    others = [
        due(start, minutes + 1, stops, calendar),
        due(later, minutes, stops, calendar),
        due(start, minutes, [*stops, *data.draw(pauses(start))], calendar),
        due(
            start,
            minutes,
            stops,
            replace(
                calendar,
                closures=(*calendar.closures, Closure(later.date(), latest.date())),
            ),
        ),
    ]
    assert all(other is not None and other >= at for other in others)
    # Every day from the start on has its line, in order, and none is negative.
    lines = explain(start, minutes, stops, calendar)
    assert all(after.day - line.day == timedelta(days=1) for line, after in pairwise(lines))
    assert all(line.counted >= 0 for line in lines)
    # A day that does not count in full says why, but for the first and the last.
    assert all(
        line.reasons for line in lines[1:-1] if line.counted < calendar.service_minutes(line.day)
    )
    assert all(line.reasons for line in lines[:-1] if not line.counted)
    # The seconds of the start change nothing.
    assert due(to_the_minute(start), minutes, stops, calendar) == at
