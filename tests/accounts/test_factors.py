"""The second factor: whom it is asked of, how it is set up and shown."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from preau.accounts import actions, invitations, sealing
from preau.accounts.factors import factors_of
from preau.accounts.roles import FACTOR_ROLES, Role
from preau.core.verdicts import Refused
from preau.demo.models import Demonstration
from preau.journal.models import Entry
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.second_factor import APPLICATION, FACTORS, secret_on, set_up, sign_in, told
from tests.accounts.totp import code_of
from tests.instants import NOON
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    TerritoryFactory,
    actor,
    make_person,
)
from tests.sweeps.urls import doors

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-7"),
    pytest.mark.usefixtures("at_noon"),
]


class TestWhomItIsAskedOf:
    @pytest.mark.parametrize("role", sorted(FACTOR_ROLES))
    def test_a_mandate_beyond_one_lycee_leads_to_set_one_up(self, role):
        place = {
            Role.ONSITE: {"school": SchoolFactory()},
            Role.DIGITAL_OFFICER: {"territory": TerritoryFactory()},
            Role.ACADEMY_SERVICES: {"academy": "Paris"},
        }.get(role, {})
        client, _where = sign_in(make_person(role, signs_in=True, **place))

        page = client.get("/", follow=True)

        assert page.redirect_chain == [(FACTORS, 302)]
        assert "encore une étape" in page.content.decode().lower()

    @pytest.mark.parametrize("role", sorted(set(Role) - FACTOR_ROLES))
    def test_the_lycees_own_people_choose(self, role):
        client, _where = sign_in(make_person(role, SchoolFactory(), signs_in=True))

        assert client.get("/").status_code == 200
        assert client.get(FACTORS).status_code == 200

    def test_every_page_leads_there_and_signing_out_is_possible(self, agent):
        client, _where = sign_in(agent)
        school = SchoolFactory()
        open_names = {"accounts:factors", "accounts:application", "accounts:key"}

        for door in doors():
            if door.is_public or door.name in open_names or not door.is_ours:
                continue
            answer = client.get(door.url(door.sample(school)))
            assert (answer.status_code, answer["Location"]) == (302, FACTORS), door.name

        assert client.post(reverse("account_logout")).status_code == 302
        assert client.get("/").status_code == 302

    def test_a_fragment_sends_the_whole_page(self, agent):
        client, _where = sign_in(agent)

        answer = client.get(reverse("schools:list"), headers={"HX-Request": "true"})

        assert answer["HX-Redirect"] == FACTORS

    def test_a_mandate_given_meanwhile_asks_at_the_next_page(self):
        person = UserFactory(signs_in=True)
        client, _where = sign_in(person)
        assert client.get("/").status_code == 200

        MandateFactory(person=person, role=Role.SERVICE_DESK, school=None)

        assert client.get("/")["Location"] == FACTORS

    def test_the_people_of_a_demonstration_are_spared_by_its_row_alone(self, settings):
        persona = make_person(Role.SERVICE_DESK)
        client = Client()
        client.force_login(persona)
        settings.DEBUG = True
        assert client.get("/").status_code == 302

        Demonstration.objects.create(pk=1, started_at=NOON, ready_at=NOON, seed=1)

        assert client.get("/").status_code == 200

    def test_somebody_real_is_not_spared_in_a_demonstration(self):
        Demonstration.objects.create(pk=1, started_at=NOON, ready_at=NOON, seed=1)
        client = Client()
        client.force_login(make_person(Role.SERVICE_DESK, email="agent@region.example"))

        assert client.get("/")["Location"] == FACTORS


class TestApplication:
    def test_is_set_up_with_its_first_code_and_opens_the_pages(self, agent, run_worker):
        client, _where = sign_in(agent)

        _secret, codes = set_up(client)

        assert len(codes) == 10
        assert client.get("/").status_code == 200
        assert Entry.objects.get(fact="accounts.person.factor_added").person_key == str(agent.key)
        run_worker(NOON)
        assert told(agent) == ["Un second facteur protège votre compte"]

    def test_the_drawing_is_an_image_without_style(self, agent):
        client, _where = sign_in(agent)

        page = client.get(APPLICATION).content.decode()

        assert 'src="data:image/svg+xml;base64,' in page
        assert "style=" not in page

    def test_a_wrong_code_keeps_the_same_secret(self, agent):
        client, _where = sign_in(agent)
        secret = secret_on(client.get(APPLICATION))

        answer = client.post(APPLICATION, {"code": "000000"})

        assert answer.status_code == 422
        assert "demi-minute" in answer.content.decode()
        assert secret_on(answer) == secret
        assert not Authenticator.objects.exists()

    def test_guessing_is_slowed_down(self, agent):
        client, _where = sign_in(agent)
        secret = secret_on(client.get(APPLICATION))
        for guess in range(5):
            client.post(APPLICATION, {"code": f"00000{guess}"})

        refused = client.post(APPLICATION, {"code": code_of(secret)})

        assert refused.status_code == 422
        assert "Attendez cinq minutes" in refused.content.decode()

    def test_a_second_one_is_refused(self, agent):
        client, _where = sign_in(agent)
        set_up(client)

        assert client.get(APPLICATION)["Location"] == FACTORS
        with pytest.raises(Refused, match="déjà"):
            actions.add_application(agent, by=actor(agent), secret="A" * 32)

    def test_its_secret_is_unreadable_in_the_database(self, agent):
        client, _where = sign_in(agent)

        secret, codes = set_up(client)

        stored = " ".join(str(row.data) for row in Authenticator.objects.all())
        assert secret not in stored
        assert not any(code in stored for code in codes)

    def test_a_lost_secret_key_lets_nobody_in(self, settings):
        sealed = sealing.lock("JBSWY3DPEHPK3PXP")
        former = settings.SECRET_KEY
        settings.SECRET_KEY = "another" * 9
        assert sealing.unlock(sealed) != "JBSWY3DPEHPK3PXP"
        assert sealing.unlock(sealed) != sealing.unlock(sealed)

        settings.SECRET_KEY_FALLBACKS = [former]

        assert sealing.unlock(sealed) == "JBSWY3DPEHPK3PXP"

    def test_long_after_signing_in_the_password_is_asked_again(self, at_noon):
        person = UserFactory(signs_in=True)
        client, _where = sign_in(person)
        at_noon.shift(timedelta(minutes=16))

        asked = client.get(APPLICATION)

        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        answer = client.post(asked["Location"], {"password": PASSWORD})
        assert answer["Location"] == APPLICATION
        assert client.get(APPLICATION).status_code == 200


class TestSigningIn:
    @pytest.fixture
    def secret(self, agent):
        return set_up(sign_in(agent)[0])[0]

    @pytest.fixture(autouse=True)
    def later(self, secret, at_noon):
        # The code that set it up does not serve again.
        at_noon.shift(timedelta(minutes=5))

    def test_asks_for_the_code_after_the_password(self, agent, secret):
        client, where = sign_in(agent)
        assert where == reverse("mfa_authenticate")

        answer = client.post(where, {"code": code_of(secret)})

        assert answer["Location"] == "/"
        assert client.get("/").status_code == 200

    def test_whoever_knows_the_password_alone_sees_nothing(self, agent):
        client, where = sign_in(agent)
        school = SchoolFactory()
        wrong = []

        for door in doors():
            if door.is_public:
                continue
            for method in ("get", "post"):
                answer = getattr(client, method)(door.url(door.sample(school)), follow=True)
                if not answer.redirect_chain or answer.redirect_chain[-1][0] != where:
                    wrong.append(f"{method} {door.name}: {answer.redirect_chain}")

        assert not wrong, "\n".join(wrong)

    def test_a_code_is_good_once(self, agent, secret, at_noon):
        first, where = sign_in(agent)
        code = code_of(secret)
        first.post(where, {"code": code})
        at_noon.shift(timedelta(seconds=31))

        second, where = sign_in(agent)
        answer = second.post(where, {"code": code})

        assert answer.status_code == 200
        assert second.get("/").status_code == 302

    def test_a_telephone_half_a_minute_late_is_let_in(self, agent, secret):
        client, where = sign_in(agent)

        answer = client.post(where, {"code": code_of(secret, NOON.timestamp() + 270)})

        assert answer["Location"] == "/"

    def test_guessing_is_slowed_down(self, agent, secret):
        client, where = sign_in(agent)
        for guess in range(5):
            client.post(where, {"code": f"00000{guess}"})

        refused = client.post(where, {"code": code_of(secret)})

        assert "Attendez cinq minutes" in refused.content.decode()

    def test_a_session_from_before_the_factor_has_to_sign_in_again(self, agent):
        client = Client()
        client.force_login(agent)

        answer = client.get("/")

        assert answer["Location"] == reverse("account_login")
        assert "_auth_user_id" not in client.session

    def test_somebody_else_can_sign_in_instead(self, agent):
        client, _where = sign_in(agent)

        client.post(reverse("account_logout"), {"next": reverse("account_login")})

        assert client.get(reverse("account_login")).status_code == 200


#: What a broken browser, or somebody who tries, may send in the place of a key's answer.
NONSENSE = [
    {"id": 1},
    {"id": "a", "rawId": "a", "response": {}, "type": "public-key"},
    {"id": "!!", "rawId": "%%", "response": {}, "type": "public-key"},
    {
        "id": "AA",
        "rawId": "AA",
        "response": {
            "clientDataJSON": "e30",
            "attestationObject": "oA",
            "authenticatorData": "oA",
            "signature": "AA",
        },
        "type": "public-key",
    },
]


class TestNonsenseOfAKey:
    @pytest.mark.parametrize("answer", NONSENSE)
    def test_is_a_wrong_answer_when_a_key_is_added(self, answer):
        person = make_person(Role.CORRESPONDENT, SchoolFactory(), signs_in=True)
        client, _where = sign_in(person)
        page = reverse("accounts:key")
        client.get(page)

        shown = client.post(page, {"name": "Clé", "credential": json.dumps(answer)})

        assert shown.status_code == 422
        assert not factors_of(person).number

    @pytest.mark.parametrize("answer", NONSENSE)
    def test_is_a_wrong_answer_when_one_is_asked_for(self, agent, answer):
        client, _where = sign_in(agent)
        set_up(client)
        outside, door = sign_in(agent)

        asked = outside.post(door, {"credential": json.dumps(answer)})
        again = client.post(
            reverse("mfa_reauthenticate_webauthn"), {"credential": json.dumps(answer)}
        )

        assert asked.status_code == 200
        assert outside.get("/").status_code == 302
        assert again["Location"] == reverse("account_reauthenticate")


def test_an_invitation_chosen_for_a_region_mandate_leads_to_the_factor(client):
    newcomer = UserFactory(email="nouvelle@region.invalid")
    newcomer.set_unusable_password()
    newcomer.save()
    MandateFactory(person=newcomer, role=Role.REGION, school=None)
    url = reverse("accounts:invitation", args=[invitations.token(newcomer, NOON)])

    page = client.post(url, {"password": PASSWORD, "again": PASSWORD}, follow=True)

    assert page.redirect_chain[-1][0] == FACTORS
    assert client.get(APPLICATION).status_code == 200
