"""The seal of a day: one digest over its entries, chained to the seal before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from preau.journal.digests import canonical, instant
from preau.journal.models import Entry, Seal

PARIS = ZoneInfo("Europe/Paris")

#: An entry under a seal: kind and id of the thing, position, id and digest of the entry.
Member = tuple[str, int, int, int, str]


def seal_days(at: datetime) -> list[Seal]:
    """Seal every day in Paris that is over, and give the new seals.

    A day is sealed again for what came late: acts dated back, or committed long after.
    """
    today = timezone.localdate(at, PARIS)
    oldest = Entry.objects.order_by("at").values_list("at", flat=True).first()
    if oldest is None:
        return []
    sums = Seal.objects.order_by().values_list("day").annotate(Sum("count"))
    sealed: dict[date, int] = dict(sums)
    day = timezone.localdate(oldest, PARIS)
    made = []
    while day < today:
        starts_at, ends_at = bounds(day)
        found = Entry.objects.filter(at__gte=starts_at, at__lt=ends_at).count()
        if found > sealed.get(day, 0):
            made += _seal(day, at)
        day += timedelta(days=1)
    return made


def bounds(day: date) -> tuple[datetime, datetime]:
    """When a day of Paris begins, and when the next one does."""
    return (
        datetime.combine(day, time(), PARIS),
        datetime.combine(day + timedelta(days=1), time(), PARIS),
    )


def running_digest(
    *, number: int, day: date, count: int, sealed_at: datetime, previous: str
) -> hashlib._Hash:
    """Begin the digest of a seal; its members are added one by one, in their order."""
    head = canonical([number, day.isoformat(), count, instant(sealed_at), previous])
    return hashlib.sha256(f"{head}\n".encode())


def line(member: Member) -> bytes:
    """What the digest of a seal takes from one of its members."""
    kind, thing_id, position, entry_id, digest = member
    return f"{kind} {thing_id} {position} {entry_id} {digest}\n".encode()


def written_members(members: Iterable[Member]) -> str:
    """The members by name: a line per kind of thing, then one per entry."""
    lines = []
    last = ""
    for kind, thing_id, position, entry_id, _ in members:
        if kind != last:
            lines.append(f"# {kind}")
            last = kind
        lines.append(f"{thing_id} {position} {entry_id}")
    return "\n".join([*lines, ""])


def read_members(text: str, kind: str) -> Iterator[tuple[int, int, int]]:
    """The members of one kind: thing, position and id of the entry, in order."""
    head = f"# {kind}\n"
    start = 0 if text.startswith(head) else text.find(f"\n{head}") + 1
    if not text.startswith(head, start):
        return
    start += len(head)
    while start < len(text) and text[start] != "#":
        end = text.find("\n", start)
        thing_id, position, entry_id = text[start:end].split(" ")
        yield int(thing_id), int(position), int(entry_id)
        start = end + 1


def kinds_of_members(text: str) -> Iterator[str]:
    """The kinds of thing under a seal."""
    start = 0 if text.startswith("# ") else text.find("\n# ") + 1
    while text.startswith("# ", start):
        end = text.find("\n", start)
        yield text[start + 2 : end]
        start = text.find("\n# ", end) + 1 or len(text)


@transaction.atomic
def _seal(day: date, at: datetime) -> list[Seal]:
    """Seal what the seals of a day do not cover yet."""
    # Whoever seals at the same time waits here, then finds nothing left.
    Seal.objects.select_for_update().order_by("-number").first()
    last = Seal.objects.order_by("-number").only("number", "digest").first()
    starts_at, ends_at = bounds(day)
    entries = Entry.objects.filter(at__gte=starts_at, at__lt=ends_at).order_by()
    columns = ("thing_kind", "thing_id", "position", "pk", "digest")
    covered = _covered(day)
    members: list[Member] = sorted(
        row for row in entries.values_list(*columns) if row[1:4] not in covered[row[0]]
    )
    if not members:
        return []
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    running = running_digest(
        number=number, day=day, count=len(members), sealed_at=at, previous=previous
    )
    for member in members:
        running.update(line(member))
    seal = Seal(
        number=number,
        day=day,
        count=len(members),
        members=written_members(members),
        sealed_at=at,
        previous=previous,
        digest=running.hexdigest(),
    )
    seal.save(force_insert=True)
    return [seal]


def _covered(day: date) -> defaultdict[str, set[tuple[int, int, int]]]:
    covered: defaultdict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for text in Seal.objects.filter(day=day).order_by("number").values_list("members", flat=True):
        for kind in kinds_of_members(text):
            covered[kind].update(read_members(text, kind))
    return covered
