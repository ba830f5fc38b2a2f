"""The clock: which periodic jobs are due, found once per tick whatever the number of workers."""

from __future__ import annotations

from datetime import datetime

from cronsim import CronSim
from django.db import transaction
from django.utils import timezone

from preau.agenda import jobs, wiring
from preau.agenda.models import Tick
from preau.agenda.tasks import run_cron


def following(expression: str, at: datetime) -> datetime:
    """The first tick after an instant, by the clock of Paris."""
    return next(CronSim(expression, timezone.localtime(at)))


def enqueue_due(at: datetime) -> int:
    """Enqueue the jobs whose tick has come; ticks missed while nobody worked count as one."""
    known = {tick.name: tick for tick in Tick.objects.order_by("name")}
    count = 0
    for cron in wiring.CRONS.values():
        tick = known.get(cron.name)
        if tick is None or tick.expression != cron.expression:
            _plan(cron, at)
        elif tick.next_at <= at:
            count += _enqueue(cron, tick, at)
    return count


def _plan(cron: wiring.Cron, at: datetime) -> None:
    """Write down the first tick of a job that is new, or whose hours were changed."""
    Tick.objects.update_or_create(
        name=cron.name,
        defaults={"expression": cron.expression, "next_at": following(cron.expression, at)},
    )


@transaction.atomic
def _enqueue(cron: wiring.Cron, tick: Tick, at: datetime) -> int:
    moved = Tick.objects.filter(pk=tick.pk, next_at=tick.next_at).update(
        next_at=following(cron.expression, at)
    )
    if moved:
        queue = jobs.LONG if cron.is_long else jobs.SHORT
        run_cron.using(queue_name=queue).enqueue(cron.name, at.isoformat())
    return moved
