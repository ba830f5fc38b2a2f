"""Every URL, asked by every role of its own lycée, of another one, and of none."""

from __future__ import annotations

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext

from preau.accounts.roles import Role
from preau.schools.queries import actor_of
from tests.instants import NOON
from tests.signing_in import enter
from tests.sweeps.samples import SAMPLES, Somebody, World
from tests.sweeps.urls import Door, doors

pytestmark = pytest.mark.django_db

DOORS = doors()
every_door = pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
SEEN = {200, 302, 403, 405}
ANSWERED = SEEN | {204, 400, 409, 422}
#: What an invisible thing answers: as if it were absent.
ABSENT = {404, 405}


def _sees(somebody: Somebody, thing: object) -> bool | None:
    """Whether the thing is visible to a person; None where nothing tells."""
    manager = getattr(type(thing), "_default_manager", None)
    if manager is None or not hasattr(manager, "visible_to"):
        return None
    actor = actor_of(somebody.user, NOON)
    return bool(manager.visible_to(actor).filter(pk=thing.pk).exists())  # type: ignore[attr-defined]


@pytest.mark.requirement("ROL-5")
@every_door
def test_nobody_sees_what_is_not_theirs_and_nothing_breaks(door: Door) -> None:
    wrong = []
    with time_machine.travel(NOON, tick=True):
        world = World.make()
        shown = door.sample(world.own)
        url = door.url(shown)
        for somebody in world.people:
            for method in ("get", "post"):
                client = enter(somebody.user)
                with transaction.atomic():
                    answer = getattr(client, method)(url)
                    b"".join(answer)  # A file is closed once it is read to its end.
                    transaction.set_rollback(True)  # The next one finds the thing as it was.
                sees = _sees(somebody, shown.thing)
                allowed = ANSWERED if method == "post" else SEEN
                if sees is False:
                    allowed = ABSENT
                elif sees is None:
                    allowed = allowed | {404}
                if not door.is_ours:
                    allowed = allowed | {429}  # The library counts the attempts.
                if answer.status_code not in allowed:
                    wrong.append(f"{method} {url} by {somebody.label}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)


@every_door
def test_a_stranger_is_sent_to_sign_in(door: Door) -> None:
    with time_machine.travel(NOON, tick=True):
        url = door.url(door.sample(World.make(roles=()).own))

        answer = Client().get(url)

    if door.is_public:
        assert answer.status_code in SEEN | {404}
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))


@pytest.mark.parametrize("role", list(Role))
def test_more_rows_cost_no_more_queries(role: Role) -> None:
    makers = sorted(set(SAMPLES.values()), key=lambda maker: maker.__qualname__)
    wrong = []
    with time_machine.travel(NOON, tick=True):
        world = World.make()
        reader = next(one for one in world.people if one.label == f"{role.value} of own")
        client = enter(reader.user)
        for maker in makers:
            maker(world.own)
        urls = [door.url(door.sample(world.own)) for door in DOORS if door.is_ours]
        few = {}
        for url in urls:
            b"".join(client.get(url))
            with CaptureQueriesContext(connection) as queries:
                b"".join(client.get(url))
            few[url] = len(queries)
        for maker in makers * 3:
            maker(world.own)
        for url in urls:
            # What a page keeps for a minute may have come of age meanwhile: the second time counts.
            for _time in range(2):
                with CaptureQueriesContext(connection) as queries:
                    b"".join(client.get(url))
                if len(queries) <= few[url]:
                    break
            else:
                wrong.append(f"{url}: {few[url]} queries became {len(queries)}")

    assert not wrong, "\n".join(wrong)
