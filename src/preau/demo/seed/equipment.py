"""Rooms and equipment for every lycée, scaled to its pupils."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from preau.assets.states import Owner, Status
from preau.core.text import fold
from preau.demo.seed.texts import table
from preau.schools.models import Room

if TYPE_CHECKING:
    from random import Random

    from preau.schools.models import School

_COLUMNS = (
    "tag",
    "uai",
    "room",
    "kind",
    "name",
    "serial",
    "owner",
    "status",
    "commissioned_on",
    "warranty_until",
)
_BUILDINGS = "ABCDEFGHJK"


@dataclass(frozen=True, slots=True)
class Door:
    """A room before it has a row: its name, what it is for, and how that is said."""

    name: str
    usage: str
    label: str


def doors(pupils: int, random: Random) -> list[Door]:
    """The rooms of a lycée of so many pupils."""
    found: list[Door] = []
    for plan in table("equipment.toml")["room"]:
        if "names" not in plan:
            number = max(plan["least"], pupils // plan["per_pupils"])
            found += [_classroom(n, plan) for n in range(number)]
            continue
        names = plan["names"]
        if "per_pupils" in plan:
            names = names[: max(plan["least"], pupils // plan["per_pupils"])]
        elif plan["usage"] in {"workshop", "hall", "technical_room", "language_lab"}:
            names = names[: random.randint(1, len(names))]
        found += [Door(name, plan["usage"], plan["label"]) for name in names]
    return found


def _classroom(number: int, plan: dict[str, Any]) -> Door:
    building, rest = divmod(number, 8)
    floor, door = divmod(rest, 4)
    name = f"{_BUILDINGS[building % len(_BUILDINGS)]}{floor + 1}{door + 1:02d}"
    return Door(name, plan["usage"], plan["label"])


def rooms(plans: dict[School, list[Door]]) -> None:
    """Open the rooms of all lycées."""
    Room.objects.bulk_create(
        (
            Room(school=school, name=door.name, folded_name=fold(door.name), usage=door.label)
            for school, plan in plans.items()
            for door in plan
        ),
        batch_size=1_000,
    )


def file(
    plans: dict[School, list[Door]], pupils: dict[str, int], random: Random, today: date
) -> bytes:
    """The equipment of all lycées, as a file that the import takes in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    number = 0
    for school, plan in plans.items():
        for model in table("equipment.toml")["model"]:
            # Some lycées are richer than others, as everywhere.
            share = pupils[school.uai] / model["per_pupils"] * random.uniform(0.75, 1.2)
            places = [door for door in plan if door.usage in model["rooms"]] or plan
            for _ in range(max(model["least"], round(share))):
                number += 1
                writer.writerow(_line(number, school, random.choice(places), model, random, today))
    return text.getvalue().encode()


def _line(
    number: int, school: School, door: Door, model: dict[str, Any], random: Random, today: date
) -> list[str]:
    age = int(random.triangular(20, 3_000, 700))
    start = today - timedelta(days=age)
    end = start + timedelta(days=365 * model["years"])
    owner = random.choices((Owner.REGION, Owner.OWN_FUNDS, Owner.UNKNOWN), (93, 5, 2))[0]
    is_stored = random.random() < 0.03
    is_dated = random.random() < 0.95
    return [
        f"IDF-{number:06d}",
        school.uai,
        door.name,
        model["kind"],
        random.choice(model["names"]),
        f"{random.getrandbits(36):09X}",
        owner.value,
        (Status.STORED if is_stored else Status.IN_SERVICE).value,
        start.isoformat() if is_dated else "",
        end.isoformat() if is_dated else "",
    ]
