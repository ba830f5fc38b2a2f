"""To keep the index true to the things: row by row after a fact, or all of a kind anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from preau.search import wiring
from preau.search.models import Row, circle_term, key_of, kind_term, row_id, school_term
from preau.search.words import terms

if TYPE_CHECKING:
    from datetime import datetime

    from preau.search.wiring import Kind, Told

#: How rows are claimed before they are written.
Claim = Callable[["Kind", Collection[int]], None]

_BATCH = 500
_COLUMNS = ["school_id", "segment", "at", "terms"]


@dataclass(slots=True)
class Differences:
    """Where the index and the things of a kind differ, by the keys of the things."""

    kind: str
    looked_at: int = 0
    missing: list[int] = field(default_factory=list)
    outdated: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.missing or self.outdated or self.surplus)


def refresh(name: str, keys: Iterable[int]) -> None:
    """Write the rows of these things anew, and drop those of things that are no more.

    A subscriber calls it after a fact, as often as it likes: the things are read as they are.
    """
    kind = wiring.KINDS[name]
    wanted = sorted(set(keys))
    claims = _claim if len(wanted) <= _BATCH else _claim_all
    for start in range(0, len(wanted), _BATCH):
        _make_alike(kind, wanted[start : start + _BATCH], Differences(name), claims)


def rebuild(name: str, tell: Callable[[int], None] = lambda done: None) -> Differences:
    """Bring all rows of a kind up to date, a batch at a time; says what was not."""
    return _look_through(wiring.KINDS[name], tell, _claim_all)


def verify(name: str, tell: Callable[[int], None] = lambda done: None) -> Differences:
    """Compare the index with all things of a kind, changing nothing."""
    return _look_through(wiring.KINDS[name], tell, None)


def mend(at: datetime) -> None:
    """The round of the night: what no fact told of, or what was lost, is found by morning.

    It compares without holding anybody up: only what differs is claimed, and read again.
    """
    for kind in wiring.kinds():
        found = verify(kind.name)
        refresh(kind.name, [*found.missing, *found.outdated, *found.surplus])
    _put_in_place()


def _look_through(kind: Kind, tell: Callable[[int], None], claim: Claim | None) -> Differences:
    differences = Differences(kind.name)
    for keys in _batches(kind):
        if claim is None:
            _compare(kind, keys, differences)
        else:
            _make_alike(kind, keys, differences, claim)
        tell(differences.looked_at)
    if claim is not None:
        _put_in_place()
    return differences


def _put_in_place() -> None:
    """What was just written would be looked through one by one until it is in its place."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_row_vector')")


def _batches(kind: Kind) -> Iterator[list[int]]:
    """The keys of the things and of the rows of a kind, in order, a batch at a time."""
    last, end = -1, row_id(kind.number + 1, 0)
    while True:
        things = kind.things().order_by("pk").filter(pk__gt=last)
        keys = list(things.values_list("pk", flat=True)[:_BATCH])
        rows = Row.objects.filter(pk__gt=row_id(kind.number, last) if last >= 0 else -1)
        rows = rows.filter(pk__gte=row_id(kind.number, 0), pk__lt=end).order_by("pk")
        if len(keys) == _BATCH:
            rows = rows.filter(pk__lte=row_id(kind.number, keys[-1]))
        known = [key_of(number) for number in rows.values_list("pk", flat=True)]
        both = sorted({*keys, *known})
        for start in range(0, len(both), _BATCH):
            yield both[start : start + _BATCH]
        if len(keys) < _BATCH:
            return
        last = keys[-1]


def _compare(
    kind: Kind, keys: Collection[int], differences: Differences
) -> tuple[list[Row], list[int]]:
    """The rows of some things that are to be written, and those that are to go."""
    things = kind.things().filter(pk__in=list(keys))
    told = {row.pk: row for row in (_row(kind, one) for one in kind.tell(things, None))}
    known = {row.pk: row for row in Row.objects.with_keys(kind.number, keys)}
    missing = [pk for pk in told if pk not in known]
    outdated = [pk for pk, row in told.items() if pk in known and _said(known[pk]) != _said(row)]
    surplus = [pk for pk in known if pk not in told]
    differences.looked_at += len(keys)
    differences.missing += map(key_of, missing)
    differences.outdated += map(key_of, outdated)
    differences.surplus += map(key_of, surplus)
    return [told[pk] for pk in [*missing, *outdated]], surplus


@transaction.atomic
def _make_alike(kind: Kind, keys: Collection[int], differences: Differences, claim: Claim) -> None:
    """Claim the rows of some things, and make them say what the things are."""
    claim(kind, keys)
    wanted, surplus = _compare(kind, keys, differences)
    Row.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_COLUMNS,
    )
    if surplus:
        Row.objects.filter(pk__in=surplus).delete()


def _claim(kind: Kind, keys: Iterable[int]) -> None:
    """Let nobody else write these rows before we have read their things.

    Of two workers that hear two facts about one thing, the one that read first could otherwise
    write last. On SQLite one transaction at a time writes.
    """
    if connection.vendor == "postgresql":
        rows = sorted(row_id(kind.number, key) for key in keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [kind.number])
            cursor.execute(
                "SELECT count(pg_advisory_xact_lock(id))"
                " FROM (SELECT unnest(%s::bigint[]) AS id ORDER BY 1) AS rows",
                [rows],
            )


def _claim_all(kind: Kind, keys: Iterable[int]) -> None:
    """The same for all rows of a kind: a lock for each of many would be too many."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [kind.number])


def _row(kind: Kind, told: Told) -> Row:
    scope = [kind_term(kind.name), *map(circle_term, told.segment)]
    if told.school_id is not None:
        scope.append(school_term(told.school_id))
    return Row(
        id=row_id(kind.number, told.key),
        school_id=told.school_id,
        segment=told.segment,
        at=told.at,
        terms=" ".join([*scope, terms(filter(None, told.searched()))]),
    )


def _said(row: Row) -> list[Any]:
    return [getattr(row, column) for column in _COLUMNS]
