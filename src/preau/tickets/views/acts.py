"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def message(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def nudge(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def withdrawal(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def reopening(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def disown(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
