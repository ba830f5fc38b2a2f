"""To keep filters of the list under a name, for oneself or one's service (INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.tickets import facts, policies
from preau.tickets.models import SavedView

if TYPE_CHECKING:
    from preau.core.actors import Actor

#: More than this is no longer a choice, but another list.
MOST = 20


@transaction.atomic
def save_view(*, by: Actor, name: str, query: str, shared_with: str = "") -> SavedView:
    """Keep filters under a name; `shared_with` is the role of a service, or nothing."""
    policies.can_save_view(by, shared_with).enforce()
    own = SavedView.objects.kept().filter(owner=by.person)
    if own.count() >= MOST:
        raise Refused(no(_("You keep twenty views already: delete one that no longer serves.")))
    last = own.aggregate(last=Max("position"))["last"] or 0
    view = SavedView.objects.create(
        owner=by.person,
        name=name.strip(),
        query=query,
        shared_with=shared_with,
        position=last + 1,
        updated_at=by.at,
    )
    journal.record(facts.ViewSaved(thing_id=view.pk, shared_with=shared_with), by=by)
    return view


@transaction.atomic
def rename_view(view: SavedView, *, by: Actor, name: str) -> SavedView:
    """Give a view another name."""
    view = _locked(view, by=by)
    view.name, view.updated_at = name.strip(), by.at
    view.save(update_fields=["name", "updated_at"])
    journal.record(facts.ViewRenamed(thing_id=view.pk), by=by)
    return view


@transaction.atomic
def move_view(view: SavedView, *, by: Actor) -> SavedView:
    """Put a view before the one that comes before it among its owner's."""
    view = _locked(view, by=by)
    siblings = list(SavedView.objects.kept().filter(owner=view.owner_id).order_by("position", "pk"))
    place = siblings.index(view)
    if place:
        siblings[place - 1], siblings[place] = siblings[place], siblings[place - 1]
    # Positions are written anew: two views may have had the same.
    for position, sibling in enumerate(siblings, start=1):
        if sibling.position != position:
            SavedView.objects.filter(pk=sibling.pk).update(position=position)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor) -> SavedView:
    """Take a view away; it can be brought back."""
    view = _locked(view, by=by)
    view.deleted_at = by.at
    view.save(update_fields=["deleted_at"])
    journal.record(facts.ViewDeleted(thing_id=view.pk), by=by)
    return view


@transaction.atomic
def restore_view(view: SavedView, *, by: Actor) -> SavedView:
    """Bring back a view that was deleted."""
    view = _locked(view, by=by)
    view.deleted_at, view.updated_at = None, by.at
    view.save(update_fields=["deleted_at", "updated_at"])
    journal.record(facts.ViewRestored(thing_id=view.pk), by=by)
    return view


def _locked(view: SavedView, *, by: Actor) -> SavedView:
    locked = SavedView.objects.select_for_update().get(pk=view.pk)
    policies.can_change_view(by, locked).enforce()
    return locked
