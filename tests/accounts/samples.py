"""An invitation for the URL that carries one."""

from __future__ import annotations

from preau.accounts import invitations
from preau.schools.models import School
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.sweeps.samples import Sample, sample


@sample("accounts:invitation")
def an_invitation(school: School) -> Sample:
    person = UserFactory()
    return Sample(None, {"token": invitations.token(person, NOON)})
