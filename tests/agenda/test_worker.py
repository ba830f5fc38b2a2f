"""The loops of a worker, in this process."""

import signal
import threading
import time

import pytest
from django.db import OperationalError
from django_tasks import task

from preau.agenda import wiring, worker
from preau.agenda.jobs import LONG
from preau.agenda.models import Beat, Tick
from preau.agenda.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


LOOKED, WRITTEN = threading.Event(), threading.Event()


@task(queue_name=LONG)
def write_at_length() -> None:
    """Ends once the other was done meanwhile."""
    if LOOKED.wait(10):
        WRITTEN.set()


@task()
def look_at_dates() -> None:
    LOOKED.set()


class Intake:
    """A service that notes that it was stopped."""

    is_stopped = False

    def stop(self) -> None:
        self.is_stopped = True


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    """Nothing signed up but what a test signs up, and the signals of pytest left alone."""
    for registry in ("DRAINS", "CRONS", "SERVICES"):
        monkeypatch.setattr(wiring, registry, {})
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(worker, "TASK_PAUSE", 0.05)


def run_until(reached: threading.Event) -> Worker:
    """Let a worker work in this thread until something was reached, then end as on SIGTERM."""
    made = Worker()

    def end() -> None:
        reached.wait(10)
        made._stop(signal.SIGTERM, None)

    threading.Thread(target=end).start()
    made.run()
    assert reached.is_set()
    return made


def test_drains_ticks_and_ends():
    done = threading.Event()
    rows = [3, 2, 0]
    intake = Intake()

    def drain(at, limit):
        if len(rows) > 1:
            return rows.pop(0)
        if Tick.objects.exists() and Beat.objects.exists():
            done.set()
        return 0

    wiring.drain("rows", drain)
    wiring.cron("yearly", "0 0 1 1 *", lambda at: None)
    wiring.service("intake", lambda: intake)
    wiring.service("not set", lambda: None)

    run_until(done)

    assert rows == [0]
    assert intake.is_stopped
    assert not Beat.objects.exists()


def test_a_slow_server_outside_holds_up_no_other():
    done, answered = threading.Event(), threading.Event()
    calls = []

    def slow(at, limit):
        answered.wait(10)
        return 0

    def quick(at, limit):
        calls.append(at)
        if len(calls) == 3:
            answered.set()
            done.set()
        return 0

    wiring.drain("slow", slow, apart=True)
    wiring.drain("quick", quick)

    run_until(done)

    assert len(calls) >= 3


def test_a_long_task_holds_up_no_job_of_the_clock():
    LOOKED.clear()
    WRITTEN.clear()
    write_at_length.enqueue()
    look_at_dates.enqueue()

    run_until(WRITTEN)


def test_rests_after_a_drain_that_breaks_and_goes_on(monkeypatch):
    done = threading.Event()
    waits = []
    monkeypatch.setattr(
        Worker, "_wait", lambda self, seconds: (waits.append(seconds), time.sleep(0.01))
    )

    def broken(at, limit):
        if waits.count(2.0):
            done.set()
        raise OperationalError("gone away")

    wiring.drain("broken", broken)

    run_until(done)

    assert {1.0, 2.0} <= set(waits)


def test_the_clock_outlives_a_database_that_goes_away(monkeypatch):
    done = threading.Event()
    beats = []

    def beat(name, at):
        beats.append(at)
        if len(beats) == 2:
            raise OperationalError("gone away")
        if len(beats) > 3:
            done.set()

    monkeypatch.setattr(worker.pulse, "beat", beat)

    run_until(done)


def test_is_woken():
    done = threading.Event()
    calls = []

    def drain(at, limit):
        calls.append(time.monotonic())
        if len(calls) > 30:
            done.set()
        wiring.wake()
        return 0

    wiring.drain("eager", drain)
    began = time.monotonic()

    run_until(done)

    # Thirty pauses of an idle worker would take some ten seconds.
    assert calls[29] - began < 5
