"""The letter that `preau demo mail` really sends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from preau.accounts.roles import Role
from preau.core.commands import Refusal
from preau.demo import sample
from preau.demo.models import Demonstration
from preau.demo.seed.population import SHOWN
from tests.schools.factories import SchoolFactory, make_person
from tests.story.instance import free_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

pytestmark = pytest.mark.django_db


class Intake:
    """Takes letters, and reads none of them."""

    def __init__(self) -> None:
        self.taken: list[bytes | None] = []

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the octets."""
        self.taken.append(envelope.original_content)
        return "250 OK"


@pytest.fixture
def port():
    """Where the demonstration said that it would listen; its correspondent is there already."""
    number = free_port()
    now = timezone.now()
    make_person(Role.CORRESPONDENT, SchoolFactory(uai=SHOWN))
    Demonstration.objects.create(
        pk=1, started_at=now, ready_at=now, seed=1, smtp_listen=f"127.0.0.1:{number}"
    )
    return number


def test_waits_for_the_intake_to_open(port, monkeypatch):
    monkeypatch.setattr(sample, "_PATIENCE", 0.0)  # Nobody reads the letter here.
    intake = Intake()
    door = Controller(intake, hostname="127.0.0.1", port=port)
    threading.Timer(0.7, door.start).start()

    sent = sample.send(timezone.now())
    door.stop()

    assert "Vidéoprojecteur en panne" in sent.subject
    assert sent.ref == ""
    assert len(intake.taken) == 1


def test_says_how_to_open_it_where_nobody_listens(port, monkeypatch):
    monkeypatch.setattr(sample, "_OPENING", 0.0)

    with pytest.raises(Refusal) as refused:
        sample.send(timezone.now())

    assert "preau demo" in str(refused.value)
