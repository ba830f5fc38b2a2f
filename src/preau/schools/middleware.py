"""Who asks: every request has its actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from preau.core.actors import Actor
from preau.schools.queries import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

#: Where the session keeps the mandate that a person chose to act under.
WORN = "worn_mandate"


class ActorMiddleware:
    """Give each request the actor who makes it; a page that does not ask pays nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    # Mandates are read when the page asks, never kept: an ended one is gone at the next request.
    at = timezone.now()
    user = get_user(request)
    if not user.is_authenticated:
        return Actor(at=at, key="")
    chosen = request.session.get(WORN)
    actor = actor_of(user, at, worn_id=chosen)
    if chosen is not None and actor.worn is None:
        del request.session[WORN]
        messages.warning(
            request,
            _(
                "The mandate under which you were acting has ended. You now act under all those"
                " that you still hold."
            ),
        )
    return actor
