"""The calendars of the Region: hours of service and examinations, dated."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.calendars import school_holidays
from preau.core.verdicts import Refused, Stale
from preau.core.working_time import due
from preau.journal.models import Entry
from preau.schools import actions, queries
from preau.schools.models import ExamPeriod, SchoolHoliday, ServiceHours
from preau.schools.states import ProposedUrgency
from preau.tickets.states import Urgency
from tests.instants import NOON, paris
from tests.schools.calendar_rows import FROM, PREAU, exams, hours
from tests.schools.factories import SchoolFactory, actor, make_person

pytestmark = pytest.mark.django_db


class TestFirstCalendars:
    def test_are_those_of_the_project(self) -> None:
        calendar = queries.region_calendar()

        assert [(laid.opens_at, laid.closes_at) for laid in ServiceHours.objects.all()] == [
            (time(8), time(18))
        ]
        assert [asdict(holiday) for holiday in calendar.holidays] == [
            asdict(holiday) for holiday in school_holidays()
        ]
        assert SchoolHoliday.objects.get(first_on="2027-07-03").school_year == "2026-2027"

    def test_are_the_usual_ones_where_no_row_is_left(self) -> None:
        ServiceHours.objects.all().delete()

        assert queries.region_calendar().hours_on(FROM).opens_at == time(8)


@pytest.mark.requirement("INC-7")
class TestHours:
    def test_hold_from_their_day_on_and_leave_what_ran(self, admin: Actor) -> None:
        hours(admin)

        calendar = queries.region_calendar()

        assert calendar.service_minutes(date(2026, 10, 6)) == 600
        assert calendar.service_minutes(FROM) == 480
        # A day begun at 16:00 with ten hours: two that day, eight the next.
        assert due(paris("2026-10-06 16:00"), 600, (), calendar) == paris("2026-10-07 17:00")

    def test_of_a_day_in_days_make_a_limit_as_long_as_that_day(self, admin: Actor) -> None:
        hours(admin)

        calendar = queries.region_calendar()

        assert calendar.minutes(days=1, on=date(2026, 10, 6)) == 600
        assert calendar.minutes(days=1, on=FROM) == 480

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"from_on": NOON.date()}, "demain au plus tôt"),
            ({"closes_at": time(9)}, "finit après avoir commencé"),
            ({"weekdays": []}, "au moins un jour"),
            ({"opens_at": time(8), "closes_at": time(18)}, "déjà les heures"),
        ],
    )
    def test_are_refused(self, admin: Actor, changed: dict[str, Any], reason: str) -> None:
        with pytest.raises(Refused, match=reason):
            hours(admin, **changed)

        assert ServiceHours.objects.count() == 1
        assert not Entry.objects.filter(thing_kind="schools.service_hours").exists()

    def test_are_set_once_for_a_day(self, admin: Actor) -> None:
        hours(admin)

        with pytest.raises(Refused, match="même jour"):
            hours(admin, opens_at=time(7))

    def test_can_be_withdrawn_while_they_are_to_come(self, admin: Actor) -> None:
        laid = hours(admin)

        actions.withdraw_hours(laid, by=admin)

        assert queries.region_calendar().service_minutes(FROM) == 600
        with pytest.raises(Refused, match="déjà retirées"):
            actions.withdraw_hours(laid, by=admin)
        hours(admin)  # Their day is free again.

    def test_in_force_are_not_withdrawn(self, admin: Actor) -> None:
        laid = hours(admin)

        with pytest.raises(Refused, match="valent déjà"):
            actions.withdraw_hours(laid, by=actor(admin.person, paris("2026-10-07 00:00")))

    @pytest.mark.parametrize("role", [Role.REGION, Role.SERVICE_DESK, Role.DISPATCHER])
    def test_are_the_regional_administrators_alone(self, role: Role) -> None:
        with pytest.raises(Refused, match="administrateur régional"):
            hours(actor(make_person(role), NOON))

    def test_and_the_database_keeps_them_in_order(self) -> None:
        row = {"laid_down_at": NOON, "from_on": FROM}
        for wrong in (
            {"opens_at": time(18), "closes_at": time(8), "weekdays": "0"},
            {"opens_at": time(8), "closes_at": time(18), "weekdays": ""},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                ServiceHours.objects.create(**row, **wrong)


@pytest.mark.requirement("INC-18")
class TestExams:
    def test_concern_the_kinds_of_lycee_they_name_on_their_days(self, admin: Actor) -> None:
        general = SchoolFactory(kind="LGT")
        vocational = SchoolFactory(kind="LP")
        every = exams(admin, name="DNB", urgency="medium")
        bac = exams(admin, kinds=["LGT", "LPO"])

        assert queries.exams_at(general, NOON.date()) == [bac, every]
        assert queries.exams_at(vocational, NOON.date()) == [every]
        assert queries.exams_at(general, date(2026, 10, 10)) == []

    def test_are_put_right_and_withdrawn_with_their_history(self, admin: Actor) -> None:
        period = exams(admin)

        changed = actions.change_exams(
            period,
            by=admin,
            seen=period.version,
            name="Bac",
            first_on=period.first_on,
            last_on=date(2026, 10, 8),
            levels=["terminale"],
            urgency="medium",
        )
        actions.withdraw_exams(changed, by=admin)

        assert not ExamPeriod.objects.standing().exists()
        told = Entry.objects.filter(thing_kind="schools.exam_period").order_by("position")
        assert [entry.fact.rpartition(".")[2] for entry in told] == [
            "written",
            "written",
            "withdrawn",
        ]

    def test_are_refused_backwards_twice_withdrawn_or_stale(self, admin: Actor) -> None:
        with pytest.raises(Refused, match="précède"):
            exams(admin, last_on=date(2026, 10, 1))
        period = exams(admin)
        same = {"name": "Bac", "first_on": period.first_on, "urgency": "medium"}
        with pytest.raises(Refused, match="précède"):
            actions.change_exams(period, by=admin, last_on=date(2026, 10, 1), **same)
        with pytest.raises(Stale):
            actions.change_exams(period, by=admin, seen=9, last_on=period.last_on, **same)
        actions.withdraw_exams(period, by=admin)
        with pytest.raises(Refused, match="retirée"):
            actions.withdraw_exams(period, by=admin)
        with pytest.raises(Refused, match="retirée"):
            actions.change_exams(period, by=admin, last_on=period.last_on, **same)

    def test_urgencies_are_those_of_tickets(self) -> None:
        assert set(ProposedUrgency.values) < set(Urgency.values)

    def test_of_others_are_refused(self) -> None:
        agent = actor(make_person(Role.SERVICE_DESK), NOON)
        period = exams(PREAU)
        for verb in (
            lambda: exams(agent),
            lambda: actions.withdraw_exams(period, by=agent),
            lambda: actions.change_exams(
                period,
                by=agent,
                name="x",
                first_on=period.first_on,
                last_on=period.last_on,
                urgency="medium",
            ),
        ):
            with pytest.raises(Refused, match="administrateur régional"):
                verb()
