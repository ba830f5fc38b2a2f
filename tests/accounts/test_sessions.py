"""Where one is signed in: seen in words, ended one by one or all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from preau.accounts import actions, devices
from preau.accounts.actions.sessions import drop_expired
from preau.accounts.models import Session
from preau.accounts.queries import sessions_of
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from tests.accounts.factories import PASSWORD, UserFactory
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.schools.factories import actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

SESSIONS = reverse("accounts:sessions")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/138.0.0.0 Safari/537.36"
)
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"
)


@pytest.fixture
def person():
    return UserFactory(signs_in=True)


def signed_in(person, user_agent=FIREFOX, address="203.0.113.77"):
    client = Client(headers={"user-agent": user_agent}, REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.get("/").status_code == 200
    return client


class TestList:
    def test_says_device_and_network_and_no_more(self, person):
        client = signed_in(person)
        signed_in(person, IPHONE, "2001:db8:aaaa:bbbb::1")

        page = client.get(SESSIONS).content.decode()

        assert "Firefox sur Windows" in page
        assert "Safari sur un iPhone" in page
        assert "203.0.113.0/24" in page
        assert "2001:db8:aaaa::/48" in page
        kept = " ".join(str(row) for row in Session.objects.values())
        assert "203.0.113.77" not in kept
        assert "Mozilla" not in kept

    def test_says_when_first_and_last_seen(self, person, at_noon):
        client = signed_in(person)
        at_noon.shift(timedelta(minutes=10))
        client.get("/")
        assert Session.objects.get().seen_at == NOON
        at_noon.shift(timedelta(minutes=10))
        client.get("/")

        session = Session.objects.get()

        assert session.opened_at == NOON
        assert session.seen_at == NOON + timedelta(minutes=20)

    def test_leaves_out_what_is_signed_out_or_expired(self, person, at_noon):
        signed_in(person).post(reverse("account_logout"))
        signed_in(person)
        assert len(sessions_of(person, NOON)) == 1
        assert sessions_of(person, NOON + timedelta(days=15)) == []

        drop_expired(NOON)
        assert Session.objects.count() == 1
        drop_expired(NOON + timedelta(days=15))
        assert Session.objects.count() == 0

    def test_is_flat(self, person):
        client = signed_in(person)

        assert_flat(lambda: client.get(SESSIONS), lambda: signed_in(person, IPHONE))


def test_of_two_pages_asked_for_at_once_the_earlier_may_be_noted_last(person):
    first = NOON + timedelta(seconds=1)
    about = {"user_agent": FIREFOX, "address": None}

    for at in (first, NOON):
        actions.note_session(person, "k" * 32, at=at, opened_at=at, **about)

    assert Session.objects.get().seen_at == first


class TestEnding:
    def test_one(self, person):
        here, there = signed_in(person), signed_in(person, IPHONE)
        session = Session.objects.get(system="iphone")
        url = reverse("accounts:session_end", args=[session.pk])

        assert here.get(url).status_code == 200
        assert here.post(url)["Location"] == SESSIONS

        assert there.get("/")["Location"].startswith(reverse("account_login"))
        assert here.get("/").status_code == 200
        assert Entry.objects.get().fact == "accounts.person.sessions_ended"

    def test_the_one_in_use_a_while_after_it_was_last_noted(self, person, at_noon):
        here = signed_in(person)
        url = reverse("accounts:session_end", args=[Session.objects.get().pk])
        at_noon.shift(timedelta(minutes=20))

        assert here.post(url)["Location"] == reverse("account_login")

        assert here.get("/")["Location"].startswith(reverse("account_login"))

    def test_all_others(self, person):
        here, phone, other = signed_in(person), signed_in(person, IPHONE), signed_in(person, EDGE)

        page = here.post(SESSIONS, follow=True)

        assert "2 autres sessions" in page.content.decode()
        assert here.get("/").status_code == 200
        assert phone.get("/").status_code == other.get("/").status_code == 302

    def test_somebody_elses_is_absent(self, person):
        client = signed_in(person)
        signed_in(UserFactory(signs_in=True), IPHONE)
        session = Session.objects.get(system="iphone")

        assert client.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
        with pytest.raises(Refused, match="propres sessions"):
            actions.end_sessions(session.person, [session], by=actor(person))
        assert actions.end_sessions(person, [session], by=actor(person)) == 0
        assert Session.objects.count() == 2

    def test_a_changed_password_ends_the_others_and_keeps_this_one(self, person, at_noon):
        here, there = signed_in(person), signed_in(person, IPHONE)
        at_noon.shift(timedelta(hours=1))
        data = {"oldpassword": PASSWORD, "password1": "un prunier sous la pluie"}

        answer = here.post(
            reverse("account_change_password"), {**data, "password2": data["password1"]}
        )

        assert answer.status_code == 302
        assert here.get("/").status_code == 200
        assert there.get("/").status_code == 302
        (session,) = sessions_of(person, NOON + timedelta(hours=1))
        assert session.opened_at == NOON


class TestWords:
    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            (FIREFOX, "Firefox sur Windows"),
            (IPHONE, "Safari sur un iPhone"),
            (CHROME, "Chrome sur ChromeOS"),
            (EDGE, "Edge sur un Mac"),
            ("curl/8.5", "Un navigateur sur un appareil inconnu"),
            ("", "Un navigateur sur un appareil inconnu"),
        ],
    )
    def test_of_a_device(self, user_agent, words):
        named = devices.in_words(devices.browser_of(user_agent), devices.system_of(user_agent))

        assert named == words

    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.200", "192.0.2.0/24"),
            ("::ffff:192.0.2.200", "192.0.2.0/24"),
            ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
            ("unknown", ""),
            (None, ""),
        ],
    )
    def test_of_a_network(self, address, network):
        assert devices.network_of(address) == network
