"""The room's pages in a browser: full of rows, refused, stale, and alive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from preau.schools.states import ReportingMode
from preau.tickets import actions
from preau.tickets.models import Ticket
from tests.instants import NOON
from tests.schools.factories import RoomFactory
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("STE-7"),
]


@pytest.fixture
def crew() -> Crew:
    crew = Crew(reporting_mode=ReportingMode.ALL_STAFF)
    RoomFactory(school=crew.school, name="B204")
    for stage in (
        factories.received,
        factories.dispatched,
        factories.on_hold,
        factories.technically_closed,
        factories.closed,
        factories.out_of_scope,
        factories.withdrawn,
    ):
        stage(crew)
    nudged = factories.dispatched(crew)
    actions.nudge(nudged, by=crew.actor("correspondent", NOON), body="Où en est-ce ?")
    actions.exchange(nudged, by=crew.actor("dispatcher", NOON), body="La pièce est commandée.")
    actions.note(nudged, by=crew.actor("agent", NOON), body="Troisième panne.")
    actions.report(crew.school, by=crew.actor("teacher", NOON), subject="Son", body="Muet.")
    return crew


def look(page: Any) -> None:
    """No violation, and no wider than a small telephone."""
    found = [
        f"{each['id']}: {[node['target'] for node in each['nodes'][:3]]}"
        for each in Axe().run(page).response["violations"]
    ]
    assert not found, "\n".join(found)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("agent", "/tickets/?view=all&urgency=very_high&school=a&since=2026-01-01"),
        ("correspondent", "/tickets/?view=all"),
        ("dispatcher", "/tickets/?view=all"),
        ("agent", "/"),
        ("correspondent", "/"),
        ("dispatcher", "/"),
        ("teacher", "/"),
        ("correspondent", "/tickets/reports/"),
        ("teacher", "/tickets/new/"),
        ("admin", "/tickets/forms/"),
    ],
)
def test_pages_with_something_on_them(
    part: str, path: str, crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    look(signed_in_page(crew.of(part), path))


@pytest.mark.parametrize("part", ["correspondent", "agent", "dispatcher"])
def test_tickets_at_every_stage(part: str, crew: Crew, signed_in_page: Callable[..., Any]) -> None:
    visible = Ticket.objects.visible_to(crew.actor(part, NOON)).order_by("pk")

    for ticket in visible:
        page = signed_in_page(crew.of(part), ticket.get_absolute_url())
        for details in page.locator("main details").all():
            details.evaluate("details => { details.open = true }")
        look(page)


def test_forms_that_were_refused(crew: Crew, signed_in_page: Callable[..., Any]) -> None:
    incomplete = signed_in_page(crew.correspondent, "/tickets/new/displays/")
    incomplete.click("main .form__buttons button")
    look(incomplete)

    ticket = Ticket.objects.order_by("pk")[0]
    stale = signed_in_page(crew.agent, reverse("tickets:urgency", args=[ticket.ref]))
    Ticket.objects.filter(pk=ticket.pk).update(version=9)
    stale.check("input[value=low]")
    stale.fill("textarea", "Personne n’est gêné.")
    stale.click("main .form__buttons button")
    assert "Ce qui s’est passé entre-temps" in stale.content()
    look(stale)


@pytest.mark.requirement("INC-4")
def test_a_filter_swaps_the_list_and_the_address(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    page = signed_in_page(crew.agent, "/tickets/?view=open")
    page.evaluate("window.stays = true")

    page.click(".filters__more summary")
    page.select_option("select[name=handler]", "service_desk")
    page.wait_for_selector(".chips")
    swapped = page.inner_text("#listed")

    assert page.evaluate("window.stays")
    assert "handler=service_desk" in page.url
    # The word changes the field and sends the form: one step back still leaves the word.
    page.fill(".filters [name=q]", "panne")
    page.press(".filters [name=q]", "Enter")
    page.wait_for_url("**q=panne*")
    page.wait_for_timeout(400)
    page.go_back()
    page.wait_for_function("!location.search.includes('panne')")
    page.reload()
    assert page.inner_text("#listed") == swapped


@pytest.mark.requirement("INC-1")
def test_a_request_is_filled_in_with_proposals(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    page = signed_in_page(crew.correspondent, "/tickets/new/displays/")

    page.fill("input[name=subject]", "Écran noir")
    page.fill("textarea[name=description]", "Rien ne s’affiche.")
    page.type("input[name=room]", "b2")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.fill("input[name=question_since]", "Ce matin")
    page.locator("input[name=question_stopped]").first.check()
    page.locator("input[name=question_symptom]").first.check()
    page.check("input[name=urgency][value=medium]")
    page.click("main .form__buttons button")

    ticket = Ticket.objects.order_by("-pk")[0]
    assert page.url.endswith(ticket.get_absolute_url())
    assert ticket.room is not None
    assert ticket.room.name == "B204"
    assert ticket.ref in page.inner_text(".messages")
