"""Every page and its errors: axe, keyboard, zoom, spacing of the text, titles, named errors.

Every role asks for every page. A page made of the same elements as those already looked at, for
somebody else, is not looked at again: what differs then is its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.signing_in import enter
from tests.sweeps import scripted
from tests.sweeps.samples import Somebody, World
from tests.sweeps.urls import Door, doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOORS = [door for door in doors() if door.is_ours or not door.parameters]
_TAG = re.compile(rb"<([a-z][a-z0-9-]*)([^>]*)>")
_MANNER = re.compile(rb"""\b(?:class|type|role|aria-[a-z]+|hx-[a-z]+)="[^"]*\"""")


def _elements(html: bytes) -> set[tuple[bytes, ...]]:
    """What a page is made of: its tags, each with its classes, role and manners."""
    return {(tag, *_MANNER.findall(rest)) for tag, rest in _TAG.findall(html)}


def _readers(world: World, url: str) -> Iterator[Somebody]:
    """Whoever is shown a page that has something which nobody's before had."""
    known: set[tuple[bytes, ...]] = set()
    for somebody in world.people:
        answer = enter(somebody.user).get(url)
        html = b"".join(answer)
        # A fragment, which htmx puts into a page, is looked at there.
        if answer.status_code != 200 or b"<html" not in html:
            continue
        elements = _elements(html)
        if not elements <= known:
            known |= elements
            yield somebody


def _axe(page: Any) -> Iterator[str]:
    for violation in Axe().run(page).response["violations"]:
        nodes = ", ".join(" ".join(map(str, n["target"])) for n in violation["nodes"][:3])
        yield f"{violation['id']}: {nodes}"


def _look(page: Any) -> Iterator[str]:
    """Everything that can be wrong with the page shown."""
    yield from _axe(page)
    yield from scripted.shape(page)
    yield from scripted.zoom(page)
    yield from scripted.keyboard(page)
    yield from scripted.spacing(page)
    page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.requirement("STE-7")
@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_everyone_can_read_and_use_the_page_and_its_errors(
    door: Door, signed_in_page: Callable[..., Any]
) -> None:
    world = World.make()
    url = door.url(door.sample(world.own))
    wrong = []
    for somebody in _readers(world, url):
        page = signed_in_page(somebody.user, url)
        wrong += [f"{url} by {somebody.label}: {what}" for what in _look(page)]
        if scripted.refuses_the_empty_form(page):
            found = [*_axe(page), *scripted.shape(page), *scripted.errors(page)]
            wrong += [f"{url} refused, by {somebody.label}: {what}" for what in found]

    assert not wrong, "\n".join(wrong)
