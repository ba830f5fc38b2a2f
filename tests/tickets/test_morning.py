"""A morning at CESAME without the mouse, and a correspondent's week on a small telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from preau.tickets import actions
from preau.tickets.models import Ticket
from preau.tickets.states import Extent, Handler, Nature, Status
from tests.schools.factories import RoomFactory, actor
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MATTERS = (
    "Projecteur éteint en B204",
    "Imprimante du CDI bloquée",
    "Borne Wi-Fi muette au gymnase",
    "Onduleur qui siffle à l’accueil",
    "Serveur pédagogique inaccessible",
)
#: What a page tells of the mouse: nothing is to be told.
WATCH = """
window.mouse = Number(sessionStorage.getItem("mouse") || 0);
for (const kind of ["mousedown", "touchstart"]) {
  addEventListener(kind, () => sessionStorage.setItem("mouse", ++window.mouse), true);
}
"""


def tab_to(page: Any, selector: str, *, key: str = "Tab") -> None:
    """Walk with the Tab key to a part of the page, as somebody without a mouse does."""
    for _step in range(80):
        if page.evaluate("s => Boolean(document.activeElement?.matches(s))", selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"{selector} is out of reach of the keyboard on {page.url}")


@pytest.fixture
def morning() -> Crew:
    """Twenty tickets of four lycées; in each, the last one tells what the first told."""
    crews = [Crew() for _number in range(4)]
    for crew in crews:
        room = RoomFactory(school=crew.school, name="B204")
        for number, subject in enumerate((*MATTERS[:4], MATTERS[0])):
            form = factories.form("displays" if number in {0, 4} else "printers")
            place = {"room": room} if number in {0, 4} else {}
            factories.received(crew, subject=subject, form=form, **place)
    return crews[0]


@pytest.mark.requirement("INC-17", "STE-7")
def test_twenty_tickets_without_the_mouse(
    morning: Crew, signed_in_page: Callable[..., Any], page: Any
) -> None:
    reply = actions.keep_reply(
        by=actor(morning.agent, timezone.now()),
        service=Handler.SERVICE_DESK,
        title="Nous regardons",
        body="Bonjour {{ expediteur }}, votre ticket {{ numero }} est confié à : {{ service }}.",
    )
    page.add_init_script(WATCH)
    page = signed_in_page(morning.agent, "/tickets/?view=to_qualify&sort=received")
    keys = page.keyboard
    urls = [link.get_attribute("href") for link in page.locator(".tickets .main a").all()]
    assert len(urls) == 20

    keys.press("j")
    keys.press("Enter")
    for number, url in enumerate(urls):
        page.wait_for_url(f"**{url}")
        if page.locator(".twins [data-key=m]").count() and number % 5 == 4:
            keys.press("m")
            page.wait_for_url("**/merge/?into=*")
            tab_to(page, "main .form__buttons button")
            keys.press("Enter")
        else:
            keys.press("q")
            page.wait_for_url("**/dispatch/")
            tab_to(page, "input[name=extent]")
            keys.press("Space")
            tab_to(page, "main .form__buttons button")
            keys.press("Enter")
            page.wait_for_url(f"**{url}")
            if number % 4 == 0:
                _answer(page)
                page.wait_for_url(f"**{url}#m*")
        page.wait_for_url(f"**{url}*")
        keys.press("n")

    states = list(Ticket.objects.order_by("pk").values_list("status", flat=True))
    assert states.count(Status.DISPATCHED) == 16
    assert states.count(Status.WITHDRAWN) == Ticket.objects.twins().count() == 4
    answers = reply.versions.get().messages.all()
    assert 3 <= answers.count() <= 5
    for message in answers:
        assert message.ticket.ref in message.body
        assert "est confié à" in message.body
    assert page.evaluate("window.mouse") == 0


def _answer(page: Any) -> None:
    """Put a canned reply in, read it over, send it."""
    keys = page.keyboard
    keys.press("r")
    tab_to(page, "input[name=audience]", key="Shift+Tab")
    # Backwards one comes to the last of the group: the arrow leads round to the first, the lycée.
    keys.press("ArrowDown")
    assert page.locator("input[name=audience]:checked").input_value() == "lycee"
    tab_to(page, "select[name=canned]")
    keys.type("Nous")
    tab_to(page, "button[name=insert]")
    keys.press("Enter")
    expect(page.locator("#reply_body")).to_have_value(re.compile("Bonjour"))
    tab_to(page, "#reply_body")
    tab_to(page, "#reply .form__buttons button[type=submit]")
    keys.press("Enter")


def fits(page: Any) -> None:
    """Nothing slides sideways on a telephone of 360 pixels, and axe finds nothing."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    assert not Axe().run(page).response["violations"], page.url


@pytest.mark.requirement("INC-4", "INC-8", "STE-7")
def test_a_correspondent_on_a_telephone(signed_in_page: Callable[..., Any], page: Any) -> None:
    crew = Crew()
    page.set_viewport_size({"width": 360, "height": 740})
    page = signed_in_page(crew.correspondent)
    fits(page)

    # Reports.
    page.click("main a[href='/tickets/new/']")
    fits(page)
    page.click("main a[href*='/tickets/new/displays/']")
    fits(page)
    page.fill("input[name=subject]", "Écran noir en B204")
    page.fill("textarea[name=description]", "Rien ne s’affiche depuis ce matin.")
    page.fill("input[name=question_since]", "Ce matin")
    page.locator("input[name=question_stopped]").first.check()
    page.locator("input[name=question_symptom]").first.check()
    page.check("input[name=urgency][value=medium]")
    page.click("main .form__buttons button")
    ticket = Ticket.objects.get()
    page.wait_for_url(f"**{ticket.get_absolute_url()}")
    fits(page)

    # Follows.
    actions.dispatch(
        ticket,
        by=actor(crew.agent, timezone.now()),
        seen=ticket.version,
        nature=Nature.OFFICE_INCIDENT,
        extent=Extent.ROOM,
        urgency=ticket.urgency,
        handler=Handler.CONTRACTOR,
    )
    page.goto(page.url.partition("/tickets/")[0] + "/tickets/?view=open")
    fits(page)
    page.click(".tickets .main a")
    assert "Entreprise" in page.inner_text(".next")

    # Nudges.
    page.click("main a[href$='/nudge/']")
    fits(page)
    page.fill("textarea[name=body]", "La salle sert demain à huit heures.")
    page.click("main .form__buttons button")
    page.wait_for_url(f"**{ticket.get_absolute_url()}")
    ticket.refresh_from_db()
    assert ticket.nudges == 1

    # Closes.
    actions.close_technically(
        ticket,
        by=actor(crew.dispatcher, timezone.now()),
        seen=ticket.version,
        solution="Lampe remplacée.",
    )
    page.reload()
    page.click("main a[href$='/closure/']")
    fits(page)
    page.click("main .form__buttons button")
    page.wait_for_url(f"**{ticket.get_absolute_url()}")
    fits(page)
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
