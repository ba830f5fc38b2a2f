"""Who plays which part in the seeded term, and what each lycée has in its rooms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.assets.models import Asset
from preau.demo.seed.texts import table
from preau.schools.models import Mandate, Room, School
from preau.tickets.states import Handler, Nature

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from random import Random


@dataclass
class Cast:
    """The services."""

    desk: list[User]
    dispatchers: list[User]
    itinerants: list[User]
    region: list[User]
    academies: dict[str, list[User]]
    officers: dict[int, User]


@dataclass
class House:
    """A lycée with its people, rooms and equipment."""

    school: School
    head: User | None = None
    correspondents: list[User] = field(default_factory=list)
    onsite: User | None = None
    deputies: list[User] = field(default_factory=list)
    staff: list[User] = field(default_factory=list)
    rooms: dict[str, list[Room]] = field(default_factory=dict)
    assets: dict[str, list[Asset]] = field(default_factory=dict)

    def sender(self, random: Random) -> User:
        """Who writes to CESAME this time: mostly the correspondent."""
        if self.deputies and random.random() < 0.25:
            return random.choice(self.deputies)
        return self.correspondents[0]

    def room(self, usage: str | None, random: Random) -> Room | None:
        """A room of this use, if the lycée has one."""
        rooms = self.rooms.get(usage or "", [])
        return random.choice(rooms) if rooms else None

    def equipment(self, kinds: Iterable[str], usage: str | None, random: Random) -> Asset | None:
        """A piece of equipment of one of these kinds, in a room of this use."""
        rooms = {room.pk for room in self.rooms.get(usage or "", [])}
        found = [
            asset
            for kind in kinds
            for asset in self.assets.get(kind, [])
            if not rooms or asset.room_id in rooms
        ]
        return random.choice(found) if found else None

    def worker(self, handler: Handler, cast: Cast, random: Random, nature: str) -> User:
        """Who does the work of a ticket in a service."""
        if handler == Handler.CONTRACTOR:
            if nature == Nature.OFFICE_INCIDENT and self.onsite is not None:
                return self.onsite
            return random.choice(cast.itinerants)
        if handler == Handler.DIGITAL_OFFICER:
            return cast.officers[self.school.territory_id or 0]
        if handler == Handler.ACADEMY_SERVICES:
            return random.choice(cast.academies[self.school.academy])
        return random.choice(cast.region)


def cast(at: datetime) -> Cast:
    """The services, as the mandates in force say."""
    held: defaultdict[str, list[Mandate]] = defaultdict(list)
    mandates = Mandate.objects.in_force(at).filter(school=None).select_related("person")
    for mandate in mandates.order_by("pk"):
        held[mandate.role].append(mandate)

    def people(role: Role) -> list[User]:
        return [mandate.person for mandate in held[role]]

    academies: defaultdict[str, list[User]] = defaultdict(list)
    for mandate in held[Role.ACADEMY_SERVICES]:
        academies[mandate.academy].append(mandate.person)
    return Cast(
        desk=people(Role.SERVICE_DESK),
        dispatchers=people(Role.DISPATCHER),
        itinerants=people(Role.FIELD),
        region=people(Role.REGION),
        academies=dict(academies),
        officers={m.territory_id or 0: m.person for m in held[Role.DIGITAL_OFFICER]},
    )


def houses(schools: Iterable[School], at: datetime) -> list[House]:
    """Those of the lycées that have a correspondent, with all that stories need."""
    found = {school.pk: House(school) for school in schools}
    mandates = Mandate.objects.in_force(at).filter(school__in=found).select_related("person")
    for mandate in mandates.order_by("pk"):
        house, person = found[mandate.school_id or 0], mandate.person
        if mandate.role == Role.CORRESPONDENT:
            house.correspondents.append(person)
        elif mandate.role == Role.HEAD:
            house.head = person
        elif mandate.role == Role.ONSITE:
            house.onsite = person
        elif mandate.role == Role.DEPUTY:
            house.deputies.append(person)
        elif mandate.role == Role.STAFF:
            house.staff.append(person)
    usages = {plan["label"]: plan["usage"] for plan in table("equipment.toml")["room"]}
    for room in Room.objects.filter(school__in=found).order_by("pk"):
        found[room.school_id].rooms.setdefault(usages[room.usage], []).append(room)
    assets = Asset.objects.present().filter(school__in=found).select_related("room")
    for asset in assets.order_by("pk"):
        found[asset.school_id].assets.setdefault(asset.kind, []).append(asset)
    return [house for house in found.values() if house.correspondents]
