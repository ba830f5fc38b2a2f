"""Tasks of django-tasks-db: run, try again, take over from lost workers.

The backend leaves retries and recovery to us (its issue 46); these lines go when a complete
backend of `django.tasks` can be had, on Python 3.12.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max
from django_tasks_db.utils import exclusive_transaction

from preau.agenda.models import Beat
from preau.agenda.reports import report

#: The queues: what is soon done, and what may last minutes (a workbook, a round of the night).
SHORT, LONG = "default", "long"
#: A claim counts as an attempt: a task that brings its worker down ends too.
ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=2)
#: A worker that has not been seen for this long is lost.
DEAD_AFTER = timedelta(seconds=30)
KEPT = timedelta(days=30)


def run_next(at: datetime, worker: str, queue: str = "") -> bool:
    """Run one task that is due, of a queue or of any, and say whether there was one."""
    due = _due(at, queue)
    # Looked at without the write lock: nothing is due most of the time.
    if not due.exists():
        return False
    with exclusive_transaction():
        row = due.get_locked()
        if row is None:
            return False
        row.claim(worker)
    _runner(worker).run_task(row)
    if row.status == TaskResultStatus.FAILED:
        report(f"task {row.task_path}", row.exception_class_path)
        _again(row, at)
    return True


def enqueue_once(task: Task[Any, Any], *args: Any) -> None:
    """Ask for a task, unless one that has not begun yet will do it all the same."""
    waits = DBTaskResult.objects.filter(
        task_path=task.module_path, status=TaskResultStatus.READY, run_after=get_date_max()
    )
    if not waits.exists():
        task.enqueue(*args)


def recover(at: datetime) -> None:
    """Take over the tasks of workers that are no longer seen."""
    seen = Beat.objects.filter(seen_at__gte=at - DEAD_AFTER).values_list("worker", flat=True)
    alive = set(seen)
    # A task just claimed may belong to a worker whose first beat is still to come.
    running = DBTaskResult.objects.running().filter(started_at__lt=at - DEAD_AFTER)
    for row in running.order_by("enqueued_at", "pk"):
        if row.worker_ids[-1] not in alive and not _again(row, at):
            given_up = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
            if given_up.update(status=TaskResultStatus.FAILED, finished_at=at):
                report(f"task {row.task_path}", "its worker was lost each time")


def forget_finished(at: datetime) -> None:
    """Drop the rows of tasks that ended long ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()


def _due(at: datetime, queue: str) -> DBTaskResultQuerySet:
    # The backend writes "at once" as the end of time.
    at_once = Q(run_after=get_date_max())
    due = DBTaskResult.objects.filter(at_once | Q(run_after__lte=at), status=TaskResultStatus.READY)
    return due.filter(queue_name=queue) if queue else due


def _again(row: DBTaskResult[Any, Any], at: datetime) -> bool:
    """Plan another attempt of a task that failed or was lost, unless it had them all."""
    used = len(row.worker_ids)
    if used >= ATTEMPTS:
        return False
    same = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    later = at + FIRST_WAIT * 2 ** (used - 1)
    return bool(same.update(status=TaskResultStatus.READY, run_after=later, finished_at=None))


def _runner(worker: str) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker,
        excluded_queue_names=[],
    )
