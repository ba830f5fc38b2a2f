"""An invitation, a factor, a session for the URLs that name one."""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator

from preau.accounts import invitations
from preau.accounts.models import Session
from preau.accounts.states import Factor
from preau.schools.models import School
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.sweeps.samples import Sample, sample, sample_fact


@sample("accounts:invitation")
def an_invitation(school: School) -> Sample:
    person = UserFactory()
    return Sample(None, {"token": invitations.token(person, NOON)})


@sample("accounts:factor_removal")
def a_factor(school: School) -> Sample:
    factor = Authenticator.objects.create(
        user=UserFactory(), type=Factor.KEY, data={"name": "Clé bleue", "credential": {}}
    )
    return Sample(None, {"pk": factor.pk})


@sample("accounts:session_end")
def a_session(school: School) -> Sample:
    session = Session.objects.create(
        person=UserFactory(),
        session_key=uuid.uuid4().hex,
        browser="firefox",
        system="windows",
        opened_at=NOON,
        seen_at=NOON,
    )
    return Sample(None, {"pk": session.pk})


sample_fact("accounts.person.factor_added", factor="totp")
sample_fact("accounts.person.factor_removed", factor="webauthn")
sample_fact("accounts.person.factors_reset", reason="lost")
