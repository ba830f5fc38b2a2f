"""Every page, looked at by axe and on a narrow telephone, once per family of roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from preau.accounts.roles import Role
from tests.signing_in import enter
from tests.sweeps.samples import World
from tests.sweeps.urls import Door, doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOORS = [door for door in doors() if door.is_ours or not door.parameters]
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


@pytest.mark.requirement("STE-7")
@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_axe_finds_nothing_and_a_telephone_is_wide_enough(
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
        for violation in Axe().run(page).response["violations"]:
            nodes = ", ".join(" ".join(map(str, n["target"])) for n in violation["nodes"][:3])
            wrong.append(f"{url} by {somebody.label}: {violation['id']}: {nodes}")
        page.set_viewport_size({"width": 320, "height": 800})
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wrong.append(f"{url} by {somebody.label}: {width} pixels wide on a telephone of 320")
        page.set_viewport_size({"width": 1280, "height": 720})

    assert not wrong, "\n".join(wrong)
