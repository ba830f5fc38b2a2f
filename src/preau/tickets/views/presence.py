"""Who is writing on a ticket at this moment, for the colleagues who have it open (INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from preau.tickets import actions, queries
from preau.tickets.views.finding import found

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def presence(request: SignedRequest, ref: str) -> HttpResponse:
    """Say who else writes; a POST says that one writes oneself."""
    ticket = found(request, ref)
    if request.method == "POST":
        actions.note_presence(ticket, by=request.actor)
    asked = request.GET.get("seen", "")
    seen = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    others = queries.others_on(ticket, request.actor, seen=seen)
    return render(request, "tickets/presence.html", {"ticket": ticket, "others": others})
