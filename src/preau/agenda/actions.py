"""To hand facts to their subscribers: at least once, each in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from preau.agenda import wiring
from preau.agenda.models import Delivery
from preau.agenda.reports import report, told
from preau.agenda.states import DeliveryState

#: A handler may take this long; beyond, its worker is taken for lost.
LEASE = timedelta(minutes=5)
#: Attempts wait 10 s, 30 s, 90 s … some three hours in all.
ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=10)
#: A delivery that took its worker down this often is given up.
LOSSES = 3
#: Deliveries made are kept this long, for whoever asks what became of a fact.
KEPT = timedelta(days=30)


def deliver(subscribers: Iterable[str], *, entry_id: int, at: datetime) -> None:
    """Promise a fact to its subscribers, in the transaction that records it."""
    Delivery.objects.bulk_create(
        [Delivery(subscriber=name, entry_id=entry_id, due_at=at) for name in subscribers]
    )


def drain_deliveries(at: datetime, limit: int) -> int:
    """Make the deliveries that are due, at most `limit`, and say how many were tried."""
    # Looked at without the write lock: most of the time there is nothing.
    if not Delivery.objects.awaited(at).exists():
        return 0
    recovered = _recover(at) if Delivery.objects.lost(at).exists() else 0
    claim, claimed = _claim(at, limit)
    for delivery in claimed:
        _make(delivery, claim, at)
    return len(claimed) + recovered


def retry_failed(at: datetime) -> int:
    """Try again all that was given up, once its cause is repaired."""
    return Delivery.objects.failed().update(
        state=DeliveryState.DUE, due_at=at, attempts=0, losses=0, claim=""
    )


def forget_done(at: datetime) -> None:
    """Drop deliveries made long ago: the facts themselves stay in the journal."""
    Delivery.objects.filter(state=DeliveryState.DONE, done_at__lt=at - KEPT).delete()


@transaction.atomic
def _recover(at: datetime) -> int:
    """Take back deliveries whose worker is lost, and give up those that keep losing workers."""
    lost = Delivery.objects.lost(at)
    ids = list(lost.select_for_update(skip_locked=True).values_list("pk", flat=True)[:100])
    if not ids:
        return 0
    mine = lost.filter(pk__in=ids)
    mine.update(losses=F("losses") + 1, state=DeliveryState.DUE, claim="")
    hopeless = Delivery.objects.filter(
        pk__in=ids, state=DeliveryState.DUE, losses__gte=LOSSES
    ).order_by("pk")
    for delivery in hopeless:
        report(str(delivery), "its worker was lost each time")
    hopeless.order_by().update(
        state=DeliveryState.FAILED, last_error="Its worker was lost each time."
    )
    return len(ids)


@transaction.atomic
def _claim(at: datetime, limit: int) -> tuple[str, list[Delivery]]:
    """Take a batch for this worker, so that no other one makes the same deliveries.

    A delivery that failed or was lost before is taken alone: should it bring the worker down
    again, it takes no other with it.
    """
    claim = str(uuid.uuid4())
    due = Delivery.objects.due(at).order_by("due_at", "pk").select_for_update(skip_locked=True)
    ids = list(due.filter(attempts=0).values_list("pk", flat=True)[:limit])
    if not ids:
        ids = list(due.values_list("pk", flat=True)[:1])
    # Compare and set: on SQLite nothing is locked by `select_for_update`.
    Delivery.objects.due(at).filter(pk__in=ids).update(
        state=DeliveryState.RUNNING, claim=claim, due_at=at + LEASE, attempts=F("attempts") + 1
    )
    return claim, list(Delivery.objects.filter(claim=claim, pk__in=ids).order_by("due_at", "pk"))


def _make(delivery: Delivery, claim: str, at: datetime) -> None:
    """Call the subscriber; its work and the mark "done" are one transaction."""
    mine = Delivery.objects.filter(pk=delivery.pk, claim=claim, state=DeliveryState.RUNNING)
    try:
        with transaction.atomic():
            # The mark first: it locks the row, and shows whether the delivery is still ours.
            if mine.update(state=DeliveryState.DONE, done_at=at, last_error="", claim=""):
                wiring.SUBSCRIBERS[delivery.subscriber](delivery.entry_id, at)
    except Exception as error:  # Whatever a handler raises, the next delivery is made.
        report(str(delivery), error)
        over = delivery.attempts >= ATTEMPTS
        wait = FIRST_WAIT * 3 ** (delivery.attempts - 1)
        mine.update(
            state=DeliveryState.FAILED if over else DeliveryState.DUE,
            due_at=at + wait,
            last_error=told(error),
            claim="",
        )
