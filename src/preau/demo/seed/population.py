"""Invented people for every lycée and every service, as a file that the import takes in."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preau.accounts.roles import Role
from preau.core.text import fold
from preau.demo.seed.texts import table

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from preau.schools.models import School

#: The lycée whose people are offered first, and where there is something of everything.
SHOWN = "0750654D"

_COLUMNS = (
    "email",
    "first_name",
    "last_name",
    "role",
    "place",
    "from",
    "until",
    "phone",
    "title",
)
#: Lycées in a technician's hands.
_ROUND = 12
_CESAME = ("Agent CESAME", "Agente CESAME")
_DISPATCHER = ("Répartiteur", "Répartitrice")
_ONSITE = ("Technicien de proximité", "Technicienne de proximité")
_FIELD = ("Technicien itinérant", "Technicienne itinérante")
_RTN = ("Responsable territorial numérique", "Responsable territoriale numérique")
_REGION = ("Ingénieur systèmes", "Ingénieure systèmes")
_ADMIN = ("Chef de projet numérique", "Cheffe de projet numérique")
_RECTORAT = ("Ingénieur réseau", "Ingénieure réseau")


@dataclass
class Population:
    """Rows of a file of people, made one after the other."""

    random: Random
    since: date
    rows: list[list[str]] = field(default_factory=list)
    _addresses: set[str] = field(default_factory=set)
    _phones: int = 0

    def person(self, domain: str, titles: tuple[str, ...] | list[str]) -> tuple[str, ...]:
        """Somebody nobody else is: address, names, telephone and function."""
        names = table("people.toml")
        while True:
            is_woman = self.random.random() < 0.5
            first = self.random.choice(names["women" if is_woman else "men"])
            last = self.random.choice(names["last_names"])
            local = f"{first}.{last}".replace(" ", "-").replace("’", "-")
            address = f"{fold(local)}@{domain}"
            if address not in self._addresses:
                break
        self._addresses.add(address)
        self._phones += 1
        # The authority keeps 06 39 98 .. .. for works of fiction.
        phone = f"06 39 98 {self._phones // 100 % 100:02d} {self._phones % 100:02d}"
        return address, first, last, phone, titles[1 if is_woman else 0]

    def give(
        self, who: tuple[str, ...], role: Role, place: str = "", until: date | None = None
    ) -> None:
        """One more mandate of somebody."""
        address, first, last, phone, title = who
        ends = until.isoformat() if until else ""
        self.rows.append(
            [address, first, last, role.value, place, self.since.isoformat(), ends, phone, title]
        )

    def file(self) -> bytes:
        """The file."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(self.rows)
        return text.getvalue().encode()


def people(schools: list[School], random: Random, since: date, until: date) -> bytes:
    """Heads, correspondents, deputies and staff of all lycées, and all the services."""
    made = Population(random, since)
    _services(made)
    for school in schools:
        _lycee(made, school, until)
    _rounds(made, schools)
    _officers(made, schools)
    return made.file()


def _lycee(made: Population, school: School, until: date) -> None:
    titles = table("people.toml")
    domain = f"{school.uai.lower()}.lycee.invalid"
    is_shown = school.uai == SHOWN
    made.give(made.person(domain, titles["heads"][0]), Role.HEAD, school.uai)
    # A few lycées have nobody yet: the Region sees them, and their head is asked.
    if not is_shown and made.random.random() < 0.03:
        return
    made.give(
        made.person(domain, made.random.choice(titles["correspondents"])),
        Role.CORRESPONDENT,
        school.uai,
    )
    deputies = 2 if is_shown else made.random.choices((0, 1, 2), (15, 65, 20))[0]
    for _ in range(deputies):
        made.give(
            made.person(domain, made.random.choice(titles["deputies"])), Role.DEPUTY, school.uai
        )
    if is_shown or made.random.random() < 0.12:
        delegate = made.person(domain, titles["deputy_heads"][0])
        made.give(delegate, Role.DEPUTY_HEAD, school.uai, until)
    for _ in range(2 if is_shown else made.random.choices((0, 1), (85, 15))[0]):
        made.give(made.person(domain, made.random.choice(titles["staff"])), Role.STAFF, school.uai)


def _services(made: Population) -> None:
    teams = (
        (Role.SERVICE_DESK, "cesame.invalid", _CESAME, 8),
        (Role.DISPATCHER, "maintenance.invalid", _DISPATCHER, 4),
        (Role.FIELD, "maintenance.invalid", _FIELD, 14),
        (Role.REGION, "region.invalid", _REGION, 4),
        (Role.REGIONAL_ADMIN, "region.invalid", _ADMIN, 2),
    )
    for role, domain, titles, number in teams:
        for _ in range(number):
            made.give(made.person(domain, titles), role)
    for academy in ("Paris", "Créteil", "Versailles"):
        for _ in range(3):
            made.give(
                made.person(f"ac-{fold(academy)}.invalid", _RECTORAT),
                Role.ACADEMY_SERVICES,
                academy,
            )


def _rounds(made: Population, schools: list[School]) -> None:
    """The same technician for a dozen lycées near each other."""
    by_territory: defaultdict[str, list[School]] = defaultdict(list)
    for school in schools:
        by_territory[str(school.territory)].append(school)
    for name in sorted(by_territory):
        near = sorted(by_territory[name], key=lambda s: (s.postal_code, s.uai))
        for start in range(0, len(near), _ROUND):
            technician = made.person("maintenance.invalid", _ONSITE)
            for school in near[start : start + _ROUND]:
                made.give(technician, Role.ONSITE, school.uai)


def _officers(made: Population, schools: list[School]) -> None:
    for name in sorted({str(school.territory) for school in schools if school.territory}):
        made.give(made.person("region.invalid", _RTN), Role.DIGITAL_OFFICER, name)
