"""To fill an empty database: the Region, then its tickets a thousand at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from preau.accounts.models import User
from preau.core.actors import Actor
from preau.core.moments import PARIS
from preau.core.verdicts import Refused, no
from preau.demo.bulk import region as regions
from preau.demo.bulk.lives import KINDS, OPEN_KINDS, Kind, Life, Scene
from preau.demo.seed.texts import incidents
from preau.journal import actions as journal
from preau.journal.models import Entry
from preau.schools.models import School
from preau.search import wiring as search
from preau.search.actions import rebuild
from preau.tickets import facts, queries
from preau.tickets.actions import LATE, NEAR, measure
from preau.tickets.models import Form, Message, Ticket
from preau.tickets.states import OPEN, TREATED, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preau.demo.bulk.region import Region
    from preau.journal.facts import Fact


@dataclass(frozen=True, slots=True)
class Size:
    """How much to write."""

    lycees: int
    tickets: int


SIZES = {"small": Size(470, 20_000), "medium": Size(470, 100_000)}

_SEED = 470
_BATCH = 1_000
#: The first lycée has at least so many open tickets at every size: more than a page of them.
BUSY = 60
_YEARS = 3
#: Open tickets are of these days, and a ticket that is over took as many.
_LIFE = timedelta(days=10)
_FORMS = {
    "computer": "computers",
    "network": "network",
    "server": "servers",
    "printer": "printers",
    "display": "displays",
    "ent": "portal",
    "other": "other",
}


@transaction.atomic
def seed(size: Size, at: datetime) -> dict[str, int]:
    """Write it all, as it would stand at an instant; says how many rows there are of what."""
    if School.objects.exists() or User.objects.exists() or Entry.objects.exists():
        raise Refused(
            no(
                _(
                    "This database holds data already, and data for measuring is not mixed with"
                    " it. Set PREAU_VAR to a new folder, or DATABASE_URL to an empty database,"
                    " run `preau migrate` there, then try again."
                )
            )
        )
    random = Random(_SEED)  # noqa: S311 – the same data each time is the point.
    since = datetime.combine(at.date() - timedelta(days=365 * (_YEARS + 1)), time(8), PARIS)
    region = regions.make(size.lycees, at, since, random)
    lives = _lives(region, size.tickets, at, random)
    while batch := list(islice(lives, _BATCH)):
        _write(batch, at)
    for kind in search.kinds():
        rebuild(kind.name)
    with connection.cursor() as cursor:
        # So that the planner knows the tables as they now are, on both databases.
        cursor.execute("ANALYZE")
    return {
        "schools": School.objects.count(),
        "people": User.objects.count(),
        "tickets": Ticket.objects.count(),
        "messages": Message.objects.count(),
        "entries": Entry.objects.count(),
    }


def _lives(region: Region, number: int, at: datetime, random: Random) -> Iterator[Life]:
    """Tickets of all lycées; the first one's first tickets are open."""
    forms = {form.code: form for form in Form.objects.all()}
    fitting = {kind: [each for each in incidents() if kind.fits(each)] for kind in KINDS}
    weights = [kind.weight for kind in KINDS]
    for n in range(number):
        if n < BUSY:
            place, kind = region.places[0], OPEN_KINDS[n % len(OPEN_KINDS)]
        else:
            place, kind = random.choice(region.places), random.choices(KINDS, weights)[0]
        scene = Scene(
            place=place,
            agent=random.choice(region.agents),
            dispatcher=random.choice(region.dispatchers),
            team=random.choice(region.team),
            incident=random.choice(fitting[kind]),
        )
        yield _life(kind, scene, forms, at, random)


def _life(kind: Kind, scene: Scene, forms: dict[str, Form], at: datetime, random: Random) -> Life:
    """Tell one ticket from its receipt on."""
    last = at.astimezone(PARIS).date() - timedelta(days=1)
    if not kind.is_open:
        last -= timedelta(days=random.randint(30, 365 * _YEARS))
    life = Life(_instants(last, random), random)
    incident, place = scene.incident, scene.place
    every = [room for rooms in place.rooms.values() for room in rooms]
    room = random.choice(place.rooms.get(incident.get("room", ""), every))
    pieces = [asset for name in incident.get("asset", []) for asset in place.assets[name]]
    asset = random.choice(pieces) if pieces else None
    words = {"room": room.name, "tag": asset.tag if asset else ""}
    form = forms[_FORMS[incident["kind"]]]
    life.send(place, form, incident, words, room=room, asset=asset)
    kind.goes_on(life, scene)
    return life


#: No life has more verbs.
_VERBS = 8


def _instants(last: date, random: Random) -> Iterator[datetime]:
    """Instants of service in the days up to `last`, in order."""
    days = [last - timedelta(days=n) for n in range(_LIFE.days)]
    open_days = [day for day in days if day.weekday() < 5]
    minutes = sorted(
        (random.choice(open_days), random.randint(8 * 60, 18 * 60 - 1)) for _ in range(_VERBS)
    )
    for day, minute in minutes:
        yield datetime.combine(day, time(minute // 60, minute % 60), PARIS).astimezone(UTC)


def _write(lives: list[Life], at: datetime) -> None:
    """Write a batch: tickets, messages, journal, then the dates that the journal gives."""
    Ticket.objects.bulk_create(life.ticket for life in lives)
    Message.objects.bulk_create(message for life in lives for message in life.messages)
    journal.record_many(pair for life in lives for pair in life.facts())
    opened = [life for life in lives if life.ticket.status in OPEN]
    promises = queries.promises_of((life.ticket for life in opened), at)
    warned: list[tuple[Fact, Actor]] = []
    for life in opened:
        ticket, promise = life.ticket, promises[life.ticket.pk]
        ticket.due_at = queries.due_at_of(ticket, promise)
        ticket.warning_at = promise.warning_at if promise else None
        warned += _warnings(ticket, at)
    Ticket.objects.bulk_update(
        (life.ticket for life in opened), ["due_at", "warning_at", "alerts"], batch_size=_BATCH
    )
    journal.record_many(warned)
    measure(life.ticket for life in lives if life.ticket.status in TREATED)


def _warnings(ticket: Ticket, at: datetime) -> Iterator[tuple[Fact, Actor]]:
    """The warnings that the clock gave by now, and so does not give again."""
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return
    # What is done in the minute of the limit is done in time.
    late_at = ticket.due_at + timedelta(minutes=1) if ticket.due_at else None
    for level, moment in ((NEAR, ticket.warning_at), (LATE, late_at)):
        if moment is not None and moment <= at:
            ticket.alerts = level
            by = Actor.preau(max(moment, ticket.updated_at))
            yield (
                facts.Warned(thing_id=ticket.pk, school_id=ticket.school_id, late=level == LATE),
                by,
            )
