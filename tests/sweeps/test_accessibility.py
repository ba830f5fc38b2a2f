"""Every page and its errors: axe, keyboard, zoom, spacing of the text, titles, named errors.

Lists, forms and the main page of each thing are looked at by axe, and on a telephone, as the first
family of roles that may enter sees them. With PREAU_SWEEP=all, which `make cover` sets, all pages
are, in every way, for every family.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from preau.accounts.roles import Role
from tests.signing_in import enter
from tests.sweeps import scripted
from tests.sweeps.samples import World
from tests.sweeps.urls import Door, doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IS_WHOLE = os.environ.get("PREAU_SWEEP") == "all"
#: The pages of one thing that are looked at even in haste; the others stand for themselves.
_MAIN = {"tickets:ticket", "schools:school", "assets:asset", "mail:letter"}
DOORS = [
    door
    for door in doors()
    if not door.parameters or (door.is_ours and (IS_WHOLE or door.name in _MAIN))
]
#: One role speaks for those whose pages are alike; the first that may enter is shown the page.
FAMILIES = [
    (Role.CORRESPONDENT, Role.DEPUTY, Role.HEAD, Role.DEPUTY_HEAD, Role.STAFF),
    (Role.SERVICE_DESK, Role.REGIONAL_ADMIN, Role.REGION),
    (Role.DISPATCHER, Role.FIELD, Role.ONSITE),
    (Role.DIGITAL_OFFICER, Role.ACADEMY_SERVICES),
]


def _first_who_enters(world: World, roles: tuple[Role, ...], url: str) -> Any:
    for role in roles:
        for somebody in world.people:
            if somebody.label == f"{role.value} of own":
                client = enter(somebody.user)
                answer = client.get(url)
                # A fragment, which htmx puts into a page, is looked at there.
                if answer.status_code == 200 and b"<html" in b"".join(answer):
                    return somebody
    return None


def _axe(page: Any) -> Iterator[str]:
    for violation in Axe().run(page).response["violations"]:
        nodes = ", ".join(" ".join(map(str, n["target"])) for n in violation["nodes"][:3])
        yield f"{violation['id']}: {nodes}"


def _look(page: Any) -> Iterator[str]:
    """Everything that can be wrong with the page shown."""
    yield from _axe(page)
    yield from scripted.shape(page)
    yield from scripted.zoom(page)
    if IS_WHOLE:
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
    for roles in FAMILIES:
        somebody = _first_who_enters(world, roles, url)
        if somebody is None:
            continue
        page = signed_in_page(somebody.user, url)
        wrong += [f"{url} by {somebody.label}: {what}" for what in _look(page)]
        if IS_WHOLE and scripted.refuses_the_empty_form(page):
            found = [*_axe(page), *scripted.shape(page), *scripted.errors(page)]
            wrong += [f"{url} refused, by {somebody.label}: {what}" for what in found]
        if not IS_WHOLE:
            break

    assert not wrong, "\n".join(wrong)
