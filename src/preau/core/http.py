"""The request as views receive it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from preau.core.actors import Actor


class SignedRequest(HttpRequest):
    """A request of a signed-in person: who acts, and whether htmx asks for a fragment."""

    actor: Actor
    htmx: HtmxDetails
