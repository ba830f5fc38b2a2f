"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def technical_closure(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def closure(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def refusal(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def contest(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
