"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def forms(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def form(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
