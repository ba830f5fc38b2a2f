"""The Region that the tickets live in: real lycées, invented people, rooms, equipment."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from allauth.account.models import EmailAddress

from preau.accounts import facts as account_facts
from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.assets import facts as asset_facts
from preau.assets.models import Asset
from preau.core.actors import Actor
from preau.core.text import fold
from preau.demo.seed import equipment, population
from preau.demo.seed.texts import DATA, table
from preau.journal import actions as journal
from preau.schools import facts as school_facts
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import Mandate, Room, School
from preau.schools.queries import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from django.db import models

    from preau.journal.facts import Fact

    M = TypeVar("M", bound=models.Model)

_BATCH = 1_000
#: Pieces of each model of equipment in a lycée: enough for tickets to name one.
_PIECES = 2


@dataclass(slots=True)
class Place:
    """A lycée with what tickets name there, and who acts in them."""

    school: School
    sender: Actor
    technician: Actor
    officer: Actor
    rectorat: Actor
    #: By what the room is for: "classroom", "library" …
    rooms: dict[str, list[Room]] = field(default_factory=dict)
    #: By the kind of equipment.
    assets: dict[str, list[Asset]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """The lycées that can send, and the services that serve them all."""

    places: list[Place]
    agents: list[Actor]
    dispatchers: list[Actor]
    team: list[Actor]


def make(lycees: int, at: datetime, since: datetime, random: Random) -> Region:
    """Write `lycees` lycées with their people, rooms and equipment, as known since an instant."""
    by = Actor.preau(since)
    rows = list(islice(csv.DictReader(io.StringIO((DATA / "lycees.csv").read_text())), lycees))
    run(KINDS["schools"], _csv(rows), "lycees.csv", by=by)
    schools = list(School.objects.select_related("territory").order_by("pk"))
    mandates = _people(schools, by, random)
    region = _cast(schools, mandates, at)
    pupils = {row["uai"]: int(row["pupils_total"] or 500) for row in rows}
    _rooms(region.places, pupils, random)
    _equipment(region.places, by, random)
    return region


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _people(schools: list[School], by: Actor, random: Random) -> list[Mandate]:
    """Write the people of the demonstration and their mandates."""
    until = by.at.date() + timedelta(days=3650)
    file = population.people(schools, random, by.at.date(), until).decode()
    rows = list(csv.DictReader(io.StringIO(file)))
    people = {row["email"]: _person(row, random) for row in rows}
    User.objects.bulk_create(people.values(), batch_size=_BATCH)
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user=person, email=person.email, primary=True, verified=True)
            for person in people.values()
        ),
        batch_size=_BATCH,
    )
    places = {school.uai: school for school in schools}
    territories = {s.territory.name: s.territory for s in schools if s.territory is not None}
    holders: dict[tuple[str, str], User] = {
        (row["role"], row["place"]): people[row["email"]] for row in rows
    }
    principals = {Role.DEPUTY: Role.CORRESPONDENT, Role.DEPUTY_HEAD: Role.HEAD}
    mandates = [
        Mandate(
            person=people[row["email"]],
            role=row["role"],
            school=places.get(row["place"]),
            territory=territories.get(row["place"]),
            academy=row["place"] if row["role"] == Role.ACADEMY_SERVICES else "",
            stands_for=holders.get((principals.get(Role(row["role"]), ""), row["place"])),
            starts_at=by.at,
            ends_at=datetime.combine(until, time(), UTC) if row["until"] else None,
            given_at=by.at,
        )
        for row in rows
    ]
    Mandate.objects.bulk_create(mandates, batch_size=_BATCH)
    journal.record_many(_accounts(people, by))
    journal.record_many((_given(mandate), by) for mandate in mandates)
    return mandates


def _person(row: dict[str, str], random: Random) -> User:
    return User(
        key=uuid.UUID(int=random.getrandbits(128), version=4),
        email=row["email"],
        # Nobody chose a password: they enter by the demonstration's page, or not at all.
        password="!" + f"{random.getrandbits(160):040x}",
        first_name=row["first_name"],
        last_name=row["last_name"],
        folded_name=fold(f"{row['last_name']} {row['first_name']}"),
        title=row["title"],
        phone=row["phone"],
    )


def _accounts(people: dict[str, User], by: Actor) -> Iterator[tuple[Fact, Actor]]:
    for person in people.values():
        yield account_facts.Opened(thing_id=person.pk), by
        yield account_facts.AddressConfirmed(thing_id=person.pk), by


def _given(mandate: Mandate) -> Fact:
    return school_facts.MandateGiven(
        thing_id=mandate.pk,
        school_id=mandate.school_id,
        role=mandate.role,
        person_key=str(mandate.person.key),
        tell=False,
    )


def _cast(schools: list[School], mandates: list[Mandate], at: datetime) -> Region:
    """Who acts where; a lycée that has no correspondent yet sends nothing."""
    actors: dict[int, Actor] = {}

    def acting(mandate: Mandate) -> Actor:
        if mandate.person_id not in actors:
            actors[mandate.person_id] = actor_of(mandate.person, at)
        return actors[mandate.person_id]

    def of(role: Role) -> list[Mandate]:
        return [mandate for mandate in mandates if mandate.role == role]

    senders = {m.school_id: m for m in of(Role.CORRESPONDENT)}
    technicians = {m.school_id: m for m in of(Role.ONSITE)}
    officers = {m.territory_id: m for m in of(Role.DIGITAL_OFFICER)}
    rectorats = {m.academy: m for m in of(Role.ACADEMY_SERVICES)}
    return Region(
        places=[
            Place(
                school=school,
                sender=acting(senders[school.pk]),
                technician=acting(technicians[school.pk]),
                officer=acting(officers[school.territory_id]),
                rectorat=acting(rectorats[school.academy]),
            )
            for school in schools
            if school.pk in senders
        ],
        agents=[acting(mandate) for mandate in of(Role.SERVICE_DESK)],
        dispatchers=[acting(mandate) for mandate in of(Role.DISPATCHER)],
        team=[acting(mandate) for mandate in of(Role.REGION)],
    )


def _rooms(places: list[Place], pupils: dict[str, int], random: Random) -> None:
    rooms = []
    for place in places:
        for door in equipment.doors(pupils[place.school.uai], random):
            room = Room(
                school=place.school,
                name=door.name,
                folded_name=fold(door.name),
                usage=door.label,
            )
            rooms.append(room)
            place.rooms.setdefault(door.usage, []).append(room)
    Room.objects.bulk_create(rooms, batch_size=_BATCH)


def _equipment(places: list[Place], by: Actor, random: Random) -> None:
    assets: list[Asset] = []
    for place in places:
        every = [room for rooms in place.rooms.values() for room in rooms]
        for model in table("equipment.toml")["model"]:
            fitting = [room for usage in model["rooms"] for room in place.rooms.get(usage, [])]
            for _ in range(_PIECES):
                asset = Asset(
                    school=place.school,
                    room=random.choice(fitting or every),
                    kind=model["kind"],
                    name=random.choice(model["names"]),
                    tag=f"IDF-{len(assets) + 1:06d}",
                    serial=f"{random.getrandbits(36):09X}",
                    commissioned_on=by.at.date(),
                    warranty_until=by.at.date() + timedelta(days=365 * model["years"]),
                )
                asset.fold()
                assets.append(asset)
                place.assets.setdefault(asset.kind, []).append(asset)
    Asset.objects.bulk_create(assets, batch_size=_BATCH)
    journal.record_many((_registered(asset), by) for asset in assets)


def _registered(asset: Asset) -> Fact:
    return asset_facts.Registered(
        thing_id=asset.pk, school_id=asset.school_id, kind=asset.kind, room_id=asset.room_id
    )


def then(actor: Actor, at: datetime) -> Actor:
    """The same person, acting at another instant."""
    return replace(actor, at=at)
