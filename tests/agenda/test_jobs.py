"""Tasks: tried again where they fail, taken over where their worker is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from preau.agenda import jobs, pulse, ticking, wiring
from preau.agenda.models import Beat, Tick
from preau.agenda.reports import collecting
from preau.agenda.runner import drain_all
from preau.agenda.tasks import run_cron
from tests.instants import NOON, TOMORROW, paris

pytestmark = pytest.mark.django_db

RUNS: list[str] = []


@pytest.fixture(autouse=True)
def _no_runs():
    RUNS.clear()


@task()
def note(word: str) -> None:
    RUNS.append(word)


@task(queue_name=jobs.LONG)
def write_at_length() -> None:
    RUNS.append("long")


@task()
def stumble() -> None:
    RUNS.append("stumble")
    raise RuntimeError("no paper left")


@pytest.fixture
def cron(monkeypatch) -> list:
    """The only job of the clock, at every tenth minute."""
    calls: list = []
    monkeypatch.setattr(wiring, "CRONS", {})
    wiring.cron("trials", "*/10 * * * *", calls.append)
    return calls


def row() -> DBTaskResult:
    return DBTaskResult.objects.get()


class TestRunning:
    def test_runs_what_is_due_once(self):
        note.enqueue("a")
        note.using(run_after=TOMORROW).enqueue("b")

        assert jobs.run_next(NOON, "w")
        assert not jobs.run_next(NOON, "w")
        assert RUNS == ["a"]

        assert jobs.run_next(TOMORROW, "w")
        assert RUNS == ["a", "b"]

    def test_a_failure_is_tried_three_times_ever_later(self):
        stumble.enqueue()

        with collecting() as failures:
            assert jobs.run_next(NOON, "w")
        assert len(failures) == 1
        assert (row().status, row().run_after) == ("READY", NOON + timedelta(seconds=2))
        assert not jobs.run_next(NOON, "w")
        assert jobs.run_next(NOON + timedelta(seconds=2), "w")
        assert row().run_after == NOON + timedelta(seconds=6)
        assert jobs.run_next(NOON + timedelta(seconds=6), "w")

        assert row().status == "FAILED"
        assert len(RUNS) == 3
        assert "RuntimeError" in failures[0]
        assert not jobs.run_next(TOMORROW, "w")

    def test_each_queue_runs_its_own(self):
        write_at_length.enqueue()
        note.enqueue("a")

        assert jobs.run_next(NOON, "w", jobs.SHORT)
        assert not jobs.run_next(NOON, "w", jobs.SHORT)
        assert RUNS == ["a"]

        assert jobs.run_next(NOON, "w", jobs.LONG)
        assert RUNS == ["a", "long"]

    def test_a_drain_does_the_long_ones_too(self):
        write_at_length.enqueue()

        assert drain_all(NOON) == []

        assert RUNS == ["long"]

    def test_is_part_of_a_drain(self):
        note.enqueue("a")

        assert drain_all(NOON) == []

        assert RUNS == ["a"]

    def test_old_rows_are_dropped(self):
        note.enqueue("a")
        jobs.run_next(NOON, "w")
        ended = row().finished_at

        jobs.forget_finished(ended + jobs.KEPT)
        assert DBTaskResult.objects.exists()
        jobs.forget_finished(ended + jobs.KEPT + timedelta(seconds=1))
        assert not DBTaskResult.objects.exists()


class TestLostWorkers:
    def claim(self, worker: str) -> None:
        DBTaskResult.objects.ready().first().claim(worker)

    def test_the_task_of_a_silent_worker_is_taken_over(self):
        note.enqueue("a")
        now = timezone.now()
        pulse.beat("lost", now)
        self.claim("lost")

        jobs.recover(now + timedelta(seconds=29))
        assert row().status == "RUNNING"
        later = now + timedelta(seconds=32)
        jobs.recover(later)

        assert row().status == "READY"
        assert jobs.run_next(later + timedelta(seconds=2), "other")
        assert RUNS == ["a"]

    def test_the_task_of_a_worker_that_lives_is_left_alone(self):
        note.enqueue("a")
        now = timezone.now()
        self.claim("slow")
        pulse.beat("slow", now + timedelta(minutes=9))

        jobs.recover(now + timedelta(minutes=9, seconds=10))

        assert row().status == "RUNNING"

    def test_a_task_that_fells_its_workers_ends_after_three(self):
        note.enqueue("a")
        later = timezone.now()
        for name in ("one", "two", "three"):
            DBTaskResult.objects.update(run_after=timezone.now())
            self.claim(name)
            later += timedelta(minutes=1)
            with collecting() as failures:
                jobs.recover(later)

        assert row().status == "FAILED"
        assert "lost each time" in failures[0]


class TestPulse:
    def test_shows_who_lives(self):
        assert pulse.last_seen() is None
        pulse.beat("a", NOON)
        pulse.beat("a", TOMORROW)
        pulse.beat("b", NOON)

        assert pulse.last_seen() == TOMORROW
        assert Beat.objects.get(worker="a").started_at == NOON
        pulse.forget_dead(NOON + timedelta(days=1, seconds=1))
        assert list(Beat.objects.values_list("worker", flat=True)) == ["a"]
        pulse.stop("a")
        assert not Beat.objects.exists()

    def test_gives_each_worker_a_name_of_its_own(self):
        assert pulse.new_name() != pulse.new_name()


class TestTicks:
    def test_fall_by_the_clock_of_paris_also_when_it_changes(self):
        assert ticking.following("30 2 * * *", paris("2026-10-24 12:00")) == paris(
            "2026-10-25 02:30"
        )
        assert ticking.following("0 8 * * 1-5", paris("2026-10-23 09:00")) == paris(
            "2026-10-26 08:00"
        )

    def test_are_planned_first_then_enqueued_once(self, cron):
        assert ticking.enqueue_due(NOON) == 0
        tick = Tick.objects.get(name="trials")
        assert tick.next_at == NOON + timedelta(minutes=10)

        at = NOON + timedelta(minutes=10)
        assert ticking.enqueue_due(at) == 1
        assert ticking.enqueue_due(at) == 0
        jobs.run_next(at, "w")

        assert cron == [at]

    def test_a_long_job_waits_in_a_queue_of_its_own(self, cron):
        wiring.CRONS["trials"] = wiring.Cron("trials", "*/10 * * * *", cron.append, is_long=True)
        ticking.enqueue_due(NOON)

        ticking.enqueue_due(NOON + timedelta(minutes=10))

        assert row().queue_name == jobs.LONG

    def test_missed_while_nobody_worked_count_as_one(self, cron):
        ticking.enqueue_due(NOON)

        assert ticking.enqueue_due(TOMORROW) == 1
        assert Tick.objects.get(name="trials").next_at == TOMORROW + timedelta(minutes=10)

    def test_follow_hours_that_a_new_version_changed(self, cron):
        ticking.enqueue_due(NOON)
        wiring.CRONS["trials"] = wiring.Cron("trials", "0 13 * * *", cron.append)

        ticking.enqueue_due(NOON)

        assert Tick.objects.get(name="trials").next_at == paris("2026-10-05 13:00")

    def test_another_worker_that_read_the_same_tick_enqueues_nothing(self, cron):
        ticking.enqueue_due(NOON)
        at = NOON + timedelta(minutes=10)
        tick = Tick.objects.get(name="trials")

        assert ticking._enqueue(wiring.CRONS["trials"], tick, at) == 1
        assert ticking._enqueue(wiring.CRONS["trials"], tick, at) == 0
        assert DBTaskResult.objects.count() == 1

    def test_a_job_dropped_by_a_later_version_is_nothing_to_do(self):
        run_cron.call("gone", NOON.isoformat())


class TestDrainAll:
    def test_runs_the_jobs_of_the_clock_whatever_their_hours(self, cron):
        drain_all(NOON)

        assert cron == [NOON]

    def test_leaves_maintenance_to_the_clock(self, cron):
        wiring.CRONS["trials"] = wiring.Cron("trials", "0 3 * * *", cron.append, in_drain=False)

        drain_all(NOON)

        assert cron == []

    def test_goes_on_when_a_job_or_a_drain_breaks(self, cron):
        def break_down(*_):
            raise RuntimeError("out of order")

        calls = []
        wiring.CRONS["trials"] = wiring.Cron("trials", "0 3 * * *", break_down)
        wiring.drain("broken", break_down)
        wiring.drain("whole", lambda at, limit: calls.append(limit) or 0)
        try:
            failures = drain_all(NOON)
        finally:
            wiring.DRAINS.pop("broken")
            wiring.DRAINS.pop("whole")

        assert failures == [
            "cron trials: RuntimeError: out of order",
            "drain broken: RuntimeError: out of order",
        ]
        assert calls == [50]

    def test_a_name_is_signed_up_once(self, cron):
        with pytest.raises(ValueError, match="twice"):
            wiring.cron("trials", "* * * * *", cron.append)
