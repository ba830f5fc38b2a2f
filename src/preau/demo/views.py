"""Doors of the demonstration: be somebody, read their letters. Absent everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from preau.demo import queries
from preau.mail.addresses import our_address
from preau.mail.models import Outgoing
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from preau.demo.models import Demonstration

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
def personas(request: HttpRequest) -> HttpResponse:
    """Who can be entered: a few of each side, or anybody by name or lycée."""
    present = _guard()
    at = timezone.now()
    words = request.GET.get("q", "")[:80]
    context = {
        "groups": queries.groups(at),
        "words": words,
        "found": queries.search(words, at) if words.strip() else [],
        "present": present,
        "address": our_address(),
    }
    return render(request, "demo/personas.html", context)


@login_not_required
@require_POST
def entry(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter as somebody, without a password or a second factor."""
    _guard()
    if (user := queries.person(str(key))) is None:
        raise Http404
    login(request, user, backend=_BACKEND)
    return redirect("ui:home")


@login_not_required
def letters(request: HttpRequest) -> HttpResponse:
    """What Préau wrote, to everybody or to one persona."""
    _guard()
    written = Outgoing.objects.filter(to_email__endswith=".invalid").select_related("person")
    who = None
    if asked := request.GET.get("who", ""):
        who = queries.person(asked) if _is_key(asked) else None
        if who is None:
            raise Http404
        written = written.filter(person=who)
    context = {
        "who": queries.persona_of(who, timezone.now()) if who else None,
        "page": page(written.order_by("-written_at", "-pk"), request),
    }
    return render(request, "demo/letters.html", context)


@login_not_required
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, as its reader has it."""
    _guard()
    written = Outgoing.objects.filter(to_email__endswith=".invalid").select_related("person")
    found = get_object_or_404(written, pk=pk)
    return render(request, "demo/letter.html", {"letter": found})


def _guard() -> Demonstration:
    """Absent, unless this instance is a demonstration."""
    if (present := queries.demonstration()) is None:
        raise Http404
    return present


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
