"""Sensitive acts are for whoever proved lately who they are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.shortcuts import redirect

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: How long a password or a second factor counts, in seconds ◇.
FRESH_FOR = 15 * 60


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """Lead to the page that asks once more for the password or the factor, where it is due.

    Coming in has just proved it. Somebody who has neither password nor factor (a persona of the
    demonstration) is not asked for what they cannot give.
    """
    records = get_authentication_records(request, request.user)
    if any(time.time() - record["at"] < FRESH_FOR for record in records):
        return None
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:
        return None
    return redirect(f"{methods[0]['url']}?{urlencode({'next': request.path})}")


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether this session has passed the second factor, when it was opened or since."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def factor_is_shown(request: HttpRequest, factor: str) -> None:
    """Hold the second factor, which was set up a moment ago, for passed in this session."""
    record_authentication(request, request.user, "mfa", type=factor)
