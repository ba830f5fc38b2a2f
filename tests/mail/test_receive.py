"""Letters are kept raw before anything is understood."""

import hashlib
import threading

import pytest
from django.db import connection

from preau.files import store
from preau.mail import actions, queries
from preau.mail.models import Delivery, Letter
from preau.mail.shelf import RAW
from tests.instants import NOON, TOMORROW

RAW_MAIL = b"From: a@b.invalid\r\nSubject: essai\r\n\r\nBonjour\r\n"


@pytest.mark.django_db
@pytest.mark.requirement("INC-3")
class TestReceive:
    def test_keeps_the_bytes_and_a_delivery(self):
        letter = actions.receive(
            RAW_MAIL, road="smtp", at=NOON, envelope_from="a@b.invalid", envelope_to=["c@d.invalid"]
        )

        assert letter.state == "waiting"
        assert letter.sha256 == hashlib.sha256(RAW_MAIL).hexdigest()
        assert store.read(letter.sha256, shelf=RAW) == RAW_MAIL
        delivery = letter.deliveries.get()
        assert (delivery.road, delivery.envelope_to, delivery.is_repeat) == (
            "smtp",
            ["c@d.invalid"],
            False,
        )

    def test_the_same_bytes_are_one_letter_and_two_deliveries(self):
        first = actions.receive(RAW_MAIL, road="smtp", at=NOON)
        second = actions.receive(RAW_MAIL, road="file", at=TOMORROW)

        assert first == second
        assert second.received_at == NOON
        assert [d.is_repeat for d in first.deliveries.order_by("pk")] == [False, True]

    def test_refuses_what_is_too_big(self, monkeypatch):
        monkeypatch.setattr("preau.mail.actions.intake.MAX_SIZE", 10)

        with pytest.raises(actions.TooBig):
            actions.receive(RAW_MAIL, road="file", at=NOON)

        assert not Letter.objects.exists()

    def test_no_row_without_its_file(self, monkeypatch):
        def full(_data, *, shelf):
            raise OSError(28, f"No space left on {shelf}")

        monkeypatch.setattr(store, "put", full)

        with pytest.raises(OSError, match="No space"):
            actions.receive(RAW_MAIL, road="file", at=NOON)

        assert not Letter.objects.exists()

    def test_a_crash_between_file_and_row_is_mended_by_the_next_delivery(self, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(Letter.objects, "get_or_create", _fail)
            with pytest.raises(ConnectionError):
                actions.receive(RAW_MAIL, road="smtp", at=NOON)
        assert not Letter.objects.exists()

        letter = actions.receive(RAW_MAIL, road="smtp", at=TOMORROW)

        assert letter.received_at == TOMORROW
        assert letter.deliveries.get().is_repeat is False


def _fail(**_values):
    raise ConnectionError


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("INC-3")
def test_the_same_letter_twenty_times_at_once_is_one_letter():
    barrier, failures = threading.Barrier(20), []

    def deliver():
        try:
            barrier.wait()
            actions.receive(RAW_MAIL, road="smtp", at=NOON)
        except Exception as problem:
            failures.append(problem)
        finally:
            connection.close()

    carriers = [threading.Thread(target=deliver) for _ in range(20)]
    for carrier in carriers:
        carrier.start()
    for carrier in carriers:
        carrier.join()

    assert failures == []
    assert Letter.objects.count() == 1
    assert Delivery.objects.count() == 20
    assert Delivery.objects.filter(is_repeat=False).count() == 1


@pytest.mark.django_db
def test_the_books_are_read_at_one_instant(django_assert_num_queries):
    actions.receive(RAW_MAIL, road="smtp", at=NOON)

    # Statements after one another would not agree while the worker settles letters.
    with django_assert_num_queries(1):
        books = queries.balance()

    assert (books.deliveries, books.waiting, books.outbox) == (1, 1, 0)
    assert books.is_even
