"""Being written."""

from typing import Any

from django.http import Http404, HttpResponse


def reports(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def new(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def report(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def forwarding(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def answer(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def refusal(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404


def file(request: Any, **kwargs: Any) -> HttpResponse:
    raise Http404
