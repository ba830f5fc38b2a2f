"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def new(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def request(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
