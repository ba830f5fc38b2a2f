"""The worker process: drains, the clock, tasks, and what lives beside them."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections
from django.utils import timezone

from preau.agenda import jobs, pulse, wiring
from preau.agenda.reports import report
from preau.agenda.runner import drain_round
from preau.agenda.ticking import enqueue_due

log = structlog.get_logger("preau.agenda")

#: An idle worker looks for rows every 50 ms at first, then ever less often, up to 0.4 s.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 0.4
#: After a drain that broke as a whole (no database, a fault in its code).
LONGEST_REST = 30.0
TASK_PAUSE = 1.0
BEAT_SECONDS = 5.0


class Worker:
    """One worker process; any number of them may run at once."""

    def __init__(self) -> None:
        self.name = pulse.new_name()
        self.is_stopping = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then finish the batch in hand, and end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        log.info("worker starts", worker=self.name)
        pulse.beat(self.name, timezone.now())
        together = [drain for drain in wiring.DRAINS.values() if not drain.apart]
        beside = [
            self._thread("clock", self._tick, BEAT_SECONDS),
            # Nobody's date is checked late because somebody waits for a long list.
            self._thread("tasks", self._tasks_of(jobs.SHORT), TASK_PAUSE),
            self._thread("long tasks", self._tasks_of(jobs.LONG), TASK_PAUSE),
            *(
                threading.Thread(target=self._drain, args=([drain],), name=drain.name)
                for drain in wiring.DRAINS.values()
                if drain.apart
            ),
        ]
        for thread in beside:
            thread.start()
        services = self._start_services()
        try:
            self._drain(together)
        finally:
            self.is_stopping = True
            for service in services:
                service.stop()
            for thread in beside:
                thread.join()
            pulse.stop(self.name)
            connections.close_all()
        log.info("worker ends", worker=self.name)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        # A flag and no event: an event could be held by the very wait that this interrupts.
        self.is_stopping = True

    def _start_services(self) -> list[wiring.Stoppable]:
        started = []
        for name, start in wiring.SERVICES.items():
            if (service := start()) is not None:
                log.info("service starts", service=name)
                started.append(service)
        return started

    def _drain(self, drains: list[wiring.Drain]) -> None:
        """Do these drains in turn, a batch of each, until told to stop."""
        pause, rest = SHORTEST_PAUSE, 1.0
        while not self.is_stopping:
            close_old_connections()
            broken: set[str] = set()
            at = timezone.now()
            if drain_round(at, broken, drains=drains, is_stopping=lambda: self.is_stopping):
                pause = SHORTEST_PAUSE
            elif not broken:
                wiring.WAKE.wait(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE)
            wiring.WAKE.clear()
            if broken:
                self._wait(rest)
                rest = min(rest * 2, LONGEST_REST)
            else:
                rest = 1.0
        connections.close_all()

    def _thread(self, name: str, function: Callable[[], bool], pause: float) -> threading.Thread:
        return threading.Thread(target=self._keep, args=(name, function, pause), name=name)

    def _tick(self) -> bool:
        at = timezone.now()
        pulse.beat(self.name, at)
        jobs.recover(at)
        enqueue_due(at)
        return False

    def _tasks_of(self, queue: str) -> Callable[[], bool]:
        return lambda: jobs.run_next(timezone.now(), self.name, queue)

    def _keep(self, what: str, function: Callable[[], bool], pause: float) -> None:
        """Call a function again and again, at once while it has something to do."""
        while not self.is_stopping:
            close_old_connections()
            try:
                if function():
                    continue
            except DatabaseError as error:
                report(what, error)
            self._wait(pause)
        connections.close_all()

    def _wait(self, seconds: float) -> None:
        """Sleep, in steps short enough to end soon after a signal."""
        until = time.monotonic() + seconds
        while not self.is_stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, SHORTEST_PAUSE * 4))
