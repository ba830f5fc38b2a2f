"""Forty letters of four kinds of senders: each by the rule, answered or not, nothing lost (INC-3).

Monday 5 October 2026, noon. Each row says who writes what, and what the rule makes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from preau.mail import actions as mail
from preau.mail.models import Letter, Outgoing
from preau.mail.queries import balance
from preau.tickets.models import Message, Report, Ticket
from tests.instants import NOON
from tests.story.forty import (
    CASES,
    OUR_SERVER,
    SENDERS_OF_THE_LYCEE,
    STAFF_OF_A_CLOSED_LYCEE_AND_OTHERS,
    STAFF_OF_AN_OPEN_LYCEE,
    STRANGERS,
    Case,
)
from tests.story.post import Town, letter

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-3", "ROL-3")]


@pytest.fixture(autouse=True)
def our_server(settings):
    settings.PREAU_MAIL_AUTHSERV = OUR_SERVER


@pytest.fixture
def town(run_worker: Callable[[datetime], None]) -> Town:
    made = Town()
    run_worker(NOON)
    return made


def test_there_are_forty_of_four_kinds():
    kinds = (
        SENDERS_OF_THE_LYCEE,
        STAFF_OF_AN_OPEN_LYCEE,
        STAFF_OF_A_CLOSED_LYCEE_AND_OTHERS,
        STRANGERS,
    )

    assert [len(kind) for kind in kinds] == [10, 10, 10, 10]
    assert len({case.told for case in CASES}) == 40


@pytest.mark.parametrize("case", CASES, ids=[case.told for case in CASES])
def test_each_by_the_rule(case: Case, town: Town, run_worker: Callable[[datetime], None]):
    tickets, reports = Ticket.objects.count(), Report.objects.count()
    raw = case.write(town)

    kept = mail.receive(raw, road="smtp", at=NOON)
    run_worker(NOON)

    kept.refresh_from_db()
    answers = Outgoing.objects.filter(answers=kept)
    assert (kept.outcome, kept.reason) == (case.outcome, case.reason)
    assert answers.count() == case.answers, [answer.template for answer in answers]
    assert Ticket.objects.count() - tickets == (case.outcome == "ticket")
    assert Report.objects.count() - reports == (case.outcome == "report")
    assert Message.objects.filter(letter=kept).count() == (case.outcome in {"ticket", "message"})
    # No mail acts: the ticket stands where it stood.
    town.ticket.refresh_from_db()
    assert town.ticket.status == "dispatched"
    assert balance().is_even


def test_the_refused_are_told_whom_to_turn_to(town: Town, run_worker: Callable[[datetime], None]):
    mail.receive(letter(town.closed.teacher, "Panne", "Plus rien."), road="smtp", at=NOON)
    run_worker(NOON)

    answer = Outgoing.objects.get(template="mail/letters/refused")
    assert answer.to_email == town.closed.teacher.email
    assert town.closed.correspondent.name in answer.text


def test_all_forty_in_one_post_and_twice(town: Town, run_worker: Callable[[datetime], None]):
    before = Letter.objects.count()
    post = [case.write(town) for case in CASES]
    for raw in post:
        mail.receive(raw, road="smtp", at=NOON)
    run_worker(NOON)
    once = {model: model.objects.count() for model in (Letter, Ticket, Report, Message, Outgoing)}

    for raw in post:
        mail.receive(raw, road="imap", at=NOON)
    run_worker(NOON)

    assert Letter.objects.count() - before == 40
    assert {model: model.objects.count() for model in once} == once
    assert balance().is_even
