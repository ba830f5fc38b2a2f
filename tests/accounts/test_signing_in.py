"""Signing in: by address and password, throttled; nobody signs up; invitations are good once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from preau.accounts import actions, invitations
from preau.accounts.actions import Newcomer
from preau.accounts.models import User
from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from tests.accounts.factories import PASSWORD, UserFactory
from tests.instants import NOON

pytestmark = pytest.mark.django_db

PREAU = Actor.preau(NOON)


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


class TestSignIn:
    def test_by_address_whatever_its_capitals(self, client):
        person = UserFactory(signs_in=True, email="claire@ecole.invalid")

        answer = sign_in(client, "Claire@Ecole.invalid")

        assert answer.status_code == 302
        person.refresh_from_db()
        assert person.last_login is not None

    def test_needs_no_message_for_it(self, client):
        person = UserFactory(signs_in=True)

        sign_in(client, person.email)

        assert "notice--well" not in client.get("/").content.decode()

    def test_a_wrong_password_says_what_to_do(self, client):
        person = UserFactory(signs_in=True)

        page = sign_in(client, person.email, "autre chose")

        assert "ne vont pas ensemble" in page.content.decode()

    def test_too_many_attempts_say_how_long_to_wait(self, client):
        person = UserFactory(signs_in=True)
        for _ in range(5):
            sign_in(client, person.email, "autre chose")

        refused = sign_in(client, person.email)

        assert "Attendez cinq minutes" in refused.content.decode()

    def test_after_the_wait_the_right_password_opens(self, client):
        person = UserFactory(signs_in=True)
        with time_machine.travel(NOON):
            for _ in range(5):
                sign_in(client, person.email, "autre chose")
        with time_machine.travel(NOON + timedelta(minutes=5, seconds=1)):
            assert sign_in(client, person.email).status_code == 302

    def test_a_closed_account_does_not_open(self, client):
        person = UserFactory(signs_in=True, is_active=False)

        sign_in(client, person.email)

        assert client.get(reverse("accounts:profile")).status_code == 302

    def test_nobody_signs_up(self, client):
        data = {"email": "moi@ailleurs.invalid", "password1": PASSWORD}

        page = client.post(reverse("account_signup"), data)

        assert page.status_code == 200
        assert not User.objects.exists()

    def test_the_session_ends_with_the_browser_unless_asked_otherwise(self, client):
        person = UserFactory(signs_in=True)

        sign_in(client, person.email)

        assert client.session.get_expire_at_browser_close()


class TestInvitation:
    @pytest.fixture
    def person(self):
        newcomer = Newcomer(email="ines@ecole.invalid", first_name="Inès", last_name="Bernard")
        return actions.open_account(newcomer, by=PREAU)

    def url(self, person, at=NOON):
        return reverse("accounts:invitation", args=[invitations.token(person, at)])

    def test_chooses_a_password_once(self, client, person):
        url = self.url(person)
        with time_machine.travel(NOON):
            answer = client.post(url, {"password": PASSWORD, "again": PASSWORD})
            assert answer.status_code == 302
            assert client.get(url).status_code == 404

        person.refresh_from_db()
        assert person.check_password(PASSWORD)
        assert person.has_access
        assert person.emailaddress_set.get().verified
        assert Entry.objects.filter(fact="accounts.person.joined").exists()

    @pytest.mark.parametrize(("late", "status"), [(-1, 200), (0, 404)])
    def test_is_good_for_a_fortnight(self, client, person, late, status):
        with time_machine.travel(NOON + timedelta(days=14, seconds=late), tick=False):
            assert client.get(self.url(person)).status_code == status

    def test_a_changed_link_is_worth_nothing(self, client, person):
        token = invitations.token(person, NOON)

        for wrong in (token[:-2], token + "x", "abc", "a:b:c"):
            assert invitations.person_of(wrong, NOON) is None

    @pytest.mark.parametrize(
        ("password", "again"),
        [
            ("court", "court"),
            ("123456789012345", "123456789012345"),
            (PASSWORD, "autre phrase longue"),
            ("ines bernard", "ines bernard"),
        ],
    )
    def test_refuses_weak_passwords_and_slips(self, client, person, password, again):
        with time_machine.travel(NOON):
            answer = client.post(self.url(person), {"password": password, "again": again})

        assert answer.status_code == 422
        person.refresh_from_db()
        assert not person.has_access


class TestActions:
    def test_one_account_per_address(self):
        first = actions.open_account(Newcomer(email="A@x.invalid", first_name="A"), by=PREAU)
        again = actions.open_account(Newcomer(email="a@X.invalid", last_name="Z"), by=PREAU)

        assert first == again
        assert again.name == "A Z"

    def test_an_address_of_the_regions_list_is_confirmed(self):
        newcomer = Newcomer(email="a@x.invalid")

        person = actions.open_account(newcomer, by=PREAU, confirmed=True)
        actions.open_account(newcomer, by=PREAU, confirmed=True)

        assert person.emailaddress_set.get().verified
        confirmed = Entry.objects.filter(fact="accounts.person.address_confirmed")
        assert confirmed.count() == 1

    def test_details_are_corrected_by_oneself(self):
        person, other = UserFactory(), UserFactory()
        oneself = Actor(at=NOON, person=person, key=str(person.key))

        actions.correct(person, by=oneself, phone="01 02 03 04 05")
        actions.correct(person, by=oneself, phone="01 02 03 04 05")

        person.refresh_from_db()
        assert person.phone == "01 02 03 04 05"
        assert Entry.objects.count() == 1
        with pytest.raises(Refused, match="propres coordonnées"):
            actions.correct(other, by=oneself, phone="x")

    def test_who_can_sign_in_is_not_invited(self):
        with pytest.raises(Refused, match="peut déjà se connecter"):
            actions.invite(UserFactory(signs_in=True), by=PREAU)

    def test_a_stranger_invites_nobody(self):
        person = actions.open_account(Newcomer(email="a@x.invalid"), by=PREAU)

        with pytest.raises(Refused, match="mandat"):
            actions.invite(person, by=Actor(at=NOON, key=""))

    def test_a_link_followed_twice_at_once_sets_one_password(self):
        person = actions.open_account(Newcomer(email="a@x.invalid"), by=PREAU)
        first, second = User.objects.get(pk=person.pk), User.objects.get(pk=person.pk)
        actions.join(first, password=PASSWORD, at=NOON)

        with pytest.raises(Refused, match="vient d’être choisi"):
            actions.join(second, password="un autre mot de passe", at=NOON)

        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_changing_a_password_is_written_down(self):
        person = UserFactory(signs_in=True)

        actions.change_password(person, password="un prunier sous la pluie", at=NOON)

        assert Entry.objects.get().fact == "accounts.person.password_changed"

    def test_the_first_password_chosen_by_a_reset_joins(self):
        person = actions.open_account(Newcomer(email="a@x.invalid"), by=PREAU)

        actions.change_password(person, password=PASSWORD, at=NOON)

        person.refresh_from_db()
        assert person.joined_at == NOON
        assert person.emailaddress_set.get().verified


class TestProfile:
    def test_shows_and_corrects_ones_details(self, client_for):
        person = UserFactory(first_name="Claire", last_name="Martin")
        client = client_for(person)

        data = {"first_name": "Claire", "last_name": "Roy", "title": "DDFPT", "phone": ""}
        answer = client.post(reverse("accounts:details"), data, follow=True)

        page = answer.content.decode()
        assert "Claire Roy" in page
        assert "DDFPT" in page
        assert person.email in page

    def test_a_missing_name_is_asked_for(self, client_for):
        answer = client_for(UserFactory()).post(reverse("accounts:details"), {"first_name": ""})

        assert answer.status_code == 422


def test_an_account_opened_meanwhile_is_found_again(monkeypatch):
    newcomer = Newcomer(email="ines@ecole.invalid", first_name="Inès")
    first = actions.open_account(newcomer, by=PREAU)
    monkeypatch.setattr(actions.people, "person_known_by", lambda address: None)

    assert actions.open_account(newcomer, by=PREAU) == first
