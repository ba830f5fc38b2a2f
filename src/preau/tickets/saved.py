"""The saved views of a person, each with its count: one query for all, kept for a minute."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.core.cache import cache
from django.db.models import Count, IntegerField, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.accounts.models import User
from preau.accounts.roles import CONTRACTOR_ROLES, Permission
from preau.core.text import fold
from preau.schools.models import Mandate, School
from preau.schools.policies import holds
from preau.tickets.filters import TicketFilter
from preau.tickets.models import SavedView, Ticket
from preau.ui.navigation import Child

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest

_KEPT: Final = timedelta(minutes=1)
#: What an address may hold beside filters.
NOT_FILTERS: Final = frozenset({"page", "saved"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A saved view on the list: its name, its address, how many tickets it has for the reader."""

    pk: int
    name: str
    url: str
    count: int
    is_current: bool
    is_shared: bool


def query_of(address: QueryDict) -> str:
    """The filters of an address, as a view keeps them: neither a page nor another view."""
    kept = address.copy()
    for name in NOT_FILTERS:
        kept.pop(name, None)
    for name in [name for name, value in kept.items() if not value]:
        kept.pop(name)
    return kept.urlencode()


def saved_views(request: HttpRequest, *, current: str = "") -> list[Shown]:
    """The saved views of the person, counted; read once for the list and the navigation."""
    known: list[SavedView] | None = request.__dict__.get("_saved_views")
    actor = cast("SignedRequest", request).actor
    if known is None:
        known = list(SavedView.objects.visible_to(actor).kept().order_by("position", "pk"))
        request.__dict__["_saved_views"] = known
        request.__dict__["_saved_counts"] = counts_of(known, actor) if known else {}
    counts: dict[int, int] = request.__dict__["_saved_counts"]
    return [
        Shown(
            view.pk,
            view.name,
            view.get_absolute_url(),
            counts.get(view.pk, 0),
            str(view.pk) == current,
            bool(view.shared_with),
        )
        for view in known
    ]


def counts_of(views: Sequence[SavedView], actor: Actor) -> dict[int, int]:
    """How many tickets each view has for the person: one query for all, kept for a minute.

    The key bears the mandates: who loses one is counted anew at once.
    """
    facts = [actor.key, *sorted(held.mandate_id for held in actor.mandates)]
    facts += [f"{view.pk}:{view.updated_at.timestamp()}" for view in views]
    key = "tickets.saved:" + hashlib.sha256(repr(facts).encode()).hexdigest()
    kept: dict[int, int] | None = cache.get(key)
    if kept is None:
        kept = _counted(views, actor)
        cache.set(key, kept, timeout=_KEPT.seconds)
    return kept


def _counted(views: Sequence[SavedView], actor: Actor) -> dict[int, int]:
    visible = Ticket.objects.visible_to(actor)
    places = None
    parts = []
    for view in views:
        listed = TicketFilter(QueryDict(view.query), actor=actor, queryset=visible, places=places)
        places = listed.places
        if not listed.is_valid():
            continue  # A filter that no longer means anything: the list says which.
        rows = listed.qs.order_by().annotate(saved=Value(view.pk, output_field=IntegerField()))
        # No filter finds a ticket twice: to sort out doubles would cost more than to count.
        parts.append(rows.values_list("saved").annotate(n=Count("pk")))
    if not parts:
        return {}
    return dict(parts[0].union(*parts[1:], all=True)) if len(parts) > 1 else dict(parts[0])


def broken(listed: TicketFilter, actor: Actor) -> list[str]:
    """Why a saved view may be empty: what its filters name is no longer there."""
    reasons = []
    for name in listed.form.errors if listed.form.is_bound else {}:
        field = listed.form.fields.get(name)
        label = str(field.label) if field is not None else name
        reasons.append(_("“%(filter)s” holds a choice that no longer exists.") % {"filter": label})
    if not listed.form.is_valid():
        return reasons
    asked = listed.form.cleaned_data
    if technician := asked.get("technician"):
        held = Mandate.objects.in_force(actor.at).filter(role__in=sorted(CONTRACTOR_ROLES))
        people = User.objects.filter(pk__in=held.values("person"))
        if not _named(people, technician).exists():
            reasons.append(
                _("No technician in office is called “%(name)s” any more.") % {"name": technician}
            )
    if school := asked.get("school"):
        schools = School.objects.visible_to(actor)
        if not _named(schools, school).exists():
            reasons.append(_("No lycée that you see is called “%(name)s”.") % {"name": school})
    return reasons


def _named(things: Any, words: str) -> Any:
    for word in fold(words).split():
        things = things.filter(folded_name__contains=word)
    return things


def in_navigation(request: HttpRequest) -> list[Child]:
    """The saved views under the entry of the tickets, where one looks at the list."""
    actor = cast("SignedRequest", request).actor
    # A ticket's own page pays for none of them: the list is one click away.
    is_list = request.path in {reverse("tickets:tickets"), reverse("tickets:views")}
    if not is_list or not holds(actor, Permission.TICKET_SEE, school=None):
        return []
    current = request.GET.get("saved", "")
    return [
        Child(view.name, view.url, view.count, view.is_current)
        for view in saved_views(request, current=current)
    ]
