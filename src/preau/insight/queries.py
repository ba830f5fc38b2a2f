"""The figures of a scope: sums, means and percentiles over the treatments that a person sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    Q,
    Sum,
)

from preau.tickets.models import Ticket, Treatment
from preau.tickets.states import Ending

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from preau.core.actors import Actor
    from preau.insight.periods import Period
    from preau.tickets.models import TreatmentQuerySet

#: Half of the tickets, and nine in ten.
SHARES = (0.5, 0.9)
#: By name in the address: the column whose values make the lines.
GROUPS = {
    "month": "month",
    "department": "school__department_code",
    "nature": "nature",
    "form": "form_id",
    "urgency": "urgency",
    "handler": "handler",
}
#: What narrows tickets and treatments alike: name in the address and column of both.
NARROWING = {
    "department": "school__department_code",
    "nature": "nature",
    "form": "form__code",
    "urgency": "urgency",
    "handler": "handler",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tickets are counted: a period, and what narrows them."""

    period: Period
    narrowed: dict[str, str] = field(default_factory=dict)

    @property
    def condition(self) -> Q:
        """What narrows tickets and treatments alike, the period left out."""
        return Q(**{NARROWING[name]: value for name, value in self.narrowed.items()})


@dataclass(frozen=True, slots=True)
class Spread:
    """How minutes are spread: over how many tickets, their sum, the median, the ninth tenth."""

    count: int = 0
    total: int = 0
    median: int | None = None
    p90: int | None = None

    @property
    def mean(self) -> float | None:
        """The mean, None where nothing was counted."""
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one line: of a month, a department … or of the whole scope."""

    key: Any
    treatment: Spread
    working: Spread
    contractor: Spread
    kept: int = 0
    limited: int = 0
    endings: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many tickets were treated."""
        return self.treatment.count

    @property
    def share(self) -> float | None:
        """Which part of the limits was kept, None where none held."""
        return self.kept / self.limited if self.limited else None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open now, how old it is, and what of it is late."""

    count: int
    late: int
    mean_age: timedelta | None
    oldest_at: datetime | None


class Percentiles(Aggregate):
    """The values below which half and nine tenths of a column lie, as PostgreSQL finds them."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(IntegerField())


_SPREADS = {"treatment": "calendar_minutes", "contractor": "contractor_minutes"}


def treated(actor: Actor, scope: Scope) -> TreatmentQuerySet:
    """The treatments of a scope that the person sees."""
    period = scope.period
    return Treatment.objects.visible_to(actor).filter(
        scope.condition, done_on__gte=period.first_on, done_on__lte=period.last_on
    )


def figures(actor: Actor, scope: Scope, by: str) -> tuple[Figures, list[Figures]]:
    """The figures of the whole scope, and those of each line, in the order of their keys.

    The sums of the whole are those of its lines; its percentiles are not, and are asked for.
    """
    rows = treated(actor, scope)
    column = GROUPS[by]
    sums: dict[str, Any] = {
        "n": Count("pk"),
        "treatment": Sum("calendar_minutes"),
        "working": Sum("working_minutes"),
        "contractor": Sum("contractor_minutes"),
        "contractor_n": Count("contractor_minutes"),
        "kept": Count("pk", filter=Q(is_within=True)),
        "limited": Count("is_within"),
        **{f"ending_{one}": Count("pk", filter=Q(ending=one)) for one in Ending.values},
    }
    if connection.vendor == "postgresql":
        shares = {f"{name}_shares": Percentiles(of) for name, of in _SPREADS.items()}
        found = _rows(rows.order_by().values(key=F(column)).annotate(**sums, **shares))
        lines = [_line(row["key"], row, row) for row in found]
        total = rows.order_by().aggregate(**shares) if len(lines) > 1 else {}
    else:
        known = _percentiles(rows, column)
        found = _rows(rows.order_by().values(key=F(column)).annotate(**sums))
        lines = [_line(row["key"], row, known[row["key"]]) for row in found]
        total = known[None] if len(lines) > 1 else {}
    lines.sort(key=lambda line: line.key)
    if len(lines) == 1:
        return lines[0], lines
    return _added(lines, total), lines


def _rows(found: Iterable[Any]) -> list[dict[str, Any]]:
    return list(found)


def _line(key: Any, row: dict[str, Any], shares: dict[str, Any]) -> Figures:
    return Figures(
        key=key,
        treatment=_spread(row["n"], row["treatment"], shares["treatment_shares"]),
        working=Spread(row["n"], row["working"] or 0),
        contractor=_spread(row["contractor_n"], row["contractor"], shares["contractor_shares"]),
        kept=row["kept"],
        limited=row["limited"],
        endings={one: row[f"ending_{one}"] for one in Ending.values},
    )


def _spread(count: int, total: int | None, shares: list[int] | None) -> Spread:
    return Spread(count, total or 0, *(shares or (None, None)))


def _added(lines: list[Figures], shares: dict[str, Any]) -> Figures:
    """The whole of several lines."""

    def spread(name: str) -> Spread:
        parts: list[Spread] = [getattr(line, name) for line in lines]
        counted, total = sum(part.count for part in parts), sum(part.total for part in parts)
        return _spread(counted, total, shares.get(f"{name}_shares"))

    return Figures(
        key=None,
        treatment=spread("treatment"),
        working=spread("working"),
        contractor=spread("contractor"),
        kept=sum(line.kept for line in lines),
        limited=sum(line.limited for line in lines),
        endings={one: sum(line.endings[one] for line in lines) for one in Ending.values},
    )


def _percentiles(rows: TreatmentQuerySet, column: str) -> dict[Any, dict[str, Any]]:
    """The same percentiles where the database has none: by key, and under None of all."""
    values: dict[Any, dict[str, list[int]]] = {}
    for key, *minutes in rows.order_by().values_list(column, *_SPREADS.values()):
        for name, value in zip(_SPREADS, minutes, strict=True):
            if value is not None:
                for one in (key, None):
                    values.setdefault(one, {}).setdefault(name, []).append(value)
    return {
        key: {f"{name}_shares": _shares(spread.get(name, [])) for name in _SPREADS}
        for key, spread in values.items()
    }


def _shares(values: list[int]) -> list[int] | None:
    ordered = sorted(values)
    return [ordered[ceil(share * len(ordered)) - 1] for share in SHARES] if ordered else None


def backlog(actor: Actor, scope: Scope) -> Backlog:
    """What is open now under the same conditions, whatever the period."""
    rows = Ticket.objects.visible_to(actor).open().filter(scope.condition)
    # To the minute, as the list itself (`TicketQuerySet.late`).
    is_late = Q(due_at__lt=actor.at.replace(second=0, microsecond=0))
    age = ExpressionWrapper(actor.at - F("received_at"), output_field=DurationField())
    # Two questions, each of which an index answers by itself, rather than one over whole rows.
    found = rows.aggregate(count=Count("pk"), mean_age=Avg(age), oldest_at=Min("received_at"))
    return Backlog(late=rows.filter(is_late).count(), **found)
