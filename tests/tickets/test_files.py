"""Who reads the files of a ticket: those who read the message that they came with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from preau.files.actions import keep
from preau.mail.models import Outgoing
from preau.tickets import actions
from tests.instants import MORNING, NOON, TOMORROW
from tests.tickets import factories
from tests.tickets.factories import Crew

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


@pytest.mark.parametrize(
    ("verb", "readers"),
    [
        ("note", {"agent", "officer", "region"}),
        ("exchange", {"agent", "officer", "region", "technician", "dispatcher"}),
        (
            "write",
            {"agent", "officer", "region", "technician", "dispatcher", "head", "deputy"},
        ),
    ],
)
def test_a_file_opens_for_those_who_read_its_message_and_for_no_other(
    client_for: Callable[[Any], Client], verb: str, readers: set[str]
) -> None:
    crew = Crew()
    ticket = factories.appointed(crew, at=MORNING)
    kept = keep(b"devis", "devis.txt", at=NOON, school=crew.school)
    getattr(actions, verb)(ticket, by=crew.actor("agent", NOON), body="Voir.", attachments=[kept])
    everybody = {"agent", "officer", "region", "technician", "dispatcher", "head", "deputy"}

    with time_machine.travel(TOMORROW, tick=True):
        answers = {
            part: client_for(crew.of(part)).get(f"/tickets/{ticket.ref}/files/{kept.pk}/")
            for part in sorted(everybody | {"teacher", "rectorat"})
        }

    opened = {part for part, answer in answers.items() if answer.status_code == 200}
    for answer in answers.values():
        b"".join(answer)
    assert opened == readers
    assert {a.status_code for part, a in answers.items() if part not in readers} == {404}


@pytest.mark.parametrize("verb", ["note", "exchange"])
def test_what_the_services_say_apart_is_in_no_letter_to_the_lycee(
    run_worker: Callable[[datetime], None], verb: str
) -> None:
    crew = Crew()
    ticket = factories.appointed(crew, at=MORNING)

    getattr(actions, verb)(ticket, by=crew.actor("agent", NOON), body="Entre services.")
    run_worker(NOON)

    assert not Outgoing.objects.filter(text__contains="Entre services.").exists()
