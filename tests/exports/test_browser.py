"""One's files in a browser: readable, usable, and alive while one is being written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from preau.accounts.roles import Role
from preau.exports import actions
from preau.exports.states import Reason
from tests.exports import factories
from tests.schools.factories import make_person
from tests.sweeps import scripted
from tests.sweeps.test_accessibility import _axe
from tests.tickets.factories import Crew, received

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.requirement("STE-7")
def test_files_in_every_state_can_be_read_and_used(signed_in_page):
    agent, now = make_person(Role.SERVICE_DESK), timezone.now()
    factories.waiting(agent, at=now, query="view=all&q=mur")
    running = factories.running(agent, at=now)
    factories.ready(agent, at=now)
    actions.fail(factories.running(agent, at=now), Reason.FAULT, at=now)

    page = signed_in_page(agent, "/exports/")

    wrong = [*_axe(page), *scripted.shape(page), *scripted.zoom(page), *scripted.spacing(page)]
    assert not wrong, "\n".join(wrong)
    assert page.locator("progress").count() == 2

    # Without touching the page: it asks by itself how far the file is.
    actions.advance(running, at=now, done=3, total=3)
    actions.cancel(running, by=factories.run(agent, at=now).asked.actor)
    page.get_by_text("Abandonné").wait_for(timeout=8000)
    assert page.locator("progress").count() == 1


def test_a_list_is_taken_with_its_filters(signed_in_page):
    crew, at = Crew(), timezone.now() - timedelta(hours=1)
    received(crew, at=at, subject="Mur rouge")
    received(crew, at=at, subject="Mur bleu")
    page = signed_in_page(crew.agent, "/tickets/?view=all")

    page.get_by_label("Numéro ou mots de l’objet").fill("rouge")
    page.get_by_role("button", name="Filtrer").click()
    page.get_by_text("Mur bleu").wait_for(state="detached")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    told = download.value.path().read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename.startswith("tickets-tous-")
    assert "Mur rouge" in told
    assert "Mur bleu" not in told
