"""The second factor in Chromium: a key that answers, codes to keep, nothing inline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from preau.accounts.roles import Role
from tests.accounts.factories import PASSWORD
from tests.accounts.totp import code_of
from tests.schools.factories import make_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from preau.accounts.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.requirement("ROL-7"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def agent() -> User:
    return make_person(Role.SERVICE_DESK, signs_in=True)


@pytest.fixture
def browser_page(page: Page) -> Iterator[Page]:
    """A page whose refusals by the content security policy fail the test."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security" in said.text else None,
    )
    yield page
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def key(browser_page: Page) -> None:
    """A security key that is always plugged in and touched at once."""
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page: Page, url: str, agent: User) -> None:
    page.goto(f"{url}/account/login/")
    page.locator("input[name=login]").fill(agent.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def sign_out(page: Page, url: str) -> None:
    page.goto(f"{url}/account/logout/")
    page.locator("main form button[type=submit], form.form button[type=submit]").first.click()


def look_at(page: Page) -> None:
    """Nothing that axe finds, on a telephone and on a desk."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in violations] == []


def test_a_key_is_added_and_then_opens_the_door(live_server, browser_page, key, agent):
    page = browser_page
    sign_in(page, live_server.url, agent)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Encore une étape")
    look_at(page)

    page.get_by_role("link", name="Ajouter une clé").click()
    look_at(page)
    page.get_by_label("Nom de la clé").fill("Clé bleue")
    page.get_by_role("button", name="Interroger la clé").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Conservez ces codes de secours")
    assert len(re.findall(r"\b\d{8}\b", page.locator("ul.codes").inner_text())) == 10
    look_at(page)
    page.get_by_role("link", name="Je les ai conservés").click()
    expect(page).to_have_url(f"{live_server.url}/")

    sign_out(page, live_server.url)
    sign_in(page, live_server.url, agent)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre second facteur")
    look_at(page)
    page.get_by_role("button", name="Utiliser ma clé").click()
    expect(page).to_have_url(f"{live_server.url}/")

    page.goto(f"{live_server.url}/account/factors/")
    expect(page.get_by_text("Clé bleue").first).to_be_visible()
    look_at(page)


def test_a_key_that_does_not_answer_is_said_in_the_page(live_server, browser_page, agent):
    page = browser_page
    sign_in(page, live_server.url, agent)
    page.goto(f"{live_server.url}/account/factors/key/")
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new Error('too late')); }"
    )

    page.get_by_role("button", name="Interroger la clé").click()

    expect(page.get_by_role("alert")).to_contain_text("n’a pas répondu")


def test_an_application_is_set_up_and_its_codes_can_be_kept(live_server, browser_page, agent):
    page = browser_page
    sign_in(page, live_server.url, agent)
    page.get_by_role("link", name="Mettre en place une application").click()
    look_at(page)
    picture = page.get_by_role("img", name=re.compile("Code QR"))
    assert picture.evaluate("image => image.naturalWidth") > 0

    page.get_by_label("Code affiché").fill(code_of(page.locator("dd code").inner_text()))
    page.get_by_role("button", name="Confirmer le code").click()

    codes = page.locator("ul.codes").inner_text().split()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Télécharger").click()
    assert kept.value.path().read_text().split() == codes
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
