"""To keep filters of the list under a name, for oneself or one's service (INC-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from preau.accounts.models import User
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.tickets import facts, policies
from preau.tickets.models import SavedView

if TYPE_CHECKING:
    import uuid

    from preau.core.actors import Actor
    from preau.tickets.models import SavedViewQuerySet

#: More than this is no longer a choice, but another list.
MOST = 20


@transaction.atomic
def save_view(
    *,
    by: Actor,
    name: str,
    query: str,
    shared_with: str = "",
    request_key: uuid.UUID | None = None,
) -> SavedView:
    """Keep filters under a name; `shared_with` is the role of a service, or nothing.

    The same `request_key` sent again gives the same view.
    """
    policies.can_save_view(by, shared_with).enforce()
    own = _kept_by(by.person)
    sent = SavedView.objects.filter(owner=by.person, request_key=request_key)
    if request_key is not None and (known := sent.first()) is not None:
        return known
    _refuse_more(own)
    last = own.aggregate(last=Max("position"))["last"] or 0
    view = SavedView.objects.create(
        owner=by.person,
        name=name.strip(),
        query=query,
        shared_with=shared_with,
        position=last + 1,
        request_key=request_key,
        updated_at=by.at,
    )
    journal.record(facts.ViewSaved(thing_id=view.pk, shared_with=shared_with), by=by)
    return view


def _kept_by(owner: User) -> SavedViewQuerySet:
    """The views that somebody keeps, one verb at a time: twenty stay twenty."""
    User.objects.select_for_update().get(pk=owner.pk)
    return SavedView.objects.kept().filter(owner=owner)


def _refuse_more(own: SavedViewQuerySet) -> None:
    if own.count() >= MOST:
        raise Refused(no(_("You keep twenty views already: delete one that no longer serves.")))


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
    siblings = list(_kept_by(view.owner).order_by("position", "pk"))
    if view not in siblings:
        raise Refused(no(_("This view was deleted meanwhile: bring it back first.")))
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
    _refuse_more(_kept_by(view.owner).exclude(pk=view.pk))
    view.deleted_at, view.updated_at = None, by.at
    view.save(update_fields=["deleted_at", "updated_at"])
    journal.record(facts.ViewRestored(thing_id=view.pk), by=by)
    return view


def _locked(view: SavedView, *, by: Actor) -> SavedView:
    rows = SavedView.objects.select_for_update(of=("self",)).select_related("owner")
    locked = rows.get(pk=view.pk)
    policies.can_change_view(by, locked).enforce()
    return locked
