"""Who is signed in: noted for the list of sessions, and led to the second factor they owe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from preau.accounts import policies, wiring
from preau.accounts.confirming import has_shown_factor
from preau.accounts.factors import has_factor
from preau.accounts.noting import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from preau.core.http import SignedRequest

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
            note(signed, signed.actor.person, signed.actor.at)
            return None
        if has_factor(signed.actor.person):
            # A session from before the factor, or one that came in by another door.
            logout(request)
            messages.info(request, _("Sign in again, with your second factor."))
            return _lead(signed, "account_login")
        note(signed, signed.actor.person, signed.actor.at)
        if request.resolver_match and request.resolver_match.view_name in _OPEN:
            return None
        return _lead(signed, "accounts:factors")


def _is_owing(request: SignedRequest) -> bool:
    if not policies.needs_factor(request.actor) or has_shown_factor(request):
        return False
    return not wiring.is_spared(request.actor.person)


def _lead(request: SignedRequest, name: str) -> HttpResponse:
    url = resolve_url(name)
    if request.htmx:
        # A fragment would swallow the page that it is sent to.
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
