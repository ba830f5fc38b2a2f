"""No right survives its mandate by a minute, on any door: page, list, search, file, export, mail.

Each person signs in while the mandate is in force and keeps that session; each door is then asked
in the last second of the mandate, at its end, and in the minute that follows.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from preau.accounts.models import User
from preau.exports.models import Taken
from preau.files.actions import keep
from preau.mail import actions as mail
from preau.mail.models import Outgoing
from preau.schools.states import ReportingMode
from preau.tickets import actions
from preau.tickets.models import Message, Report, Ticket
from preau.tickets.states import Handler
from tests.instants import MORNING, paris
from tests.signing_in import enter
from tests.story.post import letter
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ROL-5")]

END = paris("2026-10-05 18:00")
BEFORE = END - timedelta(seconds=1)
INSTANTS = {"at the end": END, "within the minute after": END + timedelta(seconds=59)}
#: A word that stands in the ticket and nowhere else.
MARK = "Quetzalcoatl"
#: Those who read the ticket, each by their own kind of place.
PARTS = [
    "correspondent",
    "deputy",
    "head",
    "agent",
    "dispatcher",
    "onsite",
    "technician",
    "officer",
    "rectorat",
    "region",
    "admin",
]


class Scene:
    """A ticket that everybody in `PARTS` reads, with a file."""

    def __init__(self, part: str) -> None:
        self.crew = crew = Crew(reporting_mode=ReportingMode.ALL_STAFF)
        self.photo = keep(b"\x89PNG\r\n\x1a\n", "photo.png", at=MORNING, school=crew.school)
        ticket = factories.received(crew, subject=f"Panne de {MARK}", attachments=[self.photo])
        if part == "rectorat":
            ticket = self._hand(ticket, Handler.ACADEMY_SERVICES)
            ticket = actions.take_back(
                ticket, by=crew.actor("agent"), seen=ticket.version, reason="À revoir."
            )
        ticket = self._hand(ticket, Handler.CONTRACTOR)
        self.ticket: Ticket = actions.appoint(
            ticket,
            by=crew.actor("dispatcher"),
            seen=ticket.version,
            technician=crew.technician,
        )
        self.report: Report = actions.report(
            crew.school,
            by=crew.actor("teacher"),
            subject=f"Signalement {MARK}",
            body="Muet.",
        )
        self.person: User = crew.of(part)
        self.person.mandates.update(ends_at=END)

    def _hand(self, ticket: Ticket, handler: Handler) -> Ticket:
        return actions.dispatch(
            ticket,
            by=self.crew.actor("agent"),
            seen=ticket.version,
            nature="network_incident",
            extent="part",
            urgency=ticket.urgency,
            handler=handler,
        )


def _said(answer: Any) -> str:
    """What a door says: all of it, and nothing where it is shut."""
    if answer.status_code != 200:
        return ""
    content = b"".join(answer) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def page(client: Client, scene: Scene) -> bool:
    return MARK in _said(client.get(scene.ticket.get_absolute_url()))


def why(client: Client, scene: Scene) -> bool:
    return client.get(f"{scene.ticket.get_absolute_url()}due/").status_code == 200


def listed(client: Client, scene: Scene) -> bool:
    return MARK in _said(client.get("/tickets/", {"view": "all"}))


def fragment(client: Client, scene: Scene) -> bool:
    headers = {"HX-Request": "true"}
    return MARK in _said(client.get("/tickets/", {"view": "all"}, headers=headers))


def found(client: Client, scene: Scene) -> bool:
    return scene.ticket.ref in _said(client.get("/search/", {"q": MARK}))


def suggested(client: Client, scene: Scene) -> bool:
    headers = {"HX-Request": "true"}
    answer = client.get("/search/suggestions/", {"q": MARK}, headers=headers)
    return scene.ticket.ref in _said(answer)


def file(client: Client, scene: Scene) -> bool:
    url = reverse("tickets:file", args=[scene.ticket.ref, scene.photo.pk])
    return "PNG" in _said(client.get(url))


def exported(client: Client, scene: Scene) -> bool:
    url = reverse("exports:taking", args=["tickets", "csv"])
    return MARK in _said(client.get(url, {"view": "all"}))


def calendar(client: Client, scene: Scene) -> bool:
    url = reverse("exports:taking", args=["tickets", "ics"])
    return scene.ticket.ref in _said(client.get(url, {"view": "all"}))


def school(client: Client, scene: Scene) -> bool:
    return client.get(scene.crew.school.get_absolute_url()).status_code == 200


def rooms(client: Client, scene: Scene) -> bool:
    url = reverse("schools:rooms", args=[scene.crew.school.uai])
    return client.get(url, {"q": "b"}).status_code == 200


DOORS: dict[str, Callable[[Client, Scene], bool]] = {
    "its page": page,
    "why its date": why,
    "the list": listed,
    "a live fragment of the list": fragment,
    "the search": found,
    "the suggestions while one types": suggested,
    "its file": file,
    "the list as a file": exported,
    "the due dates as a calendar": calendar,
    "the lycée’s page": school,
    "the rooms that a field proposes": rooms,
}


@pytest.mark.parametrize("part", PARTS)
def test_no_door_stays_open(part: str, run_worker: Callable[[datetime], None]):
    scene = Scene(part)
    run_worker(paris("2026-10-05 12:00"))
    with time_machine.travel(END - timedelta(hours=1), tick=False):
        client = enter(scene.person)

    with time_machine.travel(BEFORE, tick=False):
        opened = {name: door(client, scene) for name, door in DOORS.items()}
    shut = {}
    for told, instant in INSTANTS.items():
        with time_machine.travel(instant, tick=False):
            shut |= {f"{name}, {told}": door(client, scene) for name, door in DOORS.items()}

    assert not [name for name, is_open in opened.items() if not is_open]
    assert not [name for name, is_open in shut.items() if is_open]


@pytest.mark.parametrize("instant", INSTANTS.values(), ids=INSTANTS)
@pytest.mark.parametrize("part", ["correspondent", "deputy", "agent", "technician"])
def test_nothing_is_written_any_more(part: str, instant: datetime):
    scene = Scene(part)
    with time_machine.travel(END - timedelta(hours=1), tick=False):
        client = enter(scene.person)
    written = Message.objects.count()
    url = reverse("tickets:message", args=[scene.ticket.ref])

    def write(at: datetime) -> int:
        with time_machine.travel(at, tick=False):
            return client.post(
                url,
                {
                    "body": "Encore un mot.",
                    "audience": "lycee",
                    "request_key": f"12345678-1234-5678-1234-{at.timestamp():012.0f}",
                },
            ).status_code

    assert write(BEFORE) == 302
    assert Message.objects.count() == written + 1
    assert write(instant) == 404
    assert Message.objects.count() == written + 1


@pytest.mark.requirement("INC-3")
@pytest.mark.parametrize("part", ["correspondent", "deputy", "technician", "agent"])
def test_an_answer_by_mail_is_taken_until_the_end(
    part: str, run_worker: Callable[[datetime], None]
):
    scene = Scene(part)
    run_worker(paris("2026-10-05 12:00"))
    sent = Outgoing.objects.filter(thread=scene.ticket.thread).order_by("-pk")
    ours = str(sent.values_list("message_id", flat=True)[0])

    def answer(at: datetime) -> str:
        kept = mail.receive(
            letter(scene.person, "Re: demande", "Voici.", In_Reply_To=ours), road="smtp", at=at
        )
        run_worker(at)
        kept.refresh_from_db()
        return f"{kept.outcome} {kept.reason}"

    assert answer(BEFORE) == "message answers_ticket"
    for instant in INSTANTS.values():
        assert answer(instant) == "held not_a_party"


@pytest.mark.parametrize("part", ["correspondent", "head", "technician", "officer"])
def test_no_letter_reaches_who_has_no_mandate_any_more(
    part: str, run_worker: Callable[[datetime], None]
):
    scene = Scene(part)
    actions.watch(scene.ticket, by=scene.crew.actor(part, MORNING))
    run_worker(paris("2026-10-05 12:00"))

    def reached(at: datetime) -> bool:
        before = set(Outgoing.objects.values_list("pk", flat=True))
        actions.write(scene.ticket, by=scene.crew.actor("agent", at), body=f"À {at:%H:%M:%S}.")
        run_worker(at)
        fresh = Outgoing.objects.exclude(pk__in=before)
        return scene.person.email in set(fresh.values_list("to_email", flat=True))

    assert reached(BEFORE)
    for instant in INSTANTS.values():
        assert not reached(instant)


def test_a_report_and_its_files_end_with_the_duty(client_for: Callable[[Any], Client]):
    scene = Scene("correspondent")
    client = client_for(scene.person)
    url = scene.report.get_absolute_url()

    def seen(at: datetime) -> int:
        with time_machine.travel(at, tick=False):
            return client.get(url).status_code

    assert seen(BEFORE) == 200
    assert [seen(instant) for instant in INSTANTS.values()] == [404, 404]


@pytest.mark.parametrize("part", ["correspondent", "agent", "region"])
def test_a_file_made_before_cannot_be_fetched_after(
    part: str, run_worker: Callable[[datetime], None]
):
    scene = Scene(part)
    with time_machine.travel(BEFORE, tick=False):
        client = enter(scene.person)
        asked = reverse("exports:asking", args=["tickets", "xlsx"])
        client.post(asked, {"request_key": str(uuid.uuid4())}, query_params={"view": "all"})
        run_worker(BEFORE)
    url = reverse("exports:file", args=[Taken.objects.get().pk])

    def fetched(at: datetime) -> bool:
        with time_machine.travel(at, tick=False):
            return _said(client.get(url)).startswith("PK")

    assert fetched(BEFORE)
    assert [fetched(instant) for instant in INSTANTS.values()] == [False, False]
