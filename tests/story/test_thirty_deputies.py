"""Thirty cases of a deputy beyond the mandate: on the page, by mail, in another's part (ROL-2).

Each case says when, who and what; what is refused changes nothing, and what is not theirs to see
looks absent. The deputy's mandate runs from 1 September to Monday 5 October 2026, 18:00.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from preau.accounts.roles import Role
from preau.files.actions import keep
from preau.journal.models import Entry
from preau.mail import actions as mail
from preau.mail.queries import balance
from preau.schools.states import ReportingMode
from preau.tickets import actions
from preau.tickets.models import Report, Ticket
from tests.instants import LAST_MONTH, MORNING, NOON, paris
from tests.schools.factories import make_person
from tests.story.post import letter
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ROL-2", "ROL-3")]

END = paris("2026-10-05 18:00")
A_MINUTE_AFTER = END + timedelta(minutes=1)
A_WEEK_AFTER = END + timedelta(days=7)
IN_FORCE = paris("2026-10-05 17:00")
BEFORE_IT_BEGAN = paris("2026-08-31 10:00")


class Scene:
    """A lycée, its deputy, and a ticket at each stage."""

    def __init__(self) -> None:
        self.crew = crew = Crew(reporting_mode=ReportingMode.ALL_STAFF)
        self.neighbour = Crew()
        crew.deputy.mandates.update(ends_at=END)
        photo = keep(b"\x89PNG\r\n\x1a\n", "photo.png", at=MORNING, school=crew.school)
        self.file = photo.pk
        self.received = factories.received(crew, at=MORNING, attachments=[photo])
        self.treated = factories.appointed(crew, at=MORNING)
        self.held = factories.on_hold(crew, at=MORNING)
        self.done = factories.technically_closed(crew, at=MORNING)
        self.closed = factories.closed(crew, at=MORNING)
        self.aside = factories.out_of_scope(crew, at=MORNING)
        self.old = factories.received(crew, at=LAST_MONTH)
        self.foreign = factories.appointed(self.neighbour, at=MORNING)
        self.report: Report = actions.report(
            crew.school, by=crew.actor("teacher", MORNING), subject="Son", body="Muet."
        )


Act = Callable[[Client, Scene], Any]


def _get(name: str, ticket: str) -> Act:
    return lambda client, scene: client.get(
        reverse(f"tickets:{name}", args=[getattr(scene, ticket).ref])
    )


def _post(name: str, ticket: str, **typed: str) -> Act:
    def act(client: Client, scene: Scene) -> Any:
        on: Ticket = getattr(scene, ticket)
        data = {"seen": str(on.version), "request_key": str(uuid.uuid4()), **typed}
        return client.post(reverse(f"tickets:{name}", args=[on.ref]), data)

    return act


def _report(name: str, **typed: str) -> Act:
    return lambda client, scene: client.post(
        reverse(f"tickets:{name}", args=[scene.report.pk]), typed
    )


def _school(name: str, **typed: str) -> Act:
    return lambda client, scene: client.post(
        reverse(f"schools:{name}", args=[scene.crew.school.uai]), typed
    )


def _request(client: Client, scene: Scene) -> Any:
    return client.post(
        f"/tickets/new/network/?school={scene.crew.school.uai}",
        {"subject": "Panne", "description": "Plus de réseau.", "urgency": "low"},
    )


def _request_elsewhere(client: Client, scene: Scene) -> Any:
    return client.post(
        f"/tickets/new/network/?school={scene.neighbour.school.uai}",
        {"subject": "Panne", "description": "Plus de réseau.", "urgency": "low"},
    )


@dataclass(frozen=True)
class Case:
    """When, what, and what the site answers."""

    told: str
    at: datetime
    act: Act
    status: int


ABSENT, REFUSED = 404, 403
ON_THE_PAGE = [
    Case("opens a ticket a minute after", A_MINUTE_AFTER, _get("ticket", "treated"), ABSENT),
    Case("opens a ticket a week after", A_WEEK_AFTER, _get("ticket", "treated"), ABSENT),
    Case("opens a ticket before it began", BEFORE_IT_BEGAN, _get("ticket", "old"), ABSENT),
    Case("opens the neighbour’s ticket", IN_FORCE, _get("ticket", "foreign"), ABSENT),
    Case("asks why a date a minute after", A_MINUTE_AFTER, _get("due", "treated"), ABSENT),
    Case(
        "downloads a file a minute after",
        A_MINUTE_AFTER,
        lambda client, scene: client.get(
            reverse("tickets:file", args=[scene.received.ref, scene.file])
        ),
        ABSENT,
    ),
    Case("sends a request a minute after", A_MINUTE_AFTER, _request, ABSENT),
    Case("sends a request for the neighbour", IN_FORCE, _request_elsewhere, ABSENT),
    Case(
        "writes on a ticket a minute after",
        A_MINUTE_AFTER,
        _post("message", "treated", body="Alors ?"),
        ABSENT,
    ),
    Case(
        "writes on the neighbour’s ticket",
        IN_FORCE,
        _post("message", "foreign", body="Alors ?"),
        ABSENT,
    ),
    Case("reminds a minute after", A_MINUTE_AFTER, _post("nudge", "treated"), ABSENT),
    Case("withdraws a minute after", A_MINUTE_AFTER, _post("withdrawal", "received"), ABSENT),
    Case("accepts a closure a minute after", A_MINUTE_AFTER, _post("closure", "done"), ABSENT),
    Case(
        "refuses a closure a minute after",
        A_MINUTE_AFTER,
        _post("refusal", "done", reason="Non."),
        ABSENT,
    ),
    Case("contests a closure a minute after", A_MINUTE_AFTER, _post("contest", "closed"), ABSENT),
    Case(
        "contests a hold a minute after",
        A_MINUTE_AFTER,
        _post("hold_contest", "held", body="Déjà répondu."),
        ABSENT,
    ),
    Case(
        "asks to take up again a minute after",
        A_MINUTE_AFTER,
        _post("reopening", "aside", body="Si."),
        ABSENT,
    ),
    Case("follows a ticket a minute after", A_MINUTE_AFTER, _post("watch", "treated"), ABSENT),
    Case(
        "forwards a report a minute after",
        A_MINUTE_AFTER,
        _report("report_forwarding", subject="Son", description="x", urgency="low", form="other"),
        ABSENT,
    ),
    Case(
        "answers a report a minute after",
        A_MINUTE_AFTER,
        _report("report_answer", answer="Oui."),
        ABSENT,
    ),
    Case(
        "reviews the open tickets a minute after",
        A_MINUTE_AFTER,
        lambda client, scene: client.post("/tickets/review/"),
        REFUSED,
    ),
    Case(
        "hands a ticket over, which is CESAME’s",
        IN_FORCE,
        _post(
            "dispatch",
            "received",
            nature="network_incident",
            extent="part",
            urgency="low",
            handler="contractor",
        ),
        REFUSED,
    ),
    Case(
        "declares the work done, which is the technician’s",
        IN_FORCE,
        _post("technical_closure", "treated", solution="Fait."),
        REFUSED,
    ),
    Case(
        "designates a deputy, which is the correspondent’s",
        IN_FORCE,
        _school("deputy", email="nouveau@ecole.invalid", first_name="N", last_name="N"),
        REFUSED,
    ),
    Case(
        "designates a correspondent, which is the head’s",
        IN_FORCE,
        _school("correspondent", email="nouveau@ecole.invalid", first_name="N", last_name="N"),
        REFUSED,
    ),
    Case(
        "opens the service to the staff, which is the head’s",
        IN_FORCE,
        _school("modalities", reporting_mode="closed"),
        REFUSED,
    ),
]


@dataclass(frozen=True)
class ByMail:
    """When, what is written, and what becomes of it."""

    told: str
    at: datetime
    write: Callable[[Scene], bytes]
    outcome: str
    reason: str


BY_MAIL = [
    ByMail(
        "opens a matter by mail a minute after",
        A_MINUTE_AFTER,
        lambda scene: letter(scene.crew.deputy, "Panne", "Plus de réseau."),
        "refused",
        "not_a_correspondent",
    ),
    ByMail(
        "answers a ticket by mail a minute after",
        A_MINUTE_AFTER,
        lambda scene: letter(scene.crew.deputy, f"[{scene.treated.ref}]", "Alors ?"),
        "refused",
        "not_a_correspondent",
    ),
    ByMail(
        "quotes the neighbour’s number, and opens a matter of their own",
        IN_FORCE,
        lambda scene: letter(scene.crew.deputy, f"[{scene.foreign.ref}]", "La même panne."),
        "ticket",
        "by_mandate",
    ),
    ByMail(
        "writes thirty-one days after the correspondent left, unconfirmed",
        NOON + timedelta(days=31),
        lambda scene: letter(scene.crew.deputy, "Panne", "Plus de réseau."),
        "refused",
        "not_a_correspondent",
    ),
]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_there_are_thirty():
    assert len(ON_THE_PAGE) + len(BY_MAIL) == 30
    assert len({case.told for case in (*ON_THE_PAGE, *BY_MAIL)}) == 30


@pytest.mark.parametrize("case", ON_THE_PAGE, ids=[case.told for case in ON_THE_PAGE])
def test_on_the_page(case: Case, scene: Scene, client_for: Callable[[Any], Client]):
    if case.at < paris("2026-09-01 08:00"):
        scene.crew.deputy.mandates.update(starts_at=paris("2026-09-01 08:00"))
    before = list(Ticket.objects.order_by("pk").values_list("pk", "status", "version"))
    entries = Entry.objects.count()

    with time_machine.travel(case.at, tick=False):
        answer = case.act(client_for(scene.crew.deputy), scene)

    assert answer.status_code == case.status
    assert list(Ticket.objects.order_by("pk").values_list("pk", "status", "version")) == before
    assert Entry.objects.count() == entries, "what is refused is not recorded as done"
    assert Report.objects.get().status == "open"


@pytest.mark.parametrize("case", BY_MAIL, ids=[case.told for case in BY_MAIL])
def test_by_mail(case: ByMail, scene: Scene, run_worker: Callable[[datetime], None]):
    kept = mail.receive(case.write(scene), road="smtp", at=case.at)
    run_worker(case.at)

    kept.refresh_from_db()
    assert (kept.outcome, kept.reason) == (case.outcome, case.reason)
    scene.foreign.refresh_from_db()
    assert scene.foreign.messages.filter(letter=kept).count() == 0
    assert balance().is_even


def test_within_the_mandate_the_same_acts_are_done(
    scene: Scene, client_for: Callable[[Any], Client]
):
    with time_machine.travel(IN_FORCE, tick=False):
        client = client_for(scene.crew.deputy)
        done = [
            _get("ticket", "treated")(client, scene),
            _post("nudge", "treated")(client, scene),
            _post("withdrawal", "received")(client, scene),
            _post("closure", "done")(client, scene),
            _post("contest", "closed")(client, scene),
            _report("report_answer", answer="Oui.")(client, scene),
        ]

    assert [answer.status_code for answer in done] == [200, 302, 302, 302, 302, 302]


def test_a_deputy_to_come_sees_nothing_yet(scene: Scene, client_for: Callable[[Any], Client]):
    deputy = make_person(Role.DEPUTY, school=scene.crew.school, at=A_WEEK_AFTER)

    with time_machine.travel(NOON, tick=False):
        answer = client_for(deputy).get(scene.treated.get_absolute_url())

    assert answer.status_code == 404
