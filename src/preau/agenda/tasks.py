"""Jobs of the clock, as tasks: retried where they fail, taken over where their worker is lost."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from preau.agenda import wiring


@task()
def run_cron(name: str, at: str) -> None:
    """Run one periodic job for its tick; a job that a later version dropped is nothing to do."""
    cron = wiring.CRONS.get(name)
    if cron is not None:
        cron.function(datetime.fromisoformat(at))
