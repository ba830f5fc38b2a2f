"""To do all that is due: in the foreground until nothing is left, or one round at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from preau.agenda import jobs, wiring
from preau.agenda.reports import collecting, report

#: Rows done in one go: after each batch the worker looks whether it should stop.
BATCH = 50


def drain_all(at: datetime) -> list[str]:
    """Do everything that is due at an instant until nothing is left; what failed, in lines.

    The jobs of the clock run once each, whatever their hours: they find what is due.
    """
    with collecting() as failures:
        for cron in wiring.CRONS.values():
            if cron.in_drain:
                _guarded(f"cron {cron.name}", cron.function, at)
        broken: set[str] = set()
        while drain_round(at, broken) or jobs.run_next(at, "drain"):
            pass
    return failures


def drain_round(
    at: datetime,
    broken: set[str],
    *,
    drains: Iterable[wiring.Drain] | None = None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Do one batch of each drain (or of these only), and say how many rows were done.

    A drain that breaks as a whole is put in `broken`, and left alone by the next round.
    """
    done = 0
    for drain in wiring.DRAINS.values() if drains is None else drains:
        if drain.name in broken:
            continue
        if is_stopping():
            break
        try:
            done += drain.function(at, BATCH)
        except Exception as error:  # The other drains go on.
            broken.add(drain.name)
            report(f"drain {drain.name}", error)
    return done


def _guarded(what: str, function: Callable[[datetime], None], at: datetime) -> None:
    try:
        function(at)
    except Exception as error:  # The other jobs go on.
        report(what, error)
