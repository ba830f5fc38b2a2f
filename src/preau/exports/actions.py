"""To take a list away, at once or by the worker, and what becomes of its file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict

from preau.accounts.models import User
from preau.core.actors import Actor
from preau.exports import facts, policies, queries
from preau.exports.models import KEPT, Taken
from preau.exports.states import PENDING, Reason, Sending, Status
from preau.files import store
from preau.journal import actions as journal
from preau.ui.exports.cells import plain

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from preau.ui.exports import Asked, Format
    from preau.ui.exports.running import Run

#: The shelf of files that are kept for a time.
SHELF = "exports"
#: A file whose writer gives no sign of life for this long is given up.
LOST_AFTER = timedelta(hours=1)
#: A file that is still on its way after this long fell with the process that sent it.
BROKEN_AFTER = timedelta(days=1)
#: How often a file is begun, should its writer fall each time.
ATTEMPTS = 3
#: How long it stays known who took which list ◇.
KNOWN = timedelta(days=365)
#: Words of an address that narrow nothing.
_NO_FILTERS = frozenset({"page", "sort", "csrfmiddlewaretoken", "request_key"})


@transaction.atomic
def send(run: Run, form: Format, name: str, *, by: Actor) -> Taken:
    """Write down that a list goes out, before its first line does."""
    taken = _taken(run.export.name, run.asked, form, name, by=by)
    taken.status, taken.total, taken.filters = Sending.SENDING, run.total, _said(run)
    taken.save()
    journal.record(_fact(facts.Taken, taken), by=by)
    return taken


@transaction.atomic
def end_sending(taken: Taken, *, at: datetime, done: int, is_whole: bool, is_sent: bool) -> Taken:
    """Write down how far a list came; nobody acts, and nothing of it can be refused."""
    taken = Taken.objects.locked(taken.pk)
    taken.move_to(Sending.SENT if is_sent else Sending.BROKEN)
    taken.done, taken.is_whole = done, is_whole
    taken.stirred_at = taken.ended_at = at
    taken.save()
    return taken


@transaction.atomic
def ask(run: Run, form: Format, name: str, *, by: Actor, request_key: UUID) -> Taken:
    """Have the worker write a list that is too long to be handed out at once."""
    # The person is locked: two requests at once count each other.
    User.objects.select_for_update().get(pk=by.person.pk)
    if again := Taken.objects.visible_to(by).filter(request_key=request_key).first():
        return again
    policies.can_ask(by).enforce()
    taken = _taken(run.export.name, run.asked, form, name, by=by)
    taken.status, taken.total, taken.filters = Status.WAITING, run.total, _said(run)
    taken.request_key = request_key
    taken.save()
    journal.record(_fact(facts.Asked, taken), by=by)
    return taken


@transaction.atomic
def begin(pk: int, *, at: datetime) -> Taken | None:
    """Let the worker begin a file, or begin it again after one that fell; None if nobody waits."""
    taken = Taken.objects.locked(pk)
    if taken.status not in PENDING:
        return None
    if taken.attempts >= ATTEMPTS:
        _fail(taken, Reason.FAULT, at)
        return None
    if taken.status == Status.WAITING:
        taken.move_to(Status.RUNNING)
    taken.attempts += 1
    taken.done, taken.stirred_at = 0, at
    taken.save()
    return taken


def advance(taken: Taken, *, at: datetime, done: int, total: int) -> bool:
    """Say how far a file is; no, where it was given up meanwhile."""
    mine = Taken.objects.filter(pk=taken.pk, status=Status.RUNNING, attempts=taken.attempts)
    return bool(mine.update(done=done, total=total, stirred_at=at))


@transaction.atomic
def finish(taken: Taken, *, at: datetime, done: int, sha256: str, size: int) -> Taken:
    """Keep the file for whoever asked; one given up meanwhile is left to the next cleaning.

    Where another worker took it over, theirs is the file, and nothing of ours is named.
    """
    attempt = taken.attempts
    taken = Taken.objects.locked(taken.pk)
    if taken.attempts != attempt or taken.status == Status.READY:
        return taken
    taken.sha256, taken.size = sha256, size
    if taken.status == Status.RUNNING:
        taken.move_to(Status.READY)
        taken.done, taken.total, taken.stirred_at, taken.ended_at = done, done, at, at
        journal.record(
            facts.Written(thing_id=taken.pk, rows=done, sha256=sha256), by=Actor.preau(at)
        )
    taken.save()
    return taken


@transaction.atomic
def fail(taken: Taken, reason: Reason, *, at: datetime) -> Taken:
    """Give a file up: its reader's right ended, or Préau cannot write it."""
    taken = Taken.objects.locked(taken.pk)
    if taken.status in PENDING:
        _fail(taken, reason, at)
    return taken


