"""Followers, reports, reviews, saved views, limits and the satisfaction page, in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.schools.states import ReportingMode
from preau.tickets import actions, followers, rating
from tests.instants import MORNING
from tests.schools.factories import RoomFactory, actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.test_pages_browser import look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("STE-7"),
]


@pytest.fixture
def crew() -> Crew:
    """Something on every page of these."""
    crew = Crew(reporting_mode=ReportingMode.ALL_STAFF)
    now = timezone.now()
    room = RoomFactory(school=crew.school, name="B204")
    for stage in (factories.received, factories.dispatched, factories.technically_closed):
        stage(crew)
    actions.save_view(
        by=crew.actor("agent", now), name="Urgences du matin", query="view=open&urgency=very_high"
    )
    gone = actions.save_view(by=crew.actor("agent", now), name="Ancienne", query="view=all")
    actions.delete_view(gone, by=crew.actor("agent", now))
    actions.save_view(
        by=crew.actor("agent", now), name="Chez Zorglub", query="view=all&technician=Zorglub"
    )
    actions.open_review(crew.school, by=Actor.preau(now))
    first = actions.report(
        crew.school, by=crew.actor("teacher", now), subject="Plus de son", body="Muet.", room=room
    )
    colleague = make_person(Role.STAFF, school=crew.school)
    actions.report(
        crew.school, by=actor(colleague, now), subject="Muet", body="Aucun son.", room=room
    )
    actions.join_report(first, by=crew.actor("head", now))
    crew.colleague, crew.report = colleague, first  # type: ignore[attr-defined]
    return crew


def shoot(page: Any, name: str) -> None:
    """Keep a picture of both sizes, where somebody asks to see them."""
    if folder := os.environ.get("TEST_PICTURES"):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("correspondent", "/tickets/review/"),
        ("correspondent", "/tickets/"),
        ("correspondent", "/"),
        ("region", "/tickets/reviews/"),
        ("agent", "/tickets/"),
        ("agent", "/tickets/views/"),
        ("agent", "/tickets/views/new/?view=open&urgency=low"),
        ("agent", "/"),
        ("admin", "/tickets/limits/"),
        ("admin", "/tickets/limits/new/"),
        ("teacher", "/tickets/reports/new/"),
    ],
)
def test_pages_with_something_on_them(
    part: str, path: str, crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    page = signed_in_page(crew.of(part), path)

    shoot(page, f"{part}{path.split('?')[0].replace('/', '_')}")
    look(page)


def test_a_broken_view_says_why(crew: Crew, signed_in_page: Callable[..., Any]) -> None:
    page = signed_in_page(crew.agent, "/tickets/")

    page.get_by_role("navigation", name="Vues enregistrées").get_by_role(
        "link", name="Chez Zorglub"
    ).click()
    page.get_by_text("Plus aucun technicien").wait_for()

    shoot(page, "broken")
    look(page)


def test_what_is_known_is_said_while_one_types_and_joined_in_a_click(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    page = signed_in_page(crew.teacher, "/tickets/reports/new/")

    page.get_by_label("Quelle salle").fill("B204")
    page.get_by_label("Quelle salle").press("Tab")
    page.get_by_text("Déjà connu depuis").first.wait_for()
    shoot(page, "known")
    look(page)
    page.get_by_role("button", name="Moi aussi").click()
    page.get_by_text("Vous comptez parmi les personnes concernées").wait_for()

    shoot(page, "joined")
    look(page)


def test_the_correspondent_sends_several_reports_as_one(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    url = reverse("tickets:report_forwarding", args=[crew.report.pk])  # type: ignore[attr-defined]
    page = signed_in_page(crew.correspondent, url)

    shoot(page, "forwarding")
    look(page)


def test_followers_and_their_links(crew: Crew, signed_in_page: Callable[..., Any]) -> None:
    ticket = factories.appointed(crew)
    watch = actions.watch(ticket, by=crew.actor("head", MORNING))
    page = signed_in_page(crew.correspondent, reverse("tickets:watchers", args=[ticket.ref]))

    shoot(page, "watchers")
    look(page)
    base = page.url.split("/tickets/")[0]
    page.goto(base + ticket.get_absolute_url())
    shoot(page, "ticket")
    look(page)
    page.context.clear_cookies()
    page.goto(base + reverse("tickets:unwatching", args=[followers.token_of(watch)]))
    shoot(page, "unwatching")
    look(page)


def test_the_question_after_a_closure(crew: Crew, signed_in_page: Callable[..., Any]) -> None:
    ticket = factories.closed(crew)
    now = timezone.now()
    question = actions.ask(ticket, crew.correspondent, by=Actor.preau(now - timedelta(days=1)))
    assert question is not None
    page = signed_in_page(crew.correspondent, "/")
    base = page.url.rstrip("/")
    page.context.clear_cookies()

    page.goto(base + reverse("tickets:satisfaction", args=[rating.token_of(question)]))
    shoot(page, "satisfaction")
    look(page)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    look(page)
    page.get_by_text("Satisfait", exact=True).click()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_text("Votre réponse est enregistrée").wait_for()

    look(page)
