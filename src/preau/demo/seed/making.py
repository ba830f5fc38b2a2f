"""To make the whole demonstration: lycées, people, equipment, and the term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from preau.accounts.models import User
from preau.core.actors import Actor
from preau.core.moments import PARIS
from preau.demo.seed import equipment, population, term
from preau.demo.seed.texts import DATA
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import Headcount, School
from preau.search import wiring as search
from preau.search.actions import rebuild
from preau.tickets.models import Ticket

if TYPE_CHECKING:
    from preau.schools.imports.reports import Report

#: Every persona signs in with it, for whoever wants to try the real page of sign-in.
PASSWORD = "une cour ombragée"  # noqa: S105

#: The public data set of head counts, and when the copy was taken (see data/README.md).
PUBLIC = "Ministère de l’Éducation nationale – DEPP, data.education.gouv.fr (novembre 2026)"

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of it: lycées (the one shown is always among them), tickets, letters."""

    lycees: int
    tickets: int
    mails: int


WHOLE = Size(lycees=1_000, tickets=330, mails=40)
SMALL = Size(lycees=8, tickets=24, mails=6)


class Broken(Exception):
    """The demonstration's own files are refused: a mistake of ours."""


@transaction.atomic
def make(now: datetime, seed: int, say: Say, size: Size = WHOLE) -> None:
    """Fill an empty database: the same for one seed and one day."""
    random = Random(seed)  # noqa: S311
    today = now.astimezone(PARIS).date()
    term_start = _start_of_term(today)
    founded = Actor.preau(datetime.combine(term_start, time(8), tzinfo=PARIS))
    say(_("The lycées of Île-de-France and their pupils …"))
    kept = _kept(size.lycees)
    _take_in("schools", "lycees.csv", kept, founded)
    _take_in("enrolment", "enrolment.csv", kept, founded, source=PUBLIC)
    _take_in("enrolment", "enrolment_composed.csv", kept, founded)
    schools = list(School.objects.select_related("territory").order_by("uai"))
    say(_("Invented people, with their duties …"))
    until = date(today.year + (today.month >= 9), 8, 31)
    people = population.people(schools, random, term_start, until)
    _apply("people", people, "people.csv", founded)
    _sign_in_all(now, random)
    say(_("Rooms and equipment …"))
    pupils = _pupils()
    plans = {s: equipment.doors(pupils.get(s.uai, 400), random) for s in schools}
    equipment.rooms(plans)
    assets = equipment.file(plans, {s.uai: pupils.get(s.uai, 400) for s in schools}, random, today)
    _apply("assets", assets, "equipment.csv", founded)
    say(_("A term of tickets, told by those who take part …"))
    term.tell(now, random, tickets=size.tickets, mails=size.mails)
    # Facts of the first weeks were told to nobody.
    for kind in search.kinds():
        rebuild(kind.name)


def figures() -> str:
    """What there is, in one sentence."""
    from preau.assets.models import Asset

    return _(
        "%(schools)d lycées, %(people)d people, %(assets)d pieces of equipment, %(tickets)d tickets"
    ) % {
        "schools": School.objects.count(),
        "people": User.objects.count(),
        "assets": Asset.objects.count(),
        "tickets": Ticket.objects.count(),
    }


def _start_of_term(today: date) -> date:
    """The first of September before the seeded weeks."""
    first = today - timedelta(weeks=term.WEEKS + 1)
    return date(first.year if first.month >= 9 else first.year - 1, 9, 1)


def _kept(number: int) -> set[bytes]:
    """The UAIs of the lycées that are shown."""
    uais = [line[:8] for line in (DATA / "lycees.csv").read_bytes().splitlines()[1:]]
    return {population.SHOWN.encode(), *uais[: number - 1]}


def _take_in(kind: str, name: str, kept: set[bytes], by: Actor, *, source: str = "") -> None:
    header, *lines = (DATA / name).read_bytes().splitlines()
    rows = [line for line in lines if line[:8] in kept]
    if source:
        header += b",source"
        rows = [line + b',"' + source.encode() + b'"' for line in rows]
    if rows:
        _apply(kind, b"\n".join([header, *rows]), name, by)


def _apply(kind: str, data: bytes, name: str, by: Actor) -> Report:
    report = run(KINDS[kind], data, name, by=by)
    if not report.ok:
        first = report.problems[0]
        raise Broken(f"{name}: {first.row} {first.column}: {first.reason}")
    return report


def _pupils() -> dict[str, int]:
    """Pupils of each lycée in its newest school year."""
    newest = dict(
        Headcount.objects.order_by().values_list("school").annotate(year=Max("school_year"))
    )
    counted = (
        Headcount.objects.order_by()
        .values_list("school", "school_year", "school__uai")
        .annotate(pupils=Sum("pupils"))
    )
    return {uai: n for school, year, uai, n in counted if newest[school] == year}


def _sign_in_all(now: datetime, random: Random) -> None:
    """Most people have chosen a password and signed in; some deputies never did."""
    password = make_password(PASSWORD)
    users = list(User.objects.order_by("pk"))
    for user in users:
        if random.random() < 0.06:
            continue
        user.password = password
        user.joined_at = now - timedelta(days=random.randint(30, 80))
        user.last_login = now - timedelta(hours=random.randint(2, 600))
    User.objects.bulk_update(users, ["password", "joined_at", "last_login"], batch_size=500)
