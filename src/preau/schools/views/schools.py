"""The list of lycées, the page of one, its rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.text import fold
from preau.schools import actions, directory, policies
from preau.schools.filters import SchoolFilter
from preau.schools.forms import RoomForm
from preau.schools.models import Exchange, Room, School
from preau.schools.views.common import act, find_school, posted
from preau.ui.paging import page
from preau.ui.widgets import Option, proposals

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest

#: How many rooms a search proposes.
PROPOSED = 12


def school_list(request: SignedRequest) -> HttpResponse:
    """The lycées that the person sees, narrowed by the address; a single one is shown at once."""
    at = request.actor.at
    visible = School.objects.visible_to(request.actor)
    if not request.GET:
        only = list(visible.open()[:2])
        if len(only) == 1:
            return redirect(only[0])
    narrowed = SchoolFilter(request.GET, visible, actor=request.actor)
    found = narrowed.qs if narrowed.form.is_valid() else visible.open()
    rows = directory.for_list(found.order_by("folded_name", "uai"), at)
    rarer = ("academy", "kind", "territory", "state")
    context = {
        "filter": narrowed,
        "page": page(rows, request),
        "number": found.count(),
        "more": any(request.GET.get(name) for name in rarer),
        "administers": policies.can_administer(request.actor),
    }
    return render(request, "schools/list.html", context)


def school(request: SignedRequest, uai: str) -> HttpResponse:
    """One lycée: who it is, its people and how to reach them, its figures and its calendar."""
    lycee = find_school(request, uai)
    actor = request.actor
    context = {
        "school": lycee,
        "people": directory.people_of(lycee, actor.at),
        "counts": directory.counts_of(lycee),
        "former_names": list(lycee.former_names.all()),
        "closures": list(
            lycee.closures.standing().filter(last_on__gte=timezone.localdate(actor.at))[:5]
        ),
        "rooms": lycee.rooms.count(),
        "sees_exchanges": policies.can_see_exchanges(actor, lycee),
        "exchanges": list(
            Exchange.objects.visible_to(actor).filter(school=lycee).select_related("written_by")[:3]
        ),
        "manages": policies.can_manage(actor, lycee),
        "designates": policies.can_designate_correspondent(actor, lycee),
        "names_deputies": policies.can_designate_deputy(actor, lycee),
        "administers": policies.can_administer(actor, lycee),
        "writes": policies.can_write_exchange(actor, lycee),
        "acts": policies.holds(actor, Permission.SCHOOL_MANAGE, school=lycee)
        or policies.holds(actor, Permission.DEPUTY_DESIGNATE, school=lycee),
    }
    return render(request, "schools/school.html", context)


def rooms(request: SignedRequest, uai: str) -> HttpResponse:
    """The rooms of a lycée; asked with `q`, the proposals of a search-as-you-type."""
    lycee = find_school(request, uai)
    found = Room.objects.visible_to(request.actor).filter(school=lycee)
    if "q" in request.GET:
        for word in fold(request.GET["q"]).split()[:5]:
            found = found.filter(folded_name__contains=word)
        return proposals(
            request, [Option(str(room.pk), room.name, room.usage) for room in found[:PROPOSED]]
        )
    return act(
        request,
        RoomForm(posted(request)),
        actions.name_room,
        lycee,
        template="schools/rooms.html",
        then=reverse("schools:rooms", args=[uai]),
        done=_("The room is in the list."),
        context={
            "school": lycee,
            "page": page(found, request, per_page=100),
            "verdict": policies.can_name_room(request.actor, lycee),
        },
    )


def territories(request: SignedRequest) -> HttpResponse:
    """Each territory, its RTN, and the way to its lycées."""
    rows = directory.territories(School.objects.visible_to(request.actor), request.actor.at)
    return render(request, "schools/territories.html", {"rows": rows})
