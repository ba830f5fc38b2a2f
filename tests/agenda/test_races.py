"""Several workers at once: each delivery and each tick once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult

from preau.agenda import actions, ticking, wiring
from preau.agenda.models import Delivery, Tick
from preau.agenda.states import DeliveryState
from preau.core.actors import Actor
from preau.journal import actions as journal
from preau.journal.models import Entry
from preau.journal.seals import seal_days
from preau.journal.verification import verify
from tests.instants import NOON, TOMORROW
from tests.journal.facts import Planted

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def at_once(function: Callable[[], object], count: int = WORKERS) -> list[BaseException]:
    """Call a function in several threads at the same instant; what they raised."""
    barrier = threading.Barrier(count)
    raised: list[BaseException] = []

    def run() -> None:
        barrier.wait()
        try:
            function()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_each_delivery_is_made_once():
    heard: list[int] = []
    wiring.subscriber("races", lambda entry_id, at: heard.append(entry_id))
    Delivery.objects.bulk_create(
        [Delivery(subscriber="races", entry_id=number, due_at=NOON) for number in range(120)]
    )

    def work() -> None:
        while actions.drain_deliveries(NOON, 10):
            pass

    try:
        raised = at_once(work)
    finally:
        wiring.SUBSCRIBERS.pop("races")

    assert raised == []
    assert Counter(heard) == Counter(range(120))
    assert set(Delivery.objects.values_list("state", "attempts")) == {(DeliveryState.DONE, 1)}


def test_each_tick_is_enqueued_once():
    ticking.enqueue_due(NOON)

    raised = at_once(lambda: ticking.enqueue_due(TOMORROW))

    assert raised == []
    assert DBTaskResult.objects.count() == len(wiring.CRONS)


def test_a_new_job_is_planned_once():
    raised = at_once(lambda: ticking.enqueue_due(NOON))

    assert raised == []
    assert Tick.objects.count() == len(wiring.CRONS)


def test_one_position_is_never_given_twice():
    """Without the lock of the thing: one of two is refused, and the chain stays whole."""

    def plant() -> None:
        for _ in range(5):
            with transaction.atomic():
                journal.record(Planted(thing_id=7), by=Actor.preau(NOON))

    raised = at_once(plant)

    assert all(isinstance(error, IntegrityError) for error in raised)
    assert Entry.objects.count() >= 5
    assert verify().faults == []


def test_a_day_is_sealed_once():
    for thing in range(3):
        journal.record(Planted(thing_id=thing), by=Actor.preau(NOON))
    seal_days(TOMORROW)
    journal.record(Planted(thing_id=7), by=Actor.preau(TOMORROW))

    raised = at_once(lambda: seal_days(TOMORROW + timedelta(days=1)))

    assert raised == []
    report = verify()
    assert (report.seals, report.unsealed, report.faults) == (2, 0, [])
