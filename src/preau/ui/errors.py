"""Pages for what went wrong: each says what happened and what to do now."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from preau.core.verdicts import Refused, Stale, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

#: The words of the link back to a page, by the name of the page's address.
_WAYS: dict[str, StrOrPromise] = {}

_LAST_RESORT = """<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>Préau</title>
<h1>Préau ne répond pas comme il faut</h1>
<p>Réessayez dans une minute. Si cela dure, écrivez à CESAME.</p></html>
"""


@dataclass(frozen=True, slots=True)
class Way:
    """A link that leads on from a page that says no."""

    label: str
    url: str


def way_back(view_name: str, label: StrOrPromise) -> None:
    """Name the link by which a refused act leads back to its thing or list.

    Called in AppConfig.ready(). `label` may quote what the address holds: "Back to ticket
    %(ref)s".
    """
    _WAYS[view_name] = label


def back_from(path: str) -> Way | None:
    """The nearest page above an address that a room has named: the thing, else its list."""
    try:
        of_page = resolve(path).kwargs
    except Resolver404:
        return None
    above = path
    while (above := above.rstrip("/").rpartition("/")[0] + "/") != "/":
        try:
            found = resolve(above)
        except Resolver404:
            continue
        # What an address above reads as a number or a label must be one for the page as well.
        if found.view_name in _WAYS and found.kwargs.items() <= of_page.items():
            url = reverse(found.view_name, kwargs=found.kwargs)
            return Way(str(_WAYS[found.view_name]) % found.kwargs, url)
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return render(request, "ui/errors/400.html", status=400)


def refused(
    request: HttpRequest, exception: Exception | None = None, verdict: Verdict | None = None
) -> HttpResponse:
    """403: visible, but refused, with the reason and the sentence that it comes from."""
    # A refusing verdict is falsy: ask whether there is one.
    reason = verdict.reason if verdict is not None else str(exception or "")
    context = {
        "reason": reason,
        "source": verdict.source if verdict is not None else "",
        # A refusal without a verdict comes from a page that asks for a mandate.
        "is_for_others": verdict is None or verdict.is_for_others,
        "back": back_from(request.path),
    }
    return render(request, "ui/errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: absent, or not for this person; both look the same."""
    return render(request, "ui/errors/404.html", status=404)


def stale(request: HttpRequest) -> HttpResponse:
    """409: somebody changed the thing since it was read."""
    return render(request, "ui/errors/409.html", status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without database, session or request, since one of them may be what failed."""
    page: str = _LAST_RESORT
    try:
        page = render_to_string("ui/errors/500.html")
    except Exception:
        # Whatever fails here, a page must still come out; the first failure is in the log already.
        logger.exception("the page of an error could not be drawn")
    return HttpResponseServerError(page)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was too old, or came from elsewhere."""
    return render(request, "ui/errors/csrf.html", status=403)


class RefusalMiddleware:
    """Turn a refusal, or a newer version, that left a view into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what the domain refused."""
        if isinstance(exception, Refused):
            return refused(request, exception, exception.verdict)
        if isinstance(exception, Stale):
            return stale(request)
        return None
