"""Doors of the register of equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.assets import actions, policies, queries
from preau.assets.filters import AssetFilter
from preau.assets.forms import DescriptionForm, RegistrationForm, RoomForm, SeenForm
from preau.assets.models import Asset
from preau.schools.models import School
from preau.ui.forms import form_status, submit
from preau.ui.paging import page
from preau.ui.widgets import Option, proposals

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from preau.core.http import SignedRequest
    from preau.core.verdicts import Verdict


def assets(request: SignedRequest) -> HttpResponse:
    """The equipment of one's lycées, narrowed by filters."""
    visible = Asset.objects.visible_to(request.actor)
    listed = AssetFilter(request.GET, queryset=visible.select_related("school", "room"))
    shown = page(listed.qs, request)
    today = timezone.localdate(request.actor.at)
    schools = list(School.objects.visible_to(request.actor)[:2])
    context = {
        "filter": listed,
        "page": shown,
        "rows": [queries.row_of(asset, today) for asset in shown],
        "one_school": schools[0] if len(schools) == 1 else None,
    }
    return render(request, "assets/assets.html", context)


def asset(request: SignedRequest, tag: str) -> HttpResponse:
    """One piece of equipment: what it is, where it stands, what happened to it."""
    found = _visible(request, tag)
    context = {
        "asset": found,
        "under_warranty": found.under_warranty(timezone.localdate(request.actor.at)),
        "story": queries.story(found),
        "verdicts": {
            "move": policies.can_move(request.actor, found),
            "store": policies.can_store(request.actor, found),
            "dispose": policies.can_dispose(request.actor, found),
            "correct": policies.can_correct(request.actor, found),
        },
    }
    return render(request, "assets/asset.html", context)


def search(request: SignedRequest) -> HttpResponse:
    """Proposals of equipment of one lycée, while one types in a ticket's form."""
    uai = request.GET.get("school", "")
    school = School.objects.visible_to(request.actor).filter(uai=uai if uai.isalnum() else "")
    words = request.GET.get("q", "")[:80]
    found = [a for one in school for a in queries.found(request.actor, one, words)]
    return proposals(
        request,
        [Option(str(a.pk), f"{a.name} ({a.tag})", a.room.name if a.room else "") for a in found],
    )


def registration(request: SignedRequest, uai: str) -> HttpResponse:
    """Enter a new piece of equipment in the register of a lycée."""
    school = get_object_or_404(School.objects.visible_to(request.actor), uai=uai)
    form = RegistrationForm(request.POST or None, school=school)
    if form.is_valid() and submit(form, actions.register, school, by=request.actor):
        messages.success(request, _("The equipment is in the register."))
        return redirect(form.result)
    context = {
        "school": school,
        "form": form,
        "verdict": policies.can_register(request.actor, school),
    }
    return render(request, "assets/registration.html", context, status=form_status(form))


def room(request: SignedRequest, tag: str) -> HttpResponse:
    """Say in which room a piece of equipment stands."""
    found = _visible(request, tag)
    form = RoomForm(
        request.POST or None,
        school=found.school,
        initial={"seen": found.version, "room": found.room_id},
    )
    return _act(
        request,
        found,
        form,
        actions.move,
        policies.can_move(request.actor, found),
        title=_("Which room it is in"),
        button=_("Save the room"),
    )


def description(request: SignedRequest, tag: str) -> HttpResponse:
    """Put the description of a piece of equipment right."""
    found = _visible(request, tag)
    columns = ("kind", "name", "serial", "owner", "commissioned_on", "warranty_until")
    initial = {"seen": found.version, **{column: getattr(found, column) for column in columns}}
    form = DescriptionForm(request.POST or None, initial=initial)
    return _act(
        request,
        found,
        form,
        actions.correct,
        policies.can_correct(request.actor, found),
        title=_("Correct the description"),
        button=_("Save the description"),
    )


def storage(request: SignedRequest, tag: str) -> HttpResponse:
    """Put a piece of equipment in store."""
    found = _visible(request, tag)
    return _act(
        request,
        found,
        SeenForm(request.POST or None, initial={"seen": found.version}),
        actions.store,
        policies.can_store(request.actor, found),
        title=_("Put in store"),
        button=_("Put in store"),
        lead=_(
            "It stays in the register and is no longer counted as in service. Say in which room "
            "it stands, and it is in service again."
        ),
    )


def disposal(request: SignedRequest, tag: str) -> HttpResponse:
    """Record that a piece of equipment left the lycée for good."""
    found = _visible(request, tag)
    return _act(
        request,
        found,
        SeenForm(request.POST or None, initial={"seen": found.version}),
        actions.dispose,
        policies.can_dispose(request.actor, found),
        title=_("Record the disposal"),
        button=_("Record the disposal"),
        lead=_("Its page and its history are kept, but nothing more can be changed on it."),
        tone="danger",
    )


def _visible(request: SignedRequest, tag: str) -> Asset:
    if not tag.isprintable():  # A NUL in an address: PostgreSQL refuses to look for it.
        raise Http404
    visible = Asset.objects.visible_to(request.actor).select_related("school", "room")
    return get_object_or_404(visible, tag=tag)


def _act(
    request: SignedRequest,
    found: Asset,
    form: Any,
    verb: Callable[..., Asset],
    verdict: Verdict,
    **words: str,
) -> HttpResponse:
    """Show the page of one act on a piece of equipment, and do it."""
    if form.is_valid() and submit(form, verb, found, by=request.actor):
        messages.success(request, _("Saved. The history of the equipment says so."))
        return redirect(found)
    context = {
        "asset": found,
        "form": form,
        "verdict": verdict,
        "lead": "",
        "tone": "primary",
        **words,
    }
    return render(request, "assets/act.html", context, status=form_status(form))
