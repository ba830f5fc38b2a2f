"""The second factor: whom it is asked of, how it is set up, passed and lost (ROL-7)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from preau.accounts import actions, facts, invitations, policies, sealing
from preau.accounts.factors import factors_of
from preau.accounts.roles import FACTOR_ROLES, Role
from preau.core.verdicts import Refused
from preau.demo.models import Demonstration
from preau.journal.models import Entry
from preau.journal.queries import history
from preau.mail.models import Outgoing
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.totp import code_of
from tests.instants import NOON
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    TerritoryFactory,
    actor,
    make_person,
)
from tests.signing_in import enter
from tests.sweeps.urls import doors

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ROL-7")]

FACTORS = reverse("accounts:factors")
APPLICATION = reverse("accounts:application")


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def agent():
    return make_person(Role.SERVICE_DESK, signs_in=True)


def sign_in(person, client=None):
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client, answer["Location"]


def secret_on(page) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())
    assert found
    return found[1].replace(" ", "")


def set_up(client) -> tuple[str, list[str]]:
    """Go through the pages; the secret and the recovery codes."""
    secret = secret_on(client.get(APPLICATION))
    shown = client.post(APPLICATION, {"code": code_of(secret)})
    assert shown.status_code == 200
    return secret, re.findall(r"<li><code>(\d{8})</code>", shown.content.decode())


def told(person) -> list[str]:
    return list(
        Outgoing.objects.filter(person=person).order_by("pk").values_list("subject", flat=True)
    )


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


def test_an_invitation_chosen_for_a_region_mandate_leads_to_the_factor(client):
    newcomer = UserFactory(email="nouvelle@region.invalid")
    newcomer.set_unusable_password()
    newcomer.save()
    MandateFactory(person=newcomer, role=Role.REGION, school=None)
    url = reverse("accounts:invitation", args=[invitations.token(newcomer, NOON)])

    page = client.post(url, {"password": PASSWORD, "again": PASSWORD}, follow=True)

    assert page.redirect_chain[-1][0] == FACTORS
    assert client.get(APPLICATION).status_code == 200
