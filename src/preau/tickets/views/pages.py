"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def tickets(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def ticket(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def due(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def file(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
