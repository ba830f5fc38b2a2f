"""Deliveries of facts to subscribers: at least once, each in its own transaction."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from preau.agenda import actions, wiring
from preau.agenda.models import Delivery
from preau.agenda.runner import drain_all
from preau.agenda.states import DeliveryState
from preau.core.actors import Actor
from preau.journal import actions as journal
from preau.journal import wiring as journal_wiring
from preau.journal.models import Entry
from tests.instants import NOON, TOMORROW
from tests.journal.facts import Planted, Pruned

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[tuple[str, int]]]:
    """A subscriber that notes what it hears, for the length of a test."""
    facts: list[tuple[str, int]] = []
    journal_wiring.subscribe(
        "trials", [Planted], lambda recorded, at: facts.append((recorded.fact.name, recorded.id))
    )
    yield facts
    wiring.SUBSCRIBERS.pop("trials")
    journal_wiring._SUBSCRIBERS.pop(Planted.name)


@pytest.fixture
def deaf(heard):
    """Make the subscriber fail until told otherwise."""
    hear = wiring.SUBSCRIBERS["trials"]

    def fail(entry_id, at):
        hear(entry_id, at)
        Entry.objects.get(pk=entry_id)
        raise RuntimeError("no answer from claire@lycee.fr")

    wiring.SUBSCRIBERS["trials"] = fail
    return lambda: wiring.SUBSCRIBERS.update(trials=hear)


def plant(thing_id: int = 7) -> Entry:
    return journal.record(Planted(thing_id=thing_id), by=Actor.preau(NOON))


class TestDelivery:
    def test_tells_each_fact_once(self, heard):
        entries = [plant(7), plant(8), plant(7)]

        assert drain_all(NOON) == []
        assert drain_all(NOON) == []

        assert heard == [(Planted.name, entry.pk) for entry in entries]
        assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}

    def test_costs_one_insert_for_all_subscribers(self, heard, django_assert_num_queries):
        with django_assert_num_queries(3):
            plant()

    def test_is_not_promised_for_other_facts(self, heard):
        journal.record(Pruned(thing_id=7, on=NOON.date(), until=NOON), by=Actor.preau(NOON))

        assert not Delivery.objects.exists()

    def test_waits_for_its_time(self, heard):
        plant()

        drain_all(NOON - timedelta(seconds=1))

        assert heard == []

    def test_a_failure_undoes_the_handler_and_is_tried_again_later(self, heard, deaf):
        plant()

        failures = drain_all(NOON)

        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts) == (DeliveryState.DUE, 1)
        assert delivery.due_at == NOON + actions.FIRST_WAIT
        assert delivery.last_error == "RuntimeError: no answer from (address)"
        assert len(failures) == 1
        assert "no answer" in failures[0]
        assert drain_all(NOON) == []

        deaf()
        assert drain_all(TOMORROW) == []
        assert Delivery.objects.get().state == DeliveryState.DONE

    def test_is_given_up_in_the_end_and_can_be_retried(self, heard, deaf):
        plant()

        at = NOON
        for _ in range(actions.ATTEMPTS):
            drain_all(at)
            at = Delivery.objects.get().due_at

        assert Delivery.objects.get().state == DeliveryState.FAILED
        assert drain_all(at + timedelta(days=9)) == []

        deaf()
        assert actions.retry_failed(at) == 1
        drain_all(at)
        assert Delivery.objects.get().state == DeliveryState.DONE

    def test_one_failure_does_not_stop_the_next(self, heard):
        hear = wiring.SUBSCRIBERS["trials"]
        first, second = plant(7), plant(8)

        def stumble(entry_id, at):
            if entry_id == first.pk:
                raise RuntimeError
            hear(entry_id, at)

        wiring.SUBSCRIBERS["trials"] = stumble

        drain_all(NOON)

        assert heard == [(Planted.name, second.pk)]

    def test_a_database_error_of_the_handler_leaves_the_connection_usable(self, heard):
        def clash(entry_id, at):
            for _ in range(2):
                Delivery.objects.create(subscriber="x", entry_id=entry_id, due_at=at)

        wiring.SUBSCRIBERS["trials"] = clash
        plant()

        assert len(drain_all(NOON)) == 1
        assert Delivery.objects.count() == 1

    def test_a_subscriber_unknown_to_this_version_is_reported(self, heard):
        plant()
        Delivery.objects.update(subscriber="gone")

        assert "KeyError" in drain_all(NOON)[0]


class TestLostWorkers:
    def take(self, at=NOON):
        """A worker that claims a batch and never comes back."""
        return actions._claim(at, 50)

    def test_its_deliveries_are_made_by_another_after_the_lease(self, heard):
        plant()
        self.take()

        drain_all(NOON + timedelta(minutes=4))
        assert heard == []
        drain_all(NOON + timedelta(minutes=5))
        assert len(heard) == 1
        assert Delivery.objects.get().losses == 1

    def test_a_delivery_that_fells_its_workers_is_given_up(self, heard):
        plant()
        at = NOON
        for _ in range(actions.LOSSES):
            actions._recover(at)
            self.take(at)
            at += actions.LEASE

        failures = drain_all(at)

        assert Delivery.objects.get().state == DeliveryState.FAILED
        assert "lost each time" in failures[0]
        assert heard == []

    def test_takes_no_other_with_it_the_second_time(self, heard):
        for thing in range(3):
            plant(thing)
        self.take()
        later = NOON + actions.LEASE
        actions._recover(later)

        _, claimed = self.take(later)

        assert len(claimed) == 1

    def test_a_worker_taken_for_lost_does_nothing_more(self, heard):
        plant()
        claim, [delivery] = self.take()
        drain_all(NOON + actions.LEASE)

        actions._make(delivery, claim, NOON)

        assert len(heard) == 1


class TestForgetting:
    def test_drops_old_deliveries_only(self, heard):
        plant()
        drain_all(NOON)

        actions.forget_done(NOON + actions.KEPT)
        assert Delivery.objects.count() == 1
        actions.forget_done(NOON + actions.KEPT + timedelta(seconds=1))
        assert Delivery.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fact_undone_is_never_told(heard):
    with transaction.atomic():
        plant()
        transaction.set_rollback(True)

    drain_all(NOON)

    assert heard == []
