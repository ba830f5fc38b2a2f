"""The long task: a list written into its file."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from preau.agenda.jobs import LONG
from preau.exports.writing import write_file


@task(queue_name=LONG)
def write(pk: int) -> None:
    """Write one file. Rights are asked by the clock on the wall: a task lasts, as a door stays
    open."""
    write_file(pk, clock=timezone.now)
