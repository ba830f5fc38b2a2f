"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def dispatch(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def urgency(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def take_back(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def scope(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
