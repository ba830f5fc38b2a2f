"""Who is signed in: noted for the list of sessions, and led to the second factor they owe."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from preau.accounts import actions, policies, wiring
from preau.accounts.confirming import has_shown_factor
from preau.accounts.factors import has_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from preau.core.http import SignedRequest

#: How often the list of sessions is told that one is in use: it is shown to the quarter of an hour.
NOTED_EVERY = timedelta(minutes=15)
_NOTED = "accounts.noted"

#: What somebody who still has to set up a second factor may open.
_OPEN = frozenset(
    {
        "accounts:factors",
        "accounts:application",
        "accounts:key",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class FactorMiddleware:
    """Show no page to a person whose mandates ask for a second factor, before it is passed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Lead to the second factor before the page is made."""
        is_public = not getattr(view, "login_required", True)
        if is_public or not request.user.is_authenticated:
            return None
        signed = cast("SignedRequest", request)
        if not _is_owing(signed):
            _note(signed)
            return None
        if has_factor(signed.actor.person):
            # A session from before the factor, or one that came in by another door.
            logout(request)
            messages.info(request, _("Sign in again, with your second factor."))
            return _lead(signed, "account_login")
        _note(signed)
        if request.resolver_match and request.resolver_match.view_name in _OPEN:
            return None
        return _lead(signed, "accounts:factors")


def _is_owing(request: SignedRequest) -> bool:
    if not policies.needs_factor(request.actor) or has_shown_factor(request):
        return False
    return not wiring.is_spared(request.actor.person)


def _note(request: SignedRequest) -> None:
    """Tell the list of sessions, at the first page and then every quarter of an hour."""
    at, key = request.actor.at, request.session.session_key or ""
    # A changed password changes the key: the session goes on, with the day it was opened.
    opened, noted_key, noted = request.session.get(_NOTED, [at.isoformat(), "", ""])
    if noted_key == key and at - datetime.fromisoformat(noted) < NOTED_EVERY:
        return
    request.session[_NOTED] = [opened, key, at.isoformat()]
    actions.note_session(
        request.actor.person,
        key,
        at=at,
        opened_at=datetime.fromisoformat(opened),
        user_agent=request.headers.get("User-Agent", ""),
        address=get_adapter(request).get_client_ip(request),
    )


def _lead(request: SignedRequest, name: str) -> HttpResponse:
    url = resolve_url(name)
    if request.htmx:
        # A fragment would swallow the page that it is sent to.
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
