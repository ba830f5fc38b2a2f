"""The kit in Chromium: what a stylesheet and a script do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gallery(live_server: Any, page: Page) -> Page:
    page.goto(f"{live_server.url}/gallery/")
    return page


@pytest.mark.requirement("STE-7")
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_axe_finds_nothing_in_the_gallery_and_nothing_overflows(gallery, width):
    gallery.set_viewport_size({"width": width, "height": 900})

    violations = Axe().run(gallery).response["violations"]

    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in violations] == []
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.requirement("STE-7")
def test_the_skip_link_comes_first_and_leads_to_the_content(live_server, page):
    page.goto(f"{live_server.url}/help/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.requirement("STE-7")
def test_proposals_are_reached_and_taken_with_the_keyboard_alone(gallery):
    room = gallery.locator("#form input[name=room]")
    room.fill("")
    room.press_sequentially("b20")
    gallery.locator("#form [role=option]").first.wait_for()
    assert room.get_attribute("aria-expanded") == "true"
    assert "2" in gallery.locator("#form [data-combobox-status]").inner_text()

    room.press("ArrowDown")
    room.press("ArrowDown")
    active = room.get_attribute("aria-activedescendant")
    assert "B205" in gallery.locator(f"#{active}").inner_text()
    room.press("Enter")

    assert room.input_value() == "B205"
    assert gallery.locator("#form input[name=room_key]").input_value() == "2"
    assert room.get_attribute("aria-expanded") == "false"

    room.press_sequentially("x")
    assert gallery.locator("#form input[name=room_key]").input_value() == ""


def test_escape_closes_the_proposals_and_keeps_the_text(gallery):
    room = gallery.locator("#form input[name=room]")
    room.press_sequentially("b20")
    gallery.locator("#form [role=option]").first.wait_for()

    room.press("Escape")

    assert room.input_value() == "b20"
    assert gallery.locator("#form [role=listbox]").is_hidden()


def test_chosen_files_are_listed_by_name(gallery):
    gallery.locator("#form input[type=file]").set_input_files(
        [
            {"name": "voyant orange.jpg", "mimeType": "image/jpeg", "buffer": b"1"},
            {"name": "salle.jpg", "mimeType": "image/jpeg", "buffer": b"2"},
        ]
    )

    assert gallery.locator("#form .filepicker__names li").all_inner_texts() == [
        "voyant orange.jpg",
        "salle.jpg",
    ]


@pytest.mark.requirement("STE-7")
def test_a_stacked_table_is_still_a_table(gallery):
    gallery.set_viewport_size({"width": 360, "height": 900})

    assert gallery.get_by_role("table").count() >= 1
    assert gallery.get_by_role("columnheader", name="Échéance").count() >= 1


@pytest.mark.requirement("STE-7")
def test_without_javascript_the_gallery_can_still_be_read_and_filled(live_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")

    page.locator("#form input[name=room]").fill("B204")

    assert page.locator("#form [role=combobox]").count() == 0
    assert page.locator("#form button[type=submit]").is_visible()
    context.close()
