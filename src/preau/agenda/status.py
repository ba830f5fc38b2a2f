"""How much work waits, and what failed: for `preau queue status` and `preau doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from preau.agenda import jobs
from preau.agenda.models import Beat, Delivery, Tick
from preau.agenda.states import DeliveryState


@dataclass(frozen=True, slots=True)
class Failure:
    """A delivery given up: which subscriber, which entry, why."""

    subscriber: str
    entry_id: int
    error: str


@dataclass(frozen=True, slots=True)
class Status:
    """The queues of this instance at one instant."""

    workers: list[str]
    deliveries: dict[str, int]
    oldest_due_at: datetime | None
    failures: list[Failure]
    tasks: dict[str, int]
    next_ticks: dict[str, datetime]


def status(at: datetime) -> Status:
    """Count what waits, what is in hand and what failed."""
    left = Delivery.objects.exclude(state=DeliveryState.DONE)
    by_state = left.order_by().values_list("state").annotate(Count("pk"))
    due = left.filter(state=DeliveryState.DUE)
    failed = Delivery.objects.failed().order_by("pk")[:100]
    tasks = (
        DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
        .order_by()
        .values_list("status")
        .annotate(Count("pk"))
    )
    alive = Beat.objects.filter(seen_at__gte=at - jobs.DEAD_AFTER).order_by("worker")
    return Status(
        workers=list(alive.values_list("worker", flat=True)),
        deliveries={"due": 0, "running": 0, "failed": 0} | dict(by_state),
        oldest_due_at=due.aggregate(oldest=Min("due_at"))["oldest"],
        failures=[Failure(row.subscriber, row.entry_id, row.last_error) for row in failed],
        tasks={str(state).lower(): count for state, count in tasks},
        next_ticks=dict(Tick.objects.order_by("name").values_list("name", "next_at")),
    )
