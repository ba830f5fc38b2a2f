"""Lists that somebody took away or asked for, made by the verbs that lead there."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import QueryDict

from preau.accounts.models import User
from preau.exports import actions
from preau.exports.models import Taken
from preau.files import store
from preau.ui.exports import EXPORTS, Asked, Format
from preau.ui.exports.running import Run
from tests.instants import NOON
from tests.schools.factories import actor


def run(
    person: User, listed: str = "tickets", query: str = "", of: str = "", at: datetime = NOON
) -> Run:
    """A list, as a person asks for it at an instant."""
    by = actor(person, at)
    return Run(EXPORTS[listed], Asked(by, QueryDict(query), of), lambda: by)


def waiting(person: User, listed: str = "tickets", at: datetime = NOON, **words: Any) -> Taken:
    """A long list that the worker has still to write."""
    key = words.pop("request_key", None) or uuid.uuid4()
    asked = run(person, listed, at=at, **words)
    return actions.ask(asked, Format.XLSX, "tickets.xlsx", by=asked.asked.actor, request_key=key)


def running(person: User, at: datetime = NOON, **words: Any) -> Taken:
    """One that the worker is writing."""
    taken = actions.begin(waiting(person, at=at, **words).pk, at=at)
    assert taken is not None
    return taken


def ready(person: User, at: datetime = NOON, data: bytes = b"PK\x03\x04", **words: Any) -> Taken:
    """One whose file waits for its reader."""
    taken = running(person, at=at, **words)
    sha256 = store.put(data + str(taken.request_key).encode(), shelf=actions.SHELF)
    return actions.finish(taken, at=at, done=3, sha256=sha256, size=len(data) + 36)
