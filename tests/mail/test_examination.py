"""What `preau doctor` says of the mail."""

from datetime import timedelta

import pytest

from preau.mail import actions
from preau.mail.examination import examine
from preau.mail.models import Delivery
from tests.instants import NOON
from tests.mail.letters import mail

pytestmark = pytest.mark.django_db


def test_all_is_well():
    actions.receive(mail(), road="smtp", at=NOON)

    assert examine(NOON) == []


def test_letters_that_nobody_reads():
    actions.receive(mail(), road="smtp", at=NOON)

    findings = examine(NOON + timedelta(minutes=10))

    assert ["1 messages attendent" in str(finding.problem) for finding in findings] == [True]


def test_books_that_do_not_balance():
    actions.receive(mail(), road="smtp", at=NOON)
    Delivery.objects.all().delete()

    assert "comptes" in str(examine(NOON)[0].problem)
