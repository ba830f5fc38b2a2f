"""An incident from the mail to the two closures, over real processes, as four people see it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import environ
import psycopg
import pytest

from tests.accounts.totp import code_of
from tests.story.instance import PASSWORD, Instance

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = Path("build/story")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An instance on the database of this run: SQLite, or a database of its own on the server."""
    made = Instance(tmp_path, _own_database())
    made.run("migrate")
    made.people()
    made.start()
    yield made
    assert made.stop() == 0


def _own_database() -> str | None:
    """On PostgreSQL, create a database apart from the suite's."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return None
    name = f"story_{uuid.uuid4().hex[:8]}"
    settings = environ.Env.db_url_config(url)
    with psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
        autocommit=True,
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    base, _slash, rest = url.rpartition("/")
    _database, question, options = rest.partition("?")
    return f"{base}/{name}{question}{options}"


def outage() -> EmailMessage:
    """What the correspondent writes, with a picture of the cabinet."""
    message = EmailMessage()
    message["From"] = "Claire Morel <claire.morel@lycee.invalid>"
    message["To"] = "cesame@region.invalid"
    message["Subject"] = "Plus de réseau au CDI, urgence : très haut"
    message["Message-ID"] = "<panne-du-cdi@lycee.invalid>"
    message.set_content(
        "Bonjour,\n\nPlus aucun poste du CDI n’accède au réseau depuis 8 h 10. Le commutateur de "
        "l’armoire ne s’allume plus.\n\nClaire Morel\n"
    )
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        maintype="image",
        subtype="png",
        filename="armoire du CDI – été.png",
    )
    return message


class Visitor:
    """One person at a time before the browser."""

    def __init__(self, page: Page, instance: Instance) -> None:
        self.page, self.instance = page, instance

    def enter(self, email: str) -> None:
        """Sign in, as somebody who was signed out."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.instance.url}/account/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/account/login/" not in url)
        if "/account/factors/" in self.page.url:
            self._set_up_factor()
        self.page.wait_for_url(f"{self.instance.url}/")

    def _set_up_factor(self) -> None:
        """Do what is asked of the Region's people at their first sign-in (ROL-7)."""
        self.page.click("main a.btn-primary")
        self.page.fill("[name=code]", code_of(self.page.inner_text("dd code")))
        self.page.click("main form[method=post] button[type=submit]")
        self.page.click("main a.btn-primary")

    def open(self, path: str) -> str:
        """Open a page and give its text."""
        self.page.goto(self.instance.url + path)
        return self.text

    @property
    def text(self) -> str:
        """What the page says, with plain spaces."""
        return self.page.inner_text("main").replace("\u00a0", " ").replace("\u202f", " ")

    def choose(self, name: str, value: str) -> None:
        """Pick one of several cards."""
        self.page.check(f"[name={name}][value={value}]", force=True)

    def submit(self) -> str:
        """Send the form of the page, and give what came."""
        self.page.click("main form[method=post] button[type=submit]")
        self.page.wait_for_load_state()
        return self.text

    def picture(self, name: str) -> None:
        """Keep the page as two screens show it, to be looked at."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for size, label in ((NARROW, "360"), (WIDE, "1280")):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=PICTURES / f"{name}-{label}.png", full_page=True)


@pytest.mark.browser
@pytest.mark.story
@pytest.mark.requirement("INC-1", "INC-2", "INC-3", "INC-5", "INC-6", "INC-8", "INC-13")
def test_from_the_mail_to_the_two_closures(instance: Instance, page: Page) -> None:
    visitor = Visitor(page, instance)

    # The correspondent's mail becomes a numbered, acknowledged ticket.
    instance.send(outage())
    instance.wait(lambda: instance.letters(), "the acknowledgement")
    line = instance.ledger()[0]
    ref = str(line["ticket"])
    assert (line["state"], line["outcome"], line["answered"]) == ("done", "ticket", 1)
    acknowledgement = instance.letters()[0]
    assert "To: claire.morel@lycee.invalid" in acknowledgement
    assert ref in acknowledgement

    # CESAME finds it in its queue, qualifies it and hands it to the contractor.
    visitor.enter("nadia.roux@region.invalid")
    assert ref in visitor.text
    visitor.picture("1-cesame-home")
    told = visitor.open(f"/tickets/{ref}/")
    assert "Plus aucun poste du CDI" in told
    assert "armoire du CDI – été.png" in told
    visitor.picture("2-cesame-ticket")
    visitor.open(f"/tickets/{ref}/dispatch/")
    visitor.choose("nature", "network_incident")
    visitor.choose("extent", "part")
    visitor.choose("handler", "contractor")
    visitor.picture("3-cesame-dispatch")
    visitor.submit()
    assert page.url.endswith(f"/tickets/{ref}/")

    # The contractor's clock runs; its dispatcher appoints a technician.
    visitor.enter("marc.lopez@scc.invalid")
    assert ref in visitor.text
    visitor.open(f"/tickets/{ref}/due/")
    visitor.picture("4-contractor-due")
    visitor.open(f"/tickets/{ref}/appointment/")
    page.get_by_text("Inès Baron").first.click()
    visitor.submit()

    # The technician gets in touch, repairs, and closes technically.
    visitor.enter("ines.baron@scc.invalid")
    assert ref in visitor.text
    visitor.picture("5-technician-home")
    visitor.open(f"/tickets/{ref}/contact/")
    page.fill("[name=body]", "Vu avec Mme Morel au téléphone : passage ce jour.")
    visitor.submit()
    visitor.open(f"/tickets/{ref}/technical-closure/")
    page.fill("[name=solution]", "Commutateur remplacé, réseau du CDI vérifié sur douze postes.")
    visitor.submit()

    # The correspondent is told, reads what was done, and closes administratively.
    instance.wait(
        lambda: any("technical" in letter or "conclure" in letter for letter in instance.letters()),
        "the letter that asks for the closure",
    )
    visitor.enter("claire.morel@lycee.invalid")
    assert ref in visitor.text
    visitor.picture("6-correspondent-home")
    visitor.open(f"/tickets/{ref}/closure/")
    visitor.submit()
    told = visitor.open(f"/tickets/{ref}/")
    assert "Commutateur remplacé" in told
    assert "a prononcé la clôture administrative" in told
    visitor.picture("7-correspondent-closed")

    # The books balance and the journal proves itself.
    instance.run("queue", "drain")
    instance.run("mail", "balance")
    instance.run("journal", "verify")
