"""The page of the figures, its file, its panel and its periods."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from preau.insight import periods, queries, sheet
from preau.insight.queries import Scope
from preau.tickets.models import Ticket
from tests.conftest import assert_flat
from tests.insight.treatments import LATER, YEAR, a_term, listed, treated
from tests.instants import paris
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-13")]


@pytest.mark.usefixtures("in_november")
class TestPage:
    def test_shows_each_figure_with_its_definition_and_its_list(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        page = unescape(client.get(reverse("insight:figures")).content.decode())

        assert "temps moyen de traitement" in page
        assert "temps moyen de l’entreprise" in page
        for url in re.findall(r'figure-number__value"><a href="([^"]+)"', page):
            assert client.get(url).status_code == 200

    def test_the_list_behind_a_number_shows_its_tickets_and_how_to_leave(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        who = crew.actor("agent", LATER)
        scope = Scope(periods.school_year(2026), {"form": "computers"})
        url = sheet.list_url(scope, "treated", limit="kept")

        page = unescape(client_for(crew.agent).get(url).content.decode())

        assert set(re.findall(r"/tickets/(2026-\d{6})/", page)) == {
            Ticket.objects.get(pk=pk).ref for pk in listed(url, who)
        }
        assert "Délai de traitement de l’entreprise" in page
        assert "Retirer le filtre" in page

    def test_keeps_its_filters_in_the_address_and_shows_them(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        page = client.get(
            reverse("insight:figures"), {"period": "2026-10", "urgency": "low", "by": "handler"}
        )

        assert page.context["scope"].period == periods.month(2026, 10)
        assert page.context["whole"].figures.count == 1
        html = page.content.decode()
        # On paper, where no field is seen, the head says it.
        assert "octobre 2026 · Bas" in html
        assert '<option value="2026-10" selected>' in html
        assert '<option value="low" selected>' in html

    def test_takes_days_of_ones_own(self, crew: Crew, client_for: Callable[[Any], Client]) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        page = client.get(
            reverse("insight:figures"), {"since": "2026-10-06", "until": "2026-10-06"}
        )
        half = client.get(reverse("insight:figures"), {"until": "2026-10-06"})
        rest = client.get(reverse("insight:figures"), {"since": "2026-11-01"})

        assert page.context["whole"].figures.count == 1
        assert half.context["whole"].figures.count == 2
        assert rest.context["whole"].figures.count == 2

    @pytest.mark.parametrize(
        "asked",
        [
            {"since": "2026-10-06", "until": "2026-10-01"},
            {"period": "2026-13"},
            {"urgency": "enormous"},
            {"since": "yesterday"},
        ],
    )
    def test_says_what_of_an_address_makes_no_sense(
        self, crew: Crew, client_for: Callable[[Any], Client], asked: dict[str, str]
    ) -> None:
        page = client_for(crew.agent).get(reverse("insight:figures"), asked)

        assert page.status_code == 422
        assert page.context["form"].errors
        assert page.context["scope"].period == periods.school_year(2026)

    def test_offers_also_a_period_of_long_ago_that_is_asked_for(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        page = client_for(crew.agent).get(reverse("insight:figures"), {"period": "2019-2020"})

        assert page.status_code == 200
        assert page.context["scope"].period == periods.school_year(2019)
        assert "Rien n’a été traité" in unescape(page.content.decode())

    def test_a_lycee_reads_its_own_and_is_not_asked_for_a_department(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)

        page = client_for(crew.correspondent).get(reverse("insight:figures"))

        assert page.context["whole"].figures.count == 3
        assert "department" not in page.context["form"].fields

    def test_is_refused_to_those_who_take_no_part(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        file = reverse("exports:taking", kwargs={"name": "figures", "form": "csv"})
        for address in (reverse("insight:figures"), file):
            page = client_for(crew.teacher).get(address)
            assert page.status_code == 403
            assert "correspondant" in page.content.decode()

    def test_costs_no_more_with_more_tickets(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.agent)
        treated(crew)
        treated(crew, at=paris("2026-11-03 09:00"))

        assert_flat(lambda: client.get(reverse("insight:figures")), lambda: treated(crew))


@pytest.mark.usefixtures("in_november")
@pytest.mark.requirement("STE-1")
class TestFile:
    def test_says_the_same_as_the_table(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        file = reverse("exports:taking", kwargs={"name": "figures", "form": "csv"})
        answer = client.get(file, {"by": "urgency"})

        assert 'filename="chiffres-2026-09-01-2027-08-31-' in answer["Content-Disposition"]
        told = b"".join(answer).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(told), delimiter=";"))
        whole, lines = queries.figures(crew.actor("agent", LATER), YEAR, "urgency")
        assert len(rows) == 1 + len(lines) + 1
        assert rows[-1][1] == "5"
        assert rows[-1][2] == str(round(whole.treatment.mean or 0))


@pytest.mark.usefixtures("in_october")
class TestHome:
    @pytest.mark.parametrize("part", ["agent", "region", "dispatcher", "officer", "admin"])
    def test_shows_the_figures_of_the_month(
        self, crew: Crew, client_for: Callable[[Any], Client], part: str
    ) -> None:
        client = client_for(crew.of(part))
        empty = client.get("/").content.decode()
        treated(crew, at=paris("2026-10-01 09:00"))

        page = unescape(client.get("/").content.decode())

        assert "Chiffres du mois" in empty
        assert "?period=2026-10" in page
        assert "view=treated&treated_since=2026-10-01&treated_until=2026-10-31" in page


class TestPeriods:
    @pytest.mark.parametrize(
        ("code", "first", "last"),
        [
            ("2026-2027", date(2026, 9, 1), date(2027, 8, 31)),
            ("2026-2027-T1", date(2026, 9, 1), date(2026, 11, 30)),
            ("2027-2028-T2", date(2027, 12, 1), date(2028, 2, 29)),
            ("2026-2027-T3", date(2027, 3, 1), date(2027, 8, 31)),
            ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ],
    )
    def test_have_their_days(self, code: str, first: date, last: date) -> None:
        period = periods.of_code(code)

        assert period is not None
        assert (period.first_on, period.last_on, period.code) == (first, last, code)

    @pytest.mark.parametrize("code", ["", "2026", "2026-2028", "2026-13", "2026-2027-T4", "x"])
    def test_are_nothing_else(self, code: str) -> None:
        assert periods.of_code(code) is None

    def test_are_offered_the_latest_first_and_none_to_come(self) -> None:
        years, terms, months = (group for _heading, group in periods.offered(date(2026, 12, 24)))

        assert years[0][0] == "2026-2027"
        assert [code for code, _label in terms][:3] == [
            "2026-2027-T2",
            "2026-2027-T1",
            "2025-2026-T3",
        ]
        assert [code for code, _label in months][:2] == ["2026-12", "2026-11"]
        assert len(months) == 24
