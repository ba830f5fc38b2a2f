"""The bulk seed leaves what the verbs would have left."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from preau.accounts.models import User
from preau.config.cli import main
from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.demo.bulk.writing import BUSY, SIZES, Size, seed
from preau.journal.digests import digest_of
from preau.journal.models import Entry
from preau.journal.queries import Recorded, history
from preau.journal.verification import verify
from preau.schools.models import School
from preau.schools.queries import actor_of
from preau.tickets import actions, facts, tasks
from preau.tickets.actions.keeping import recount
from preau.tickets.models import Message, Ticket
from preau.tickets.states import OPEN, Status
from tests.instants import NOON
from tests.schools.factories import SchoolFactory

pytestmark = pytest.mark.django_db

#: Few enough for a test, with each way of life in it.
FEW = Size(lycees=4, tickets=BUSY + 90)


class Stage:
    """Replays by the verbs what the seed told of a ticket."""

    def __init__(self, told: Ticket) -> None:
        self.told = told
        self.people = {str(user.key): user for user in User.objects.all()}
        self.texts = dict(told.messages.values_list("pk", "body"))
        self.ticket = told

    def actor(self, entry: Recorded) -> Actor:
        """Who acted, as an actor at that instant."""
        if entry.person_key == "preau":
            return Actor.preau(entry.at)
        return actor_of(self.people[entry.person_key], entry.at)

    def body(self, entry: Recorded) -> str:
        """What was written then."""
        return self.texts.get(getattr(entry.fact, "message_id", None) or 0, "")

    def play(self) -> Ticket:
        """Do it all again, on another row."""
        for entry in history("tickets.ticket", self.told.pk):
            self.step(entry)
        return Ticket.objects.get(pk=self.ticket.pk)

    def step(self, entry: Recorded) -> None:
        """One verb for one fact."""
        by, body, told = self.actor(entry), self.body(entry), self.told
        if isinstance(entry.fact, facts.Received):
            self.ticket = actions.send(
                told.school,
                by=by,
                form=told.form,
                subject=told.subject,
                description=body,
                urgency=told.requested_urgency,
                room=told.room,
                asset=told.asset,
            )
            return
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        known: dict[str, Any] = {"by": by, "seen": ticket.version}
        match entry.fact:
            case facts.Wrote():
                actions.write(ticket, by=by, body=body)
            case facts.Qualified():
                pass  # Part of the dispatch.
            case facts.Dispatched(handler=handler, nature=nature, urgency=urgency):
                actions.dispatch(
                    ticket,
                    **known,
                    nature=nature,
                    extent=told.extent,
                    urgency=urgency,
                    handler=handler,
                    instructions=body,
                )
            case facts.Appointed(technician_key=key):
                actions.appoint(ticket, **known, technician=self.people[key])
            case facts.Contacted(visit_at=visit):
                visit_at = datetime.fromisoformat(visit)
                actions.record_contact(ticket, by=by, body=body, visit_at=visit_at)
            case facts.Held(cause=cause):
                actions.hold(ticket, **known, cause=cause, body=body)
            case facts.Nudged():
                actions.nudge(ticket, by=by, body=body)
            case facts.Announced():
                assert told.expected_on is not None
                actions.announce(ticket, **known, expected_on=told.expected_on)
            case facts.TechnicallyClosed():
                actions.close_technically(ticket, **known, solution=body)
            case facts.Closed(tacit=True):
                actions.close_tacitly(ticket, by=by)
            case facts.Closed():
                actions.close(ticket, **known)
            case facts.DeclaredOutOfScope(reason=reason):
                actions.declare_out_of_scope(ticket, **known, reason=reason, body=body)
            case facts.Withdrawn():
                actions.withdraw(ticket, **known, body=body)
            case facts.Warned():
                actions.warn(ticket, by=by)
            case other:
                raise AssertionError(f"{other} has no verb here.")


def row(ticket: Ticket) -> dict[str, Any]:
    """The columns of a ticket, but for the keys of this row."""
    columns = [field.attname for field in Ticket._meta.fields]
    return {name: getattr(ticket, name) for name in columns if name not in {"id", "request_key"}}


def chain(ticket: Ticket) -> list[dict[str, Any]]:
    """Its journal, but for the numbers of this row, of its messages, and the digests."""
    numbers = {pk: n for n, pk in enumerate(ticket.messages.values_list("pk", flat=True))}
    told = []
    for entry, recorded in zip(
        Entry.objects.filter(thing_kind="tickets.ticket", thing_id=ticket.pk).order_by("position"),
        history("tickets.ticket", ticket.pk),
        strict=True,
    ):
        said = entry.said()
        for name in ("thing_id", "previous", "data"):
            del said[name]
        fact = replace(recorded.fact, thing_id=0)
        if getattr(fact, "message_id", None):
            fact = replace(fact, message_id=numbers[fact.message_id])
        told.append({**said, "fact": fact})
    return told


def test_rows_and_journal_are_those_of_the_verbs():
    seed(FEW, NOON)
    tickets = list(Ticket.objects.select_related("school", "form", "room", "asset").order_by("pk"))
    ways = {
        (t.status, t.handler, t.held_at is None, t.is_closed_tacitly, t.alerts, t.nudges): t
        for t in tickets
    }
    assert {ticket.status for ticket in ways.values()} == set(Status)

    for told in ways.values():
        played = Stage(told).play()

        assert row(played) == row(told)
        assert chain(played) == chain(told)


def test_the_journal_proves_what_was_seeded():
    seed(FEW, NOON)

    report = verify()

    assert report.faults == []
    assert report.entries == Entry.objects.count() > 3 * FEW.tickets
    for entry in Entry.objects.filter(thing_kind="tickets.ticket")[:20]:
        assert entry.digest == digest_of(**entry.said())


def test_the_same_instant_gives_the_same_data():
    def seeded() -> list[Any]:
        with transaction.atomic():
            seed(FEW, NOON)
            data = [
                list(User.objects.order_by("pk").values_list("key", "email")),
                list(Ticket.objects.order_by("pk").values_list("request_key", "received_at")),
                list(Message.objects.order_by("pk").values_list("request_key", "body")),
                list(Entry.objects.order_by("pk").values_list("fact", "at", "person_key")),
            ]
            transaction.set_rollback(True)
        return data

    assert seeded() == seeded()


def test_the_dates_are_those_that_the_clock_computes():
    seed(FEW, NOON)

    for ticket in Ticket.objects.all():
        assert not recount(ticket, at=NOON), ticket


def test_the_clock_has_nothing_left_to_warn_of(run_worker):
    seed(FEW, NOON)
    warned = Entry.objects.filter(fact=facts.Warned.name).count()

    tasks.warn(NOON)

    assert warned == Entry.objects.filter(fact=facts.Warned.name).count() > 0


def test_the_first_lycee_fills_a_page_of_open_tickets():
    seed(FEW, NOON)

    first = School.objects.order_by("pk")[:2]

    assert max(s.tickets.filter(status__in=OPEN).count() for s in first) >= BUSY


def test_a_database_with_data_is_refused_and_nothing_is_written(capsys):
    SchoolFactory()

    with pytest.raises(Refused, match="PREAU_VAR"):
        seed(FEW, NOON)
    status = main(["seed", "--size", "small"])

    assert status == 1
    assert "PREAU_VAR" in capsys.readouterr().err
    assert School.objects.count() == 1
    assert not Ticket.objects.exists()


def test_the_command_says_what_it_wrote(capsys, monkeypatch):
    monkeypatch.setitem(SIZES, "small", FEW)

    assert main(["seed", "--size", "small", "--at", NOON.isoformat(), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tickets"] == FEW.tickets


def test_a_size_that_is_not_offered_is_wrong_usage():
    with pytest.raises(SystemExit) as ended:
        main(["seed", "--size", "full"])

    assert ended.value.code == 2
