"""What the tests of letters share: a room that takes them, and the worker's hand."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from preau.accounts.models import User
from preau.accounts.roles import Permission
from preau.core.actors import Actor
from preau.mail import actions, tasks, wiring
from preau.mail.models import Letter
from preau.mail.wiring import Incoming, Outcome
from preau.schools.models import School
from preau.schools.policies import holds
from tests.instants import NOON
from tests.mail.dovecot import Dovecot
from tests.mail.letters import CLAIRE
from tests.schools.factories import SchoolFactory, make_person


class Desk:
    """A room that takes letters: a ticket of each new matter, a message of each answer."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []
        self.parties: set[str] = set()
        self.breaks = 0
        self.poison = "no such subject"

    def take(self, incoming: Incoming, by: Actor) -> Outcome | None:
        """Take a letter, or break as often as it was told to."""
        if incoming.subject == self.poison:
            raise RuntimeError("the desk broke")
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("the desk broke")
        if incoming.thread.startswith("ticket:"):
            if by.person.email not in self.parties and not incoming.asked:
                return None
            self.taken.append(incoming)
            return Outcome(kind="message", reason="answers_ticket", thread=incoming.thread)
        if incoming.school is None:
            return None
        self.taken.append(incoming)
        number = incoming.letter.pk
        sends = holds(by, Permission.TICKET_SEND, school=incoming.school)
        if incoming.asked == "report" or not (sends or incoming.asked):
            return Outcome(kind="report", reason="service_open", thread=f"report:{number}")
        ref = f"2026-{number:06d}"
        return Outcome(
            kind="ticket",
            reason="by_mandate",
            thread=f"ticket:{number}",
            ref=ref,
            school=incoming.school,
        )

    def find(self, ref: str, by: Actor) -> str | None:
        """The thread of a number."""
        return f"ticket:{int(ref.rpartition('-')[2])}" if ref.startswith("2026-") else None


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Let a desk of the tests take the letters, and no other room."""
    desk = Desk()
    monkeypatch.setattr(wiring, "ROUTES", {"mail": wiring.ROUTES["mail"]})
    wiring.route("desk", desk.take, find=desk.find)
    return desk


@pytest.fixture
def arrive() -> Callable[..., Letter]:
    """Hand a message over and have the worker read it."""

    def hand_over(raw: bytes, *, at: datetime = NOON, **envelope: object) -> Letter:
        letter = actions.receive(raw, road="smtp", at=at, **envelope)
        while tasks.read_waiting(at, 50):
            pass
        letter.refresh_from_db()
        return letter

    return hand_over


@pytest.fixture(scope="module")
def server() -> Generator[Dovecot]:
    """A real server of mailboxes."""
    running = Dovecot()
    yield running
    running.remove()


@pytest.fixture
def use(settings: Any) -> Callable[..., Any]:
    """Have Préau fetch from a mailbox."""

    def set_mailbox(account: Any, url: str | None = None) -> Any:
        settings.PREAU_IMAP_URL = url or account.url
        return account

    return set_mailbox


@pytest.fixture
def inbox(server: Dovecot, use: Callable[..., Any]) -> Any:
    """A mailbox of one's own, from which Préau fetches."""
    return use(server.user())


@pytest.fixture
def school(db: None) -> School:
    """The lycée that writes, with a shared mailbox."""
    return SchoolFactory(uai="0750654D", name="Lycée Voltaire", email="ce.0750654d@ac-paris.fr")


@pytest.fixture
def claire(school: School) -> User:
    """Its correspondent."""
    return make_person("correspondent", school, email=CLAIRE, first_name="Claire")


@pytest.fixture
def agent(db: None) -> User:
    """An agent of CESAME, who keeps the ledger."""
    return make_person("service_desk")


@pytest.fixture
def desk_page(client_for: Callable[[User], Client], agent: User) -> Client:
    """The agent's browser."""
    return client_for(agent)