@transaction.atomic
def cancel(taken: Taken, *, by: Actor) -> Taken:
    """Give up a file that is no longer wanted; its writer stops at the next batch."""
    taken = Taken.objects.locked(taken.pk)
    policies.can_cancel(by, taken).enforce()
    taken.move_to(Status.CANCELLED)
    taken.ended_at = by.at
    taken.save()
    journal.record(facts.Cancelled(thing_id=taken.pk), by=by)
    return taken


@transaction.atomic
def hand_out(taken: Taken, *, by: Actor) -> Taken:
    """Hand a finished file to whoever asked for it: each time is a read, and written down."""
    taken = Taken.objects.locked(taken.pk)
    policies.can_download(by, taken, held=queries.held_by(by)).enforce()
    journal.record(_fact(facts.Taken, taken), by=by)
    return taken


def clean(at: datetime) -> None:
    """Remove the files whose time is over, give up those whose writer is lost, and forget."""
    for pk in _keys(status=Status.READY, ended_at__lte=at - KEPT):
        _expire(pk, at)
    for pk in _keys(status__in=PENDING, stirred_at__lte=at - LOST_AFTER):
        fail(Taken(pk=pk), Reason.FAULT, at=at)
    for taken in Taken.objects.filter(
        status=Sending.SENDING, stirred_at__lte=at - BROKEN_AFTER
    ).order_by("pk"):
        end_sending(taken, at=at, done=0, is_whole=False, is_sent=False)
    # Also what a fall left between the two steps, and what was given up while it was written.
    left = Taken.objects.exclude(status=Status.READY).exclude(sha256="").order_by("pk")
    for pk, sha256 in left.values_list("pk", "sha256"):
        store.remove(sha256, shelf=SHELF)
        Taken.objects.filter(pk=pk).update(sha256="", size=0)
    named = set(Taken.objects.exclude(sha256="").order_by().values_list("sha256", flat=True))
    store.sweep(named, shelf=SHELF, before=at - LOST_AFTER)
    Taken.objects.filter(sha256="", asked_at__lte=at - KNOWN).delete()


@transaction.atomic
def _expire(pk: int, at: datetime) -> None:
    taken = Taken.objects.locked(pk)
    taken.move_to(Status.EXPIRED)
    taken.save()
    journal.record(facts.Expired(thing_id=pk), by=Actor.preau(at))


def _fail(taken: Taken, reason: Reason, at: datetime) -> None:
    taken.move_to(Status.FAILED)
    taken.reason, taken.ended_at, taken.stirred_at = reason, at, at
    taken.save()
    journal.record(facts.Failed(thing_id=taken.pk, reason=reason.value), by=Actor.preau(at))


def _said(run: Run) -> list[list[str]]:
    """The filters in words, less the signs that no keyboard types: databases refuse some."""
    return [[plain(label), plain(said)] for label, said in run.listing.filters]


def _keys(**conditions: object) -> list[int]:
    return list(Taken.objects.filter(**conditions).order_by("pk").values_list("pk", flat=True))


def _taken(listed: str, asked: Asked, form: Format, name: str, *, by: Actor) -> Taken:
    return Taken(
        person=by.person,
        listed=listed,
        of=asked.of,
        form=form,
        query=asked.query.urlencode(),
        mandates=[held.mandate_id for held in by.mandates],
        worn=by.worn.mandate_id if by.worn else None,
        asked_at=by.at,
        stirred_at=by.at,
        name=name,
    )


def _fact(kind: type[facts.Taken | facts.Asked], taken: Taken) -> facts.Taken | facts.Asked:
    query = QueryDict(taken.query)
    return kind(
        thing_id=taken.pk,
        listed=taken.listed,
        form=taken.form,
        rows=taken.total,
        filters=sorted(name for name in query if query.get(name) and name not in _NO_FILTERS),
    )
