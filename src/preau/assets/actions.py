"""The verbs of the register of equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from preau.assets import facts, policies
from preau.assets.models import Asset
from preau.assets.states import Owner, Status
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools.models import School

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from preau.core.actors import Actor
    from preau.journal.facts import Fact
    from preau.schools.models import Room


@transaction.atomic
def register(
    school: School,
    *,
    by: Actor,
    kind: str,
    name: str,
    tag: str,
    room: Room | None = None,
    serial: str = "",
    owner: str = Owner.REGION,
    status: str = Status.IN_SERVICE,
    commissioned_on: date | None = None,
    warranty_until: date | None = None,
    request_key: UUID | None = None,
) -> Asset:
    """Enter a piece of equipment in the register of a lycée; asked twice, it is entered once."""
    # One form posted twice at once: the second waits here, and finds what the first made.
    school = School.objects.select_for_update().get(pk=school.pk)
    policies.can_register(by, school).enforce()
    if request_key and (known := Asset.objects.filter(request_key=request_key).first()):
        return known
    _one_label(tag)
    _same_school(school, room)
    asset = Asset(
        school=school,
        room=room,
        kind=kind,
        name=name,
        tag=tag,
        serial=serial,
        owner=owner,
        status=status,
        commissioned_on=commissioned_on,
        warranty_until=warranty_until,
        request_key=request_key,
    )
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError:
        # Entered a moment ago in another lycée: a label is unique in the whole Region.
        _one_label(tag)
        raise
    journal.record(
        facts.Registered(
            thing_id=asset.pk, school_id=school.pk, kind=kind, room_id=room.pk if room else None
        ),
        by=by,
    )
    return asset


@transaction.atomic
def move(asset: Asset, *, by: Actor, room: Room | None, seen: int | None = None) -> Asset:
    """Say in which room it stands; out of the store, it is in service again."""
    asset = Asset.objects.locked(asset.pk, seen=seen)
    policies.can_move(by, asset).enforce()
    _same_school(asset.school, room)
    room_id = room.pk if room else None
    if asset.room_id == room_id and asset.status == Status.IN_SERVICE:
        return asset
    fact = facts.Moved(
        thing_id=asset.pk,
        school_id=asset.school_id,
        from_room_id=asset.room_id,
        to_room_id=room_id,
    )
    if asset.status == Status.STORED:
        asset.move_to(Status.IN_SERVICE)
    asset.room = room
    return _saved(asset, fact, by, "room", "status")


@transaction.atomic
def store(asset: Asset, *, by: Actor, seen: int | None = None) -> Asset:
    """Put it away: it stays in the register, and counts no more as in service."""
    asset = Asset.objects.locked(asset.pk, seen=seen)
    policies.can_store(by, asset).enforce()
    asset.move_to(Status.STORED)
    return _saved(asset, facts.Stored(thing_id=asset.pk, school_id=asset.school_id), by, "status")


@transaction.atomic
def dispose(asset: Asset, *, by: Actor, seen: int | None = None) -> Asset:
    """Record that it left the lycée for good."""
    asset = Asset.objects.locked(asset.pk, seen=seen)
    policies.can_dispose(by, asset).enforce()
    asset.move_to(Status.DISPOSED)
    return _saved(asset, facts.Disposed(thing_id=asset.pk, school_id=asset.school_id), by, "status")


@transaction.atomic
def correct(
    asset: Asset,
    *,
    by: Actor,
    seen: int | None = None,
    **description: str | date | None,
) -> Asset:
    """Put its description right: kind, name, serial, owner, the two dates."""
    asset = Asset.objects.locked(asset.pk, seen=seen)
    policies.can_correct(by, asset).enforce()
    changed = sorted(
        column for column, value in description.items() if getattr(asset, column) != value
    )
    if not changed:
        return asset
    for column in changed:
        setattr(asset, column, description[column])
    fact = facts.Corrected(thing_id=asset.pk, school_id=asset.school_id, fields=changed)
    return _saved(asset, fact, by, *changed)


def _saved(asset: Asset, fact: Fact, by: Actor, *columns: str) -> Asset:
    asset.version += 1
    asset.save(update_fields=[*columns, "version"])
    journal.record(fact, by=by)
    return asset


def _one_label(tag: str) -> None:
    if (known := Asset.objects.filter(tag=tag).select_related("school").first()) is not None:
        raise Refused(
            no(
                _("The label %(tag)s is already on another piece of equipment (%(school)s).")
                % {"tag": tag, "school": known.school.name}
            )
        )


def _same_school(school: School, room: Room | None) -> None:
    if room is not None and room.school_id != school.pk:
        raise Refused(no(_("This room belongs to another lycée.")))
