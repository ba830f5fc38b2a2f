"""The second factor replaced, removed, reset."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from preau.accounts import actions, facts, policies
from preau.accounts.factors import factors_of
from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.journal.queries import history
from preau.mail.models import Outgoing
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.second_factor import FACTORS, set_up, sign_in, told
from tests.accounts.totp import code_of
from tests.instants import MORNING, NOON
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    actor,
    make_person,
)
from tests.signing_in import enter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-7"),
    pytest.mark.usefixtures("at_noon"),
]


class TestRecoveryCodes:
    def test_one_replaces_the_application_once(self, agent, run_worker, at_noon):
        _secret, codes = set_up(sign_in(agent)[0])
        client, where = sign_in(agent)

        assert client.post(where, {"code": codes[3]})["Location"] == "/"

        again, where = sign_in(agent)
        assert again.post(where, {"code": codes[3]}).status_code == 200
        assert factors_of(agent).codes_left == 9
        run_worker(NOON)
        assert told(agent)[-1] == "Un code de secours a servi"
        (used,) = (
            recorded.fact
            for recorded in history("accounts.person", agent.pk)
            if isinstance(recorded.fact, facts.CodeUsed)
        )
        assert used.left == 9

    def test_new_ones_void_the_former_ones(self, agent, at_noon):
        client, _where = sign_in(agent)
        _secret, former = set_up(client)

        assert client.get(reverse("accounts:codes")).status_code == 200
        page = client.post(reverse("accounts:codes"))

        new = re.findall(r"<li><code>(\d{8})</code>", page.content.decode())
        assert len(new) == 10
        assert not set(new) & set(former)
        other, where = sign_in(agent)
        assert other.post(where, {"code": former[0]}).status_code == 200
        assert other.post(where, {"code": new[0]})["Location"] == "/"

    def test_they_are_kept_in_no_page(self, agent):
        client, _where = sign_in(agent)
        _secret, codes = set_up(client)

        for url in (FACTORS, reverse("accounts:codes"), reverse("accounts:profile")):
            assert codes[0] not in client.get(url).content.decode()

    def test_they_need_something_to_replace(self):
        person = UserFactory()

        with pytest.raises(Refused, match="d’abord"):
            actions.renew_codes(person, by=actor(person))


class TestRemoval:
    def test_one_who_chose_it_may_give_it_up(self, run_worker):
        person = make_person(Role.CORRESPONDENT, SchoolFactory(), signs_in=True)
        client, _where = sign_in(person)
        set_up(client)
        factor = Authenticator.objects.get(type="totp")
        url = reverse("accounts:factor_removal", args=[factor.pk])

        assert client.get(url).status_code == 200
        assert client.post(url)["Location"] == FACTORS

        assert not Authenticator.objects.exists()
        run_worker(NOON)
        assert told(person)[-1] == "Un second facteur a été retiré de votre compte"

    def test_the_last_one_that_a_mandate_asks_for_stays(self, agent):
        client, _where = sign_in(agent)
        set_up(client)
        url = reverse("accounts:factor_removal", args=[factors_of(agent).application.pk])

        assert client.post(url).status_code == 403
        assert "avant de retirer" in client.get(FACTORS).content.decode()

    def test_acting_under_a_narrower_mandate_lets_nobody_drop_it(self, agent):
        narrow = MandateFactory(person=agent, role=Role.STAFF, school=SchoolFactory())
        client, _where = sign_in(agent)
        set_up(client)
        client.post(reverse("schools:worn"), {"mandate": narrow.pk})
        url = reverse("accounts:factor_removal", args=[factors_of(agent).application.pk])

        assert client.post(url).status_code == 403

        assert factors_of(agent).number == 1

    def test_one_of_two_may_go(self, agent):
        client, _where = sign_in(agent)
        set_up(client)
        actions.add_key(agent, by=actor(agent), name="Clé bleue", credential={})

        actions.remove_factor(agent, factors_of(agent).application, by=actor(agent))

        assert factors_of(agent).number == 1
        assert factors_of(agent).codes_left == 10

    def test_nobody_removes_or_adds_for_somebody_else(self, agent):
        other = UserFactory()
        factor = Authenticator(user=other, type="totp", pk=1)

        for verb, args in (
            (actions.remove_factor, (other, factor)),
            (actions.renew_codes, (other,)),
        ):
            with pytest.raises(Refused, match="propre second facteur"):
                verb(*args, by=actor(agent))
        with pytest.raises(Refused):
            actions.add_key(other, by=actor(agent), name="x", credential={})

    def test_what_is_gone_is_gone_once(self, agent):
        actions.add_key(agent, by=actor(agent), name="Une", credential={})
        actions.add_key(agent, by=actor(agent), name="Deux", credential={})
        key = factors_of(agent).keys[0]
        actions.remove_factor(agent, key, by=actor(agent))
        before = Entry.objects.count()

        person = UserFactory()
        actions.add_key(person, by=actor(person), name="Une", credential={})
        actions.add_key(person, by=actor(person), name="Deux", credential={})
        actions.remove_factor(person, key, by=actor(person))

        assert factors_of(person).number == 2
        assert Entry.objects.count() == before + 2


class TestReset:
    @pytest.fixture
    def admin(self):
        return make_person(Role.REGIONAL_ADMIN)

    @pytest.fixture
    def client(self, agent):
        client, _where = sign_in(agent)
        set_up(client)
        return client

    def test_an_administrator_resets_with_a_reason(self, agent, admin, client, run_worker):
        url = reverse("schools:factors_reset", args=[agent.key])
        administrator = enter(admin)

        assert administrator.post(url, {}).status_code == 422
        assert administrator.post(url, {"reason": "stolen"}).status_code == 302

        assert factors_of(agent).number == 0
        assert client.get("/")["Location"].startswith(reverse("account_login"))
        entry = Entry.objects.get(fact="accounts.person.factors_reset")
        assert entry.person_key == str(admin.key)
        run_worker(NOON)
        letter = Outgoing.objects.filter(person=agent).latest("pk")
        assert "remis à zéro" in letter.subject
        assert "volé" in letter.text

    @pytest.mark.parametrize("reason", ["stolen", "suspect"])
    def test_where_somebody_else_may_have_the_account_its_password_ends_too(
        self, agent, admin, client, run_worker, reason
    ):
        User.objects.filter(pk=agent.pk).update(joined_at=MORNING)
        actions.reset_factors(agent, by=actor(admin), reason=reason)

        credentials = {"login": agent.email, "password": PASSWORD}
        assert Client().post(reverse("account_login"), credentials).status_code == 200
        run_worker(NOON)
        letter = Outgoing.objects.filter(person=agent).latest("pk")
        assert "votre mot de passe n’ouvre plus rien" in letter.text
        assert reverse("account_reset_password") in letter.text

        chosen = actions.change_password(agent, password="un autre préau", at=NOON)
        assert chosen.joined_at == MORNING
        assert Entry.objects.latest("pk").fact == "accounts.person.password_changed"

    def test_a_lost_telephone_leaves_the_password(self, agent, admin, client):
        actions.reset_factors(agent, by=actor(admin), reason="lost")

        _again, _where = sign_in(agent)

    def test_a_session_that_opened_no_page_yet_ends_too(self, agent, admin, at_noon):
        secret, _codes = set_up(sign_in(agent)[0])
        at_noon.shift(timedelta(minutes=5))
        lurking, door = sign_in(agent)
        lurking.post(door, {"code": code_of(secret)})

        actions.reset_factors(agent, by=actor(admin), reason="stolen")

        assert lurking.get("/")["Location"].startswith(reverse("account_login"))

    def test_who_may_not(self, agent, admin, client):
        for by, reason in (
            (make_person(Role.SERVICE_DESK), "administrateur régional"),
            (make_person(Role.REGIONAL_ADMIN, academy="Paris"), "administrateur régional"),
            (agent, "administrateur régional"),
        ):
            verdict = policies.can_reset_factors(actor(by), agent, has_any=True)
            assert not verdict
            assert reason in str(verdict.reason)
        assert not policies.can_reset_factors(actor(admin), admin, has_any=True)
        assert not policies.can_reset_factors(actor(admin), agent, has_any=False)

    def test_a_person_whom_the_administrator_does_not_see_is_absent(self, admin):
        stranger = UserFactory()

        answer = enter(admin).get(reverse("schools:factors_reset", args=[stranger.key]))

        assert answer.status_code == 404

    def test_the_page_of_a_person_shows_the_state(self, agent, admin, client):
        page = enter(admin).get(reverse("schools:person", args=[agent.key])).content.decode()

        assert "10 codes de secours" in page.replace("\xa0", " ")
