"""The box that finds everything, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from preau.search import actions
from tests.tickets.factories import Crew, received

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.requirement("STE-7")
@pytest.mark.parametrize("place", ["#search-box", "#search-suggestions a"])
def test_escape_closes_what_is_proposed_and_keeps_the_text(signed_in_page, place):
    crew = Crew()
    received(crew, subject="Souris volées", at=timezone.now() - timedelta(hours=1))
    actions.rebuild("ticket")
    page = signed_in_page(crew.agent, "/tickets/")
    box, proposed = page.locator("#search-box"), page.locator("#search-suggestions a")
    box.press_sequentially("souris")
    proposed.first.wait_for()

    page.locator(place).first.focus()
    page.keyboard.press("Escape")

    assert proposed.count() == 0
    assert box.input_value() == "souris"
    assert box.evaluate("box => box === document.activeElement")
