"""The pages of the calendars, through HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.closure_days import why_not_counted
from preau.schools import queries, yearly
from preau.schools.models import Closure, ExamPeriod, ServiceHours
from preau.tickets.models import Ticket
from preau.tickets.states import Urgency
from tests.instants import NOON, TOMORROW, paris
from tests.schools.calendar_rows import exams, hours
from tests.schools.factories import SchoolFactory, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


def shown(client: Client, url: str, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.usefixtures("at_noon")
class TestYear:
    def test_says_of_each_day_what_it_stops(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        school = SchoolFactory(kind="LGT")
        person = make_person(Role.CORRESPONDENT, school)
        Closure.objects.create(
            school=school,
            first_on="2026-12-14",
            last_on="2026-12-14",
            reason="Journée pédagogique",
            declared_at=NOON,
            declared_by=person,
        )
        exams(admin, kinds=["LGT"])
        exams(admin, name="CAP", kinds=["LP"])

        page = shown(client_for(person), reverse("calendars:year"))

        rows = {
            re.sub(r"<[^>]+>|\s+", " ", row).strip()
            for row in re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
        }
        told = {" ".join(row.split()) for row in rows}
        assert any("Armistice" in row and "les délais s’arrêtent comptés" in row for row in told)
        # Christmas falls in the school holidays.
        assert any("Noël" in row and "délais s’arrêtent non comptés" in row for row in told)
        assert any("Toussaint" in row and "délais courent non comptés" in row for row in told)
        assert any("pédagogique" in row and "s’arrêtent non comptés" in row for row in told)
        assert any("Baccalauréat" in row and "très haut" in row for row in told)
        assert not any("CAP" in row for row in told)

    def test_agrees_with_the_counts_day_by_day(self, admin: Actor) -> None:
        school = SchoolFactory(kind="LGT")
        hours(admin, from_on=date(2027, 1, 4))
        exams(admin)
        calendar = queries.calendars_of([school.pk])[school.pk]

        for day in yearly.days(2026, school):
            if day.first_on == day.last_on and day.uid.startswith("public"):
                assert calendar.why_closed(day.first_on) is not None
                is_counted = why_not_counted(day.first_on, calendar) is None
                assert is_counted == (str(day.closing) == "comptés")

    def test_turns_within_reason_and_shows_no_lycee_one_does_not_see(
        self, client_for: Callable[[Any], Client]
    ) -> None:
        school = SchoolFactory()
        client = client_for(make_person(Role.CORRESPONDENT, school))
        url = reverse("calendars:year")

        assert "2022-2023" in shown(client, url, year="1900")
        assert "2030-2031" in shown(client, url, year="3000")
        assert client.get(url, {"school": SchoolFactory().uai}).status_code == 404
        assert client.get(url, {"school": "../x"}).status_code == 404

    def test_leads_administrators_to_what_they_keep(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        ours = shown(client_for(admin.person), reverse("calendars:year"))
        theirs = shown(client_for(make_person(Role.SERVICE_DESK)), reverse("calendars:year"))

        assert reverse("calendars:hours") in ours
        assert reverse("schools:import", args=["holidays"]) in ours
        assert reverse("calendars:hours") not in theirs

    def test_is_a_calendar_file_too(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        school = SchoolFactory()
        exams(admin)
        answer = client_for(make_person(Role.HEAD, school)).get(reverse("calendars:file"))

        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        by_name = {str(event["summary"]): event for event in events}
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert f"preau-{school.uai}-2026-2027.ics" in answer["Content-Disposition"]
        assert by_name["Vacances de la Toussaint"]["dtstart"].dt == date(2026, 10, 17)
        assert by_name["Vacances de la Toussaint"]["dtend"].dt == date(2026, 11, 2)
        assert len({str(event["uid"]) for event in events}) == len(events)

    def test_of_the_region_can_be_subscribed_to_without_an_account(self, admin: Actor) -> None:
        closure_of = SchoolFactory()
        Closure.objects.create(
            school=closure_of,
            first_on="2026-12-14",
            last_on="2026-12-14",
            reason="Secret de lycée",
            declared_at=NOON,
            declared_by=admin.person,
        )
        answer = Client().get(reverse("calendars:feed"))

        assert answer.status_code == 200
        assert "Secret" not in answer.content.decode()
        names = {
            str(event["summary"])
            for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        }
        assert {"Vacances de Noël", "Armistice"} <= names


@pytest.mark.usefixtures("at_noon")
class TestPages:
    def test_hours_are_tried_before_they_are_set_and_the_dates_follow(
        self,
        client_for: Callable[[Any], Client],
        admin: Actor,
        run_worker: Callable[[Any], None],
    ) -> None:
        crew = Crew()
        ticket = factories.dispatched(crew, at=paris("2026-10-05 09:00"), urgency=Urgency.MEDIUM)
        client = client_for(admin.person)
        url = reverse("calendars:hours")
        typed = {
            "from_on": "2026-10-07",
            "opens_at": "09:00",
            "closes_at": "17:00",
            "weekdays": ["0", "1", "2", "3", "4"],
        }

        tried = client.post(url, typed)

        assert "1 auraient une autre date" in unescape(tried.content.decode())
        assert ServiceHours.objects.count() == 1
        before = Ticket.objects.get(pk=ticket.pk).due_at
        assert client.post(url, {**typed, "confirmed": "yes"}).status_code == 302
        assert Ticket.objects.get(pk=ticket.pk).due_at == before
        run_worker(NOON + timedelta(minutes=1))
        after = Ticket.objects.get(pk=ticket.pk).due_at
        # Three days of ten hours from Monday 9:05: nine on Monday, ten, eight, and three more.
        assert (before, after) == (paris("2026-10-08 09:05"), paris("2026-10-08 12:05"))

        laid = ServiceHours.objects.get(from_on="2026-10-07")
        page = shown(client, url)
        assert "à venir" in page
        client.post(reverse("calendars:hours_withdrawal", args=[laid.pk]))
        run_worker(TOMORROW)
        assert Ticket.objects.get(pk=ticket.pk).due_at == before

    def test_a_refused_trial_says_why(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        answer = client_for(admin.person).post(
            reverse("calendars:hours"),
            {"from_on": "2026-10-05", "opens_at": "09:00", "closes_at": "17:00", "weekdays": "0"},
        )

        assert answer.status_code == 403
        assert "demain au plus tôt" in unescape(answer.content.decode())

    def test_examinations_are_entered_put_right_and_withdrawn(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        client = client_for(admin.person)
        url = reverse("calendars:exams")
        assert "Aucune période" in shown(client, url)
        typed = {
            "name": "Bac",
            "first_on": "2027-06-14",
            "last_on": "2027-06-18",
            "kinds": ["LGT"],
            "levels": ["terminale"],
            "urgency": "very_high",
        }

        assert client.post(url, typed).status_code == 302
        period = ExamPeriod.objects.get()
        assert "à venir" in shown(client, url)
        change = reverse("calendars:exams_change", args=[period.pk])
        assert client.post(change, {**typed, "name": "Baccalauréat", "seen": 1}).status_code == 302
        assert client.post(change, {**typed, "name": "Bis", "seen": 1}).status_code == 409
        shown(client, reverse("calendars:exams_withdrawal", args=[period.pk]))
        client.post(reverse("calendars:exams_withdrawal", args=[period.pk]))
        assert client.get(change).status_code == 404

        told = shown(client, reverse("calendars:history"))
        assert "a inscrit une période d’examens" in told
        assert "a retiré la période d’examens" in told

    def test_the_lists_say_past_present_and_to_come(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        for first, last in ((1, 2), (5, 9), (20, 21)):
            exams(admin, first_on=date(2026, 10, first), last_on=date(2026, 10, last))

        page = shown(client_for(make_person(Role.SERVICE_DESK)), reverse("calendars:exams"))

        for state in ("passé", "en cours", "à venir"):
            assert state in page

    def test_history_begins_empty(self, client_for: Callable[[Any], Client], admin: Actor) -> None:
        page = shown(client_for(admin.person), reverse("calendars:history"))

        assert "Rien n’a encore été changé" in page

    @pytest.mark.parametrize("name", ["hours"])
    def test_are_refused_to_others(self, client_for: Callable[[Any], Client], name: str) -> None:
        answer = client_for(make_person(Role.REGION)).get(reverse(f"calendars:{name}"))

        assert answer.status_code == 403
