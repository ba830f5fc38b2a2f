"""Single keys: each one that the help lists exists, and each person can switch them off (STE-7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from preau import ui
from preau.ui.shortcuts import SHORTCUTS
from tests.instants import NOON
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("STE-7")]
SCRIPT = (Path(ui.__file__).parent / "static" / "ui" / "keys.js").read_text(encoding="utf-8")


def test_the_help_lists_every_shortcut(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    page = client_for(crew.agent).get("/help/keyboard/").content.decode()

    rows = re.findall(r"<th scope=\"row\">(.*?)</th>", page)
    listed = {tuple(re.findall(r"<kbd>(.*?)</kbd>", row)) for row in rows}
    assert listed == {shortcut.keys for shortcut in SHORTCUTS}


def test_every_shortcut_exists(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    with time_machine.travel(NOON):
        received, done = factories.received(crew), factories.technically_closed(crew)
        pages = "".join(
            client_for(crew.of(who)).get(ticket.get_absolute_url()).content.decode()
            for who, ticket in (("agent", received), ("correspondent", done))
        )
    own = set(re.findall(r'^    "?(.)"?: ', SCRIPT.partition("const OWN")[2], re.MULTILINE))

    for shortcut in SHORTCUTS:
        if shortcut.mark:
            assert shortcut.mark in pages, shortcut.keys
        else:
            assert shortcut.keys[0] in own, shortcut.keys
    assert own == {shortcut.keys[0] for shortcut in SHORTCUTS if len(shortcut.keys) > 1} | {
        shortcut.keys[0] for shortcut in SHORTCUTS if not shortcut.mark
    }


def test_no_key_does_two_things() -> None:
    keys = [shortcut.keys for shortcut in SHORTCUTS]

    assert len(keys) == len(set(keys))


def test_a_person_switches_them_off(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    client = client_for(crew.agent)
    assert "ui/keys.js" in client.get("/").content.decode()

    off = client.post("/account/shortcuts/", {"sent": "yes"}, follow=True).content.decode()
    on = client.post(
        "/account/shortcuts/", {"sent": "yes", "has_shortcuts": "on"}, follow=True
    ).content.decode()

    assert "ui/keys.js" not in off
    assert "data-keys" not in off
    assert "ui/keys.js" in on


def test_a_visitor_has_none() -> None:
    assert "ui/keys.js" not in Client().get("/help/keyboard/").content.decode()
