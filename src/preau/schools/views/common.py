"""What every door of this room does: find the lycée, show a form and call one verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from preau.schools.models import Mandate, School
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse, QueryDict
    from django_stubs_ext import StrOrPromise

    from preau.core.http import SignedRequest


def find_school(request: SignedRequest, uai: str) -> School:
    """The lycée, where the person sees it; else the page is absent."""
    schools = School.objects.visible_to(request.actor).select_related("territory", "successor")
    return get_object_or_404(schools, uai=uai)


def find_mandate(request: SignedRequest, pk: int) -> Mandate:
    """The mandate, where the person sees it."""
    mandates = Mandate.objects.visible_to(request.actor).select_related(
        "person", "school", "territory", "stands_for"
    )
    return get_object_or_404(mandates, pk=pk)


def posted(request: SignedRequest) -> QueryDict | None:
    """What was sent, also where nothing is to be filled in; None where the page is only read."""
    return request.POST if request.method == "POST" else None


def act(
    request: SignedRequest,
    form: forms.BaseForm,
    verb: Callable[..., Any],
    *args: Any,
    template: str,
    then: str,
    done: StrOrPromise,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or do what it asks, say so, and go on to `then`."""
    if form.is_valid() and submit(form, verb, *args, by=request.actor):
        messages.success(request, str(done))
        return redirect(then)
    return render(request, template, {"form": form, **(context or {})}, status=form_status(form))
