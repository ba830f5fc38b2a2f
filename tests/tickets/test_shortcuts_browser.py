"""The keys themselves, in a browser: lists, tickets, help, and silence while one types (STE-7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from preau.tickets.models import Ticket
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("STE-7"),
]


@pytest.fixture
def crew() -> Crew:
    crew = Crew()
    for number in range(3):
        factories.received(crew, subject=f"Panne {number}")
    return crew


def test_a_list_is_walked_opened_and_followed(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    page = signed_in_page(crew.agent, "/tickets/?view=to_qualify")
    urls = [link.get_attribute("href") for link in page.locator(".tickets .main a").all()]
    keys = page.keyboard

    keys.press("j")
    keys.press("ArrowDown")
    keys.press("k")
    keys.press("x")
    assert page.locator(".tickets tbody input:checked").count() == 1
    keys.press("Enter")
    page.wait_for_url(f"**{urls[0]}")
    keys.press("n")
    page.wait_for_url(f"**{urls[1]}")
    keys.press("p")
    page.wait_for_url(f"**{urls[0]}")
    keys.press("u")
    page.wait_for_url("**/tickets/?view=to_qualify")
    keys.press("j")
    keys.press("o")
    page.wait_for_url(f"**{urls[0]}")
    for key, where in (("t", "/tickets/"), ("l", "/schools/**"), ("s", "/search/")):
        keys.press("g")
        keys.press(key)
        page.wait_for_url(f"**{where}")


def test_the_form_that_a_key_leads_to_has_the_focus(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    ticket = Ticket.objects.order_by("pk")[0]
    page = signed_in_page(crew.agent, ticket.get_absolute_url())

    page.keyboard.press("q")
    page.wait_for_url("**/dispatch/")

    page.wait_for_function("document.activeElement.closest('main form.form')")
    page.reload()
    assert page.evaluate("document.activeElement.closest('main form.form')") is None


def test_nothing_acts_while_one_types_or_with_other_keys(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    ticket = Ticket.objects.order_by("pk")[0]
    page = signed_in_page(crew.agent, ticket.get_absolute_url())
    keys = page.keyboard

    keys.press("r")
    keys.type("q d m n ? j")
    assert page.input_value("#reply_body") == "q d m n ? j"
    keys.press("Control+a")
    assert page.url.endswith(ticket.get_absolute_url())
    page.evaluate("document.activeElement.blur()")
    keys.press("/")
    keys.type("panne")
    assert page.input_value("#search-box") == "panne"
    page.evaluate("document.activeElement.blur()")
    keys.press("q")
    page.wait_for_url("**/dispatch/")


def test_the_help_opens_and_closes_and_reads_well(
    crew: Crew, signed_in_page: Callable[..., Any]
) -> None:
    page = signed_in_page(crew.agent, "/tickets/")

    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("j")
    assert "Raccourcis clavier" in page.inner_text("dialog")
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_switched_off_they_do_nothing(crew: Crew, signed_in_page: Callable[..., Any]) -> None:
    crew.agent.has_shortcuts = False
    crew.agent.save()
    page = signed_in_page(crew.agent, "/tickets/")

    page.keyboard.press("?")
    page.keyboard.press("j")

    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "BODY"
