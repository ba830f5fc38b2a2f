"""Sessions are noted for the list of them from the moment that they open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter

from preau.accounts import actions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from preau.accounts.models import User

#: How often the list of sessions is told that one is in use: it is shown to the quarter of an hour.
NOTED_EVERY = timedelta(minutes=15)
_NOTED = "accounts.noted"


def note(request: HttpRequest, person: User, at: datetime) -> None:
    """Tell the list of sessions, at sign-in and then every quarter of an hour."""
    if request.session.session_key is None:
        # Somebody else was signed in: theirs is gone, and this one is not kept yet.
        request.session.create()
    key = request.session.session_key or ""
    # A changed password changes the key: the session goes on, with the day it was opened.
    opened, noted_key, noted = request.session.get(_NOTED, [at.isoformat(), "", ""])
    if noted_key == key and at - datetime.fromisoformat(noted) < NOTED_EVERY:
        return
    request.session[_NOTED] = [opened, key, at.isoformat()]
    actions.note_session(
        person,
        key,
        at=at,
        opened_at=datetime.fromisoformat(opened),
        user_agent=request.headers.get("User-Agent", ""),
        address=get_adapter(request).get_client_ip(request),
    )
