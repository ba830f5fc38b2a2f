"""Each verb through its page: who may, who may not and why, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from preau.journal.models import Entry
from preau.tickets.models import Message, Ticket
from preau.tickets.states import Nature, OutOfScope, Status
from tests.instants import NOON
from tests.schools.factories import make_person
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.verbs import CASES, EVERYBODY, TYPED, Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


every_case = pytest.mark.parametrize("case", CASES, ids=str)


def post(client: Client, case: Case, ticket: Ticket, **changed: Any) -> HttpResponse:
    """Send the form of a verb as its page carries it."""
    url = reverse(f"tickets:{case.name}", args=[ticket.ref])
    page = client.get(url)
    hidden = {}
    if page.status_code == 200:
        hidden = {bound.html_name: bound.value() for bound in page.context["form"].hidden_fields()}
    else:
        hidden = {"seen": ticket.version}
    return client.post(url, {**hidden, **case.data, **changed})


@every_case
@pytest.mark.requirement("INC-4", "INC-5", "INC-6", "INC-7", "INC-8")
def test_its_page_does_what_it_says(
    case: Case, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = case.stage(crew)
    client = client_for(crew.of(min(case.may & {"correspondent", "agent", "technician"})))

    answer = post(client, case, ticket)

    assert answer.status_code == 302, answer.content.decode()[:4000]
    assert answer["Location"].startswith(ticket.get_absolute_url())
    ticket.refresh_from_db()
    assert {name: getattr(ticket, name) for name in case.after} == case.after
    if TYPED in case.data.values():
        assert Message.objects.filter(ticket=ticket, body=TYPED).exists()


@every_case
@pytest.mark.requirement("ROL-5")
def test_others_read_why_not_and_nothing_is_written(
    case: Case, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = case.stage(crew)
    url = reverse(f"tickets:{case.name}", args=[ticket.ref])
    before = Entry.objects.count()

    for part in EVERYBODY:
        client = client_for(crew.of(part))
        sees = Ticket.objects.visible_to(crew.actor(part, NOON)).filter(pk=ticket.pk).exists()
        if part in case.may or not sees:
            expected = 200 if sees else 404
            assert client.get(url).status_code == expected, part
            continue
        looked, sent = client.get(url), post(client, case, ticket)
        assert (looked.status_code, sent.status_code) == (403, 403), part
        assert looked.context["reason"], part
        text = sent.content.decode()
        reason = str(sent.context["form"].refusal.reason)
        assert escape(reason) in text, part
        if TYPED in case.data.values():
            assert escape(TYPED) in text, part

    assert Entry.objects.count() == before


@every_case
@pytest.mark.requirement("ROL-5")
def test_another_lycee_finds_nothing(
    case: Case, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = case.stage(crew)
    client = client_for(Crew().correspondent)
    url = reverse(f"tickets:{case.name}", args=[ticket.ref])

    assert client.get(url).status_code == 404
    assert client.post(url, case.data).status_code == 404


@pytest.mark.parametrize("case", [case for case in CASES if case.with_seen], ids=str)
def test_the_second_of_two_who_save_is_told(
    case: Case, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = case.stage(crew)
    client = client_for(crew.of(min(case.may & {"correspondent", "agent", "technician"})))
    url = reverse(f"tickets:{case.name}", args=[ticket.ref])
    stale = ticket.version
    Ticket.objects.filter(pk=ticket.pk).update(version=stale + 1)
    before = Entry.objects.count()

    answer = client.post(url, {"seen": stale, **case.data})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert Entry.objects.count() == before
    if TYPED in case.data.values():
        assert escape(TYPED) in text
    assert f'value="{stale + 1}"' in text, "the next attempt answers what is now shown"
    assert answer.context["meanwhile"]


@pytest.mark.requirement("INC-2")
def test_a_stale_qualification_shows_both_texts(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.received(crew)
    case = next(case for case in CASES if case.name == "dispatch")
    Ticket.objects.filter(pk=ticket.pk).update(version=9, nature=Nature.CONFIGURATION)

    answer = client_for(crew.agent).post(
        reverse("tickets:dispatch", args=[ticket.ref]), {"seen": ticket.version, **case.data}
    )

    shown = {each.label: (each.theirs, each.yours) for each in answer.context["form"].differences}
    assert shown["Nature"] == ("Paramétrage", "Incident réseau")


def test_an_incomplete_form_keeps_the_rest(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    ticket = factories.received(crew)

    answer = client_for(crew.agent).post(
        reverse("tickets:dispatch", args=[ticket.ref]),
        {"seen": ticket.version, "instructions": TYPED, "nature": Nature.EVOLUTION},
    )

    assert answer.status_code == 422
    assert escape(TYPED) in answer.content.decode()
    assert set(answer.context["form"].errors) == {"extent", "urgency", "handler"}


@pytest.mark.requirement("INC-2")
def test_another_urgency_asks_for_its_reason(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.received(crew)
    case = next(case for case in CASES if case.name == "dispatch")

    answer = client_for(crew.agent).post(
        reverse("tickets:dispatch", args=[ticket.ref]),
        {"seen": ticket.version, **case.data, "urgency_reason": " "},
    )

    ticket.refresh_from_db()
    assert answer.status_code == 422
    assert answer.context["form"].errors["urgency_reason"]
    assert ticket.status == Status.RECEIVED


@pytest.mark.requirement("INC-5")
@pytest.mark.parametrize("reason", OutOfScope.values)
def test_each_reason_proposes_who_is_responsible(
    crew: Crew, client_for: Callable[[Any], Client], reason: str
) -> None:
    ticket = factories.received(crew)

    page = client_for(crew.agent).get(
        reverse("tickets:scope", args=[ticket.ref]), {"reason": reason}
    )

    letter = page.context["form"].initial["body"]
    assert letter.startswith("Bonjour,")
    assert "nous reprendrons le ticket" in letter
    if reason == OutOfScope.ACADEMIC_SOFTWARE:
        assert crew.rectorat.name in letter
        assert crew.rectorat.email in letter
    elif reason != OutOfScope.TWIN:
        assert crew.head.phone in letter


@pytest.mark.requirement("INC-6")
def test_the_dispatcher_appoints_one_of_the_technicians_of_the_lycee(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.dispatched(crew)
    client = client_for(crew.dispatcher)
    url = reverse("tickets:appointment", args=[ticket.ref])
    stranger = make_person("onsite_technician", Crew().school)

    page = client.get(url)
    refused = client.post(url, {"seen": ticket.version, "technician": stranger.pk})
    accepted = client.post(url, {"seen": ticket.version, "technician": crew.technician.pk})

    offered = [key for key, _name in page.context["form"].fields["technician"].choices]
    assert {str(crew.onsite.pk), str(crew.technician.pk)} <= set(offered)
    assert str(stranger.pk) not in offered
    assert refused.status_code == 422
    assert accepted.status_code == 302
    ticket.refresh_from_db()
    assert ticket.technician == crew.technician


@pytest.mark.requirement("INC-6")
def test_a_visit_is_agreed_for_later(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    ticket = factories.appointed(crew)

    answer = client_for(crew.technician).post(
        reverse("tickets:contact", args=[ticket.ref]),
        {"body": TYPED, "visit_at": "2026-10-01T09:00"},
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["visit_at"]
    assert escape(TYPED) in answer.content.decode()


def test_a_date_is_announced_for_today_or_later(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.appointed(crew)
    url = reverse("tickets:announcement", args=[ticket.ref])
    client = client_for(crew.technician)

    past = client.post(url, {"seen": ticket.version, "expected_on": "2026-10-04"})
    today = client.post(url, {"seen": ticket.version, "expected_on": "2026-10-05"})

    assert (past.status_code, today.status_code) == (422, 302)


@pytest.mark.requirement("INC-4")
def test_one_reminder_per_working_day(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    ticket = factories.dispatched(crew)
    client = client_for(crew.correspondent)
    url = reverse("tickets:nudge", args=[ticket.ref])

    first = client.post(url, {"body": "", "request_key": str(uuid4())})
    second = client.post(url, {"body": TYPED, "request_key": str(uuid4())})
    with time_machine.travel(NOON + timedelta(days=1)):
        next_day = client.post(url, {"body": "", "request_key": str(uuid4())})

    assert (first.status_code, second.status_code, next_day.status_code) == (302, 403, 302)
    assert escape(TYPED) in second.content.decode()


@pytest.mark.requirement("INC-3")
def test_the_owner_of_an_address_disowns_an_e_mail(
    crew: Crew, client_for: Callable[[Any], Client], letter: Any
) -> None:
    ticket = factories.received(crew, letter=letter)
    url = reverse("tickets:disown", args=[ticket.ref])

    other = client_for(crew.deputy).post(url, {"yes": "1"})
    owner = client_for(crew.correspondent).post(url, {"yes": "1"})

    ticket.refresh_from_db()
    assert (other.status_code, owner.status_code) == (403, 302)
    assert ticket.is_disowned


@pytest.mark.parametrize(
    ("name", "part", "stage"),
    [
        ("nudge", "correspondent", factories.dispatched),
        ("hold_contest", "correspondent", factories.on_hold),
        ("contact", "technician", factories.appointed),
    ],
)
def test_a_form_sent_twice_is_recorded_once(
    name: str,
    part: str,
    stage: Callable[..., Ticket],
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    ticket = stage(crew)
    client = client_for(crew.of(part))
    url = reverse(f"tickets:{name}", args=[ticket.ref])
    key = client.get(url).context["form"]["request_key"].value()
    written, told = ticket.messages.count(), Entry.objects.count()

    answers = [client.post(url, {"body": TYPED, "request_key": str(key)}) for _ in range(2)]

    # The second click finds the first one's work done, and says nothing else.
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ticket.messages.count() == written + 1
    assert Entry.objects.count() == told + 1


def test_a_reminder_without_a_word_sent_twice_is_one(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.dispatched(crew)
    client = client_for(crew.correspondent)
    url = reverse("tickets:nudge", args=[ticket.ref])
    key = client.get(url).context["form"]["request_key"].value()

    answers = [client.post(url, {"request_key": str(key)}) for _ in range(2)]

    ticket.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ticket.nudges == 1
