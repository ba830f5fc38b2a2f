"""`preau admin add`."""

from __future__ import annotations

import re

import pytest

from preau.accounts import invitations
from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.commands import Refusal
from preau.schools import administrators
from preau.schools.queries import holders
from tests.accounts.factories import UserFactory
from tests.instants import NOON

pytestmark = pytest.mark.django_db


class Args:
    def __init__(self, email):
        self.email, self.first_name, self.last_name, self.at = email, "Jeanne", "Morel", NOON


def test_opens_the_account_and_prints_a_link_once(capsys):
    for _ in range(2):
        assert administrators.add(Args("jeanne@region.invalid")) == 0

    person = User.objects.get()
    assert holders(Role.REGIONAL_ADMIN, NOON) == [person]
    link = re.search(r"/account/invitation/(\S+)/", capsys.readouterr().out)
    assert link is not None
    assert invitations.person_of(link[1], NOON) == person


def test_who_can_sign_in_gets_no_link(capsys):
    person = UserFactory(signs_in=True)

    administrators.add(Args(person.email))

    assert "/account/" not in capsys.readouterr().out


def test_refuses_what_is_no_address():
    with pytest.raises(Refusal, match="adresse"):
        administrators.add(Args("jeanne"))
