"""What pages and other rooms read about equipment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from preau.accounts.queries import names, signature, subject
from preau.assets import facts
from preau.assets.models import Asset, AssetQuerySet
from preau.assets.states import ICONS, Kind, Owner, Status
from preau.journal.queries import history
from preau.schools.models import Room

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from preau.core.actors import Actor
    from preau.schools.models import School


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in words."""

    url: str
    tag: str
    name: str
    kind: str
    icon: str
    school: str
    room: str
    status: str
    status_tone: str
    owner: str
    warranty: date | None
    warranty_over: bool


def row_of(asset: Asset, on: date) -> Row:
    """A line of the list, as it reads on a day."""
    kind, status = Kind(asset.kind), Status(asset.status)
    return Row(
        url=asset.get_absolute_url(),
        tag=asset.tag,
        name=asset.name,
        kind=str(kind.label),
        icon=ICONS[kind],
        school=asset.school.name,
        room=asset.room.name if asset.room else "",
        status="" if status == Status.IN_SERVICE else str(status.label),
        status_tone="wait" if status == Status.STORED else "calm",
        owner="" if asset.owner == Owner.REGION else str(Owner(asset.owner).label),
        warranty=asset.warranty_until,
        warranty_over=not asset.under_warranty(on),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an asset's history."""

    who: str
    sentence: str
    at: datetime


def story(asset: Asset) -> list[Told]:
    """All that happened to a piece of equipment, with the names of rooms and people."""
    recorded = history("assets.asset", asset.pk)
    people = names(key for entry in recorded for key in (entry.person_key, entry.behalf_key))
    rooms = _room_names(entry.fact for entry in recorded)
    return [
        Told(
            who=signature(entry, people),
            sentence=_sentence(entry.fact, subject(entry, people), rooms),
            at=entry.at,
        )
        for entry in recorded
    ]


def _room_names(told: Iterable[object]) -> dict[int, str]:
    moves = [fact for fact in told if isinstance(fact, facts.Moved)]
    ids = {pk for fact in moves for pk in (fact.from_room_id, fact.to_room_id) if pk}
    return dict(Room.objects.filter(pk__in=ids).values_list("pk", "name"))


def _sentence(fact: object, who: str, rooms: dict[int, str]) -> str:
    if isinstance(fact, facts.Moved) and fact.to_room_id in rooms:
        if fact.from_room_id in rooms:
            return _("%(who)s moved it from %(before)s to %(after)s.") % {
                "who": who,
                "before": rooms[fact.from_room_id],
                "after": rooms[fact.to_room_id],
            }
        return _("%(who)s put it in %(after)s.") % {"who": who, "after": rooms[fact.to_room_id]}
    return str(fact.sentence(who))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of one kind are in service."""

    kind: str
    label: str
    icon: str
    number: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The equipment of a place at a glance."""

    shares: list[Share]
    in_service: int
    stored: int


def summary(assets: AssetQuerySet) -> Summary:
    """Count equipment by kind and status, in one query."""
    counted = assets.present().order_by().values_list("kind", "status").annotate(number=Count("pk"))
    in_service: Counter[str] = Counter()
    stored = 0
    for kind, status, number in counted:
        if status == Status.IN_SERVICE:
            in_service[kind] += number
        else:
            stored += number
    shares = [
        Share(kind.value, str(kind.label), ICONS[kind], in_service[kind])
        for kind in Kind
        if in_service[kind]
    ]
    shares.sort(key=lambda share: -share.number)
    return Summary(shares, sum(in_service.values()), stored)


def found(actor: Actor, school: School, words: str, *, most: int = 10) -> list[Asset]:
    """The equipment of a lycée that someone who types may mean; nothing typed, nothing found."""
    if not words.strip():
        return []
    assets = Asset.objects.visible_to(actor).filter(school=school).present().matching(words)
    return list(assets.select_related("room")[:most])
