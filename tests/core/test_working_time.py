"""What a calendar answers, what it refuses, and how a day of an explanation reads in French."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from preau.core.closure_days import closure_deadline, why_not_counted
from preau.core.moments import say_day, say_hour, say_minutes, say_moment
from preau.core.working_time import (
    REGION,
    Calendar,
    Cause,
    Closure,
    Interval,
    due,
    elapsed,
    explain,
    working_days_since,
)
from tests.instants import NOON, paris

NAIVE = datetime(2026, 10, 5, 12)  # noqa: DTZ001 - what must be refused
STRIKE = Calendar(closures=(Closure(date(2026, 10, 7), date(2026, 10, 9), "grève"),))


def plain(text: str) -> str:
    """A text with ordinary spaces, to be compared with what one types."""
    return text.replace("\u00a0", " ")


class TestCalendar:
    def test_knows_its_hours(self) -> None:
        assert REGION.service_minutes(date(2026, 10, 5)) == REGION.minutes(days=1) == 600
        assert REGION.opens(date(2026, 10, 5)) == paris("2026-10-05 08:00")
        assert REGION.closes(date(2026, 10, 5)) == paris("2026-10-05 18:00")
        assert REGION.minutes(days=3, hours=2) == 1920

    @pytest.mark.parametrize(
        ("day", "cause", "detail"),
        [
            (date(2026, 10, 10), Cause.WEEK_END, ""),
            (date(2026, 11, 11), Cause.PUBLIC_HOLIDAY, "Armistice"),
            (date(2026, 11, 1), Cause.PUBLIC_HOLIDAY, "Toussaint"),
            (date(2026, 10, 8), Cause.CLOSURE, "grève"),
        ],
    )
    def test_says_why_a_day_is_closed(self, day: date, cause: Cause, detail: str) -> None:
        reason = STRIKE.why_closed(day)

        assert reason is not None
        assert (reason.cause, reason.detail) == (cause, detail)
        assert STRIKE.service_minutes(day) == 0
        assert STRIKE.opens(day) is None
        assert STRIKE.closes(day) is None

    def test_does_not_close_in_school_holidays(self) -> None:
        assert REGION.why_closed(date(2026, 10, 20)) is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"opens_at": time(18), "closes_at": time(8)},
            {"opens_at": time(8), "closes_at": time(8)},
            {"opens_at": time(8, 0, 30)},
            {"weekdays": frozenset()},
        ],
    )
    def test_refuses_hours_that_make_no_sense(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="ervice"):
            Calendar(**wrong)  # type: ignore[arg-type]


class TestRefusals:
    def test_a_naive_instant(self) -> None:
        for ask in (
            lambda: due(NAIVE, 60),
            lambda: elapsed(NAIVE, NOON),
            lambda: elapsed(NOON, NAIVE),
            lambda: explain(NAIVE, 60),
            lambda: Interval(NAIVE, NOON),
            lambda: due(NOON, 60, [Interval(NAIVE)]),
            lambda: closure_deadline(NAIVE),
        ):
            with pytest.raises(ValueError, match="without its time zone"):
                ask()

    def test_a_negative_limit(self) -> None:
        for ask in (due, explain):
            with pytest.raises(ValueError, match="not negative"):
                ask(NOON, -1)

    def test_a_pause_that_ends_before_it_starts(self) -> None:
        with pytest.raises(ValueError, match="ends before"):
            Interval(NOON, NOON - timedelta(minutes=5))

    def test_a_closure_without_a_day(self) -> None:
        with pytest.raises(ValueError, match="at least one day"):
            closure_deadline(NOON, days=0)


class TestEdges:
    def test_no_limit_is_due_at_once(self) -> None:
        assert due(NOON, 0) == NOON
        assert [line.counted for line in explain(NOON, 0)] == [0]

    def test_no_time_passes_backwards(self) -> None:
        assert elapsed(NOON, NOON - timedelta(days=3)) == 0

    def test_the_minute_is_the_unit(self) -> None:
        assert due(NOON.replace(second=59), 60) == NOON + timedelta(hours=1)
        assert elapsed(NOON.replace(second=59), NOON.replace(minute=1)) == 1

    def test_working_days_begun_since(self) -> None:
        assert working_days_since(NOON, NOON.replace(hour=23)) == 0
        assert working_days_since(paris("2026-10-09 09:00"), paris("2026-10-11 20:00")) == 0
        assert working_days_since(paris("2026-10-09 09:00"), paris("2026-10-12 00:00")) == 1
        assert working_days_since(paris("2026-10-06 09:00"), paris("2026-10-12 09:00"), STRIKE) == 1


@pytest.mark.requirement("INC-15")
class TestExplanation:
    def test_reads_day_by_day(self) -> None:
        waiting = Interval(
            paris("2026-11-10 10:00"), paris("2026-11-12 09:00"), "en attente du lycée"
        )

        lines = explain(paris("2026-11-06 19:00"), 1200, [waiting])

        assert [
            (f"{line.day:%d/%m}", line.counted, line.total, plain(line.why), plain(line.times))
            for line in lines
        ] == [
            ("06/11", 0, 0, "hors des heures de service", ""),
            ("07/11", 0, 0, "week-end", ""),
            ("08/11", 0, 0, "week-end", ""),
            ("09/11", 600, 600, "", "de 8 h 00 à 18 h 00"),
            (
                "10/11",
                120,
                720,
                "en attente du lycée depuis le mardi 10 novembre 2026 à 10 h 00",
                "de 8 h 00 à 10 h 00",
            ),
            ("11/11", 0, 720, "jour férié : Armistice", ""),
            (
                "12/11",
                480,
                1200,
                "en attente du lycée depuis le mardi 10 novembre 2026 à 10 h 00",
                "de 9 h 00 à 17 h 00",
            ),
        ]

    def test_names_the_closure_of_the_lycee(self) -> None:
        lines = explain(paris("2026-10-06 17:00"), 120, (), STRIKE)

        assert [plain(line.why) for line in lines] == [
            "",
            *["lycée fermé : grève"] * 3,
            *["week-end"] * 2,
            "",
        ]

    def test_ends_where_an_open_hold_began(self) -> None:
        lines = explain(NOON, 600, [Interval(paris("2026-10-06 09:00"), None, "attente")])

        assert [(line.day.day, line.total) for line in lines] == [(5, 360), (6, 420)]

    def test_goes_on_to_the_day_of_the_reader(self) -> None:
        held = [Interval(paris("2026-10-06 09:00"), None, "attente")]

        lines = explain(NOON, 600, held, until=paris("2026-10-08 10:00"))

        assert [(line.day.day, line.counted) for line in lines] == [
            (5, 360),
            (6, 60),
            (7, 0),
            (8, 0),
        ]

    def test_a_hold_after_the_limit_is_not_told(self) -> None:
        late_hold = Interval(paris("2026-10-05 14:00"), paris("2026-10-05 15:00"), "attente")

        assert [line.why for line in explain(NOON, 60, [late_hold])] == [""]


@pytest.mark.requirement("INC-8")
class TestTenDays:
    def test_each_day_says_why_it_does_not_count(self) -> None:
        calendar = Calendar(closures=(Closure(date(2026, 10, 13), date(2026, 10, 13), "bac"),))

        deadline = closure_deadline(paris("2026-10-12 10:00"), calendar)

        told = [(f"{line.day:%d/%m}", line.total, line.why) for line in deadline.lines]
        assert told[:3] == [
            ("12/10", 0, "jour de l’avis"),
            ("13/10", 0, "lycée fermé\u00a0: bac"),
            ("14/10", 1, ""),
        ]
        assert told[5:7] == [
            ("17/10", 3, "Vacances de la Toussaint"),
            ("18/10", 3, "Vacances de la Toussaint"),
        ]
        assert told[-1] == ("08/11", 10, "")

    def test_week_ends_and_public_holidays_are_days_like_others(self) -> None:
        assert why_not_counted(date(2026, 11, 11)) is None
        assert why_not_counted(date(2026, 11, 15)) is None
        assert why_not_counted(date(2027, 5, 6)) is not None

    def test_tells_which_day_it_is(self) -> None:
        deadline = closure_deadline(paris("2026-11-09 15:00"))

        assert deadline.counted(paris("2026-11-09 16:00")) == 0
        assert deadline.counted(paris("2026-11-12 09:00")) == 3
        assert deadline.counted(paris("2026-12-25 09:00")) == 10

    def test_reminds_on_days_five_and_eight(self) -> None:
        deadline = closure_deadline(paris("2026-11-09 15:00"))

        def due_on(at: str) -> list[int]:
            return [reminder.day for reminder in deadline.reminders_due(paris(at))]

        assert due_on("2026-11-14 07:59") == []
        assert due_on("2026-11-14 08:00") == [5]
        assert due_on("2026-11-17 08:00") == [5, 8]
        assert due_on("2026-11-20 00:00") == []


class TestWords:
    def test_in_french(self) -> None:
        at = paris("2026-11-01 08:05")
        assert plain(say_moment(at)) == "dimanche 1er novembre 2026 à 8 h 05"
        assert plain(say_day(date(2026, 11, 11))) == "mercredi 11 novembre 2026"
        assert plain(say_hour(at)) == "8 h 05"
        assert plain(say_minutes(125)) == "2 h 05"
        assert plain(say_minutes(45)) == "45 min"
