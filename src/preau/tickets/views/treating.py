"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def appointment(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def contact(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def announcement(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def hold(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def hold_end(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def hold_contest(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def hold_cancellation(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
