"""The page for people without account: silent about people, and each message a letter."""

from __future__ import annotations

import re
import uuid
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client

from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.files import store
from preau.mail import actions, queries, tasks
from preau.mail.models import Delivery, Letter, Outgoing
from preau.mail.shelf import RAW
from preau.tickets.models import Ticket
from tests.instants import NOON
from tests.mail.letters import mail
from tests.schools.factories import SchoolFactory, actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-3")]


@pytest.fixture(autouse=True)
def _no_memory():
    cache.clear()


@pytest.fixture
def school():
    return SchoolFactory(
        uai="0750654D",
        name="Lycée Chaptal",
        commune="Paris",
        phone="01 45 22 76 95",
        email="ce.0750654d@ac-paris.invalid",
    )


def message(**changes):
    return {
        "name": "Ève Martin",
        "email": "eve@ailleurs.invalid",
        "text": "Bonjour,\nje remplace M. Durand.\n",
        "website": "",
        "request_key": str(uuid.uuid4()),
        **changes,
    }


def leave(client=None, **changes):
    return (client or Client()).post("/contact/0750654D/", message(**changes))


def read():
    while tasks.read_waiting(NOON, 50):
        pass
    return Letter.objects.latest("pk")


class TestChoice:
    def test_one_lycee_that_fits_is_shown_at_once(self, school):
        answer = Client().get("/contact/", {"school": "chaptal paris"})

        assert answer.status_code == 302
        assert answer["Location"] == "/contact/0750654D/"

    @pytest.mark.parametrize("words", ["0750654d", "CHAPTAL", "lycee  Chaptal"])
    def test_by_uai_name_or_commune(self, school, words):
        assert Client().get("/contact/", {"school": words})["Location"] == "/contact/0750654D/"

    def test_several_are_listed_for_those_without_javascript(self, school):
        SchoolFactory(name="Lycée Balzac", commune="Paris")

        answer = Client().get("/contact/", {"school": "paris"})

        assert answer.status_code == 200
        assert "/contact/0750654D/" in answer.content.decode()
        assert "Balzac" in answer.content.decode()

    def test_a_long_list_is_cut_and_says_so(self):
        SchoolFactory.create_batch(45, commune="Créteil")

        page = Client().get("/contact/", {"school": "creteil"}).content.decode()

        assert page.count('<li><a href="/contact/') == 40
        assert "ajoutez la commune" in page

    def test_the_proposal_that_was_taken_counts_before_its_words(self, school):
        SchoolFactory(name="Lycée Chaptal", commune="Mende")

        answer = Client().get("/contact/", {"school": "Lycée Chaptal", "school_key": "0750654D"})

        assert answer["Location"] == "/contact/0750654D/"

    @pytest.mark.parametrize("words", ["", "zzz introuvable", "x" * 100, "a\x00b"])
    def test_words_that_fit_nothing_are_told(self, school, words):
        answer = Client().get("/contact/", {"school": words})

        assert answer.status_code == 422

    def test_proposals_come_as_one_types(self, school):
        page = Client().get("/contact/schools/", {"q": "chap"}).content.decode()

        assert "Chaptal" in page
        assert "0750654D" in page
        assert (
            "Chaptal" not in Client().get("/contact/schools/", {"q": "chap\x00x"}).content.decode()
        )

    def test_a_closed_lycee_is_not_offered(self, school):
        SchoolFactory(uai="0750655E", name="Lycée Fermé", closed_on=NOON.date())

        assert Client().get("/contact/", {"school": "ferme"}).status_code == 422
        assert Client().get("/contact/0750655E/").status_code == 404
        assert Client().get("/contact/inconnu/").status_code == 404


class TestWhom:
    def test_says_functions_and_what_is_public_and_names_nobody(self, school):
        people = [
            make_person(role, school) for role in (Role.HEAD, Role.CORRESPONDENT, Role.DEPUTY)
        ]

        page = Client().get("/contact/0750654D/").content.decode()

        for person in people:
            assert person.last_name not in page
            assert person.email not in page
        assert "correspondant informatique" in page
        assert school.phone in page
        assert school.email in page
        assert "cesame@iledefrance.fr" in page

    def test_the_region_s_address_can_be_another(self, school, settings):
        settings.PREAU_CONTACT_ADDRESS = "lycees@region.invalid"

        assert "lycees@region.invalid" in Client().get("/contact/0750654D/").content.decode()

    def test_whoever_is_signed_in_reads_it_too(self, school, client_for):
        client = client_for(make_person(Role.STAFF, school))

        assert client.get("/contact/0750654D/").status_code == 200

    @pytest.mark.parametrize("path", ["/account/login/", "/n-existe-pas-ici"])
    def test_sign_in_and_errors_lead_there(self, path):
        client = Client()
        client.raise_request_exception = False

        assert "/contact/" in client.get(path, follow=True).content.decode()


class TestMessage:
    def test_is_a_letter_kept_raw_and_held_for_a_person(self, school):
        answer = leave()

        assert answer["Location"] == "/contact/sent/"
        raw = store.read(Letter.objects.get().sha256, shelf=RAW)
        written = message_from_bytes(raw)
        assert "Chaptal (0750654D)" in str(make_header(decode_header(written["Subject"])))
        letter = read()
        assert Delivery.objects.get().road == "form"
        assert (letter.state, letter.outcome, letter.reason) == ("held", "held", "contact_page")
        assert (letter.from_name, letter.from_email) == ("Ève Martin", "eve@ailleurs.invalid")
        assert letter.school == school
        assert "je remplace M. Durand." in letter.text
        assert queries.balance().is_even

    def test_nothing_is_sent_to_anyone_and_no_ticket_is_made(self, school, run_worker):
        correspondent = make_person(Role.CORRESPONDENT, school)
        leave(email=correspondent.email, text="URGENT : réseau coupé")
        run_worker(NOON)

        assert Letter.objects.get().reason == "contact_page"
        assert Letter.objects.get().sender is None
        assert not Outgoing.objects.exists()
        assert not Ticket.objects.exists()

    def test_released_it_is_in_nobodys_name_whatever_address_was_typed(self, school):
        correspondent = make_person(Role.CORRESPONDENT, school)
        stranger_to_it = make_person(Role.STAFF, SchoolFactory())
        leave(email=stranger_to_it.email)
        letter = read()
        cesame = actor(make_person(Role.SERVICE_DESK))

        for verb, place in ((actions.make_report, {"school": school}), (actions.refuse, {})):
            with pytest.raises(Refused, match="expéditeur"):
                verb(letter, by=cesame, seen=letter.version, **place)
        actions.make_ticket(letter, by=cesame, seen=letter.version, school=school)

        letter.refresh_from_db()
        assert letter.sender is None
        assert Ticket.objects.get().sent_by == correspondent
        assert not Outgoing.objects.filter(person=stranger_to_it).exists()

    def test_our_own_address_as_the_sender_is_still_left_to_a_person(self, school):
        leave(email="cesame@iledefrance.fr")

        assert read().reason == "contact_page"

    def test_a_letter_by_mail_is_not_taken_for_one(self, school, arrive):
        assert arrive(mail(subject="Page de contact : 0750654D")).reason == "unknown_sender"

    def test_the_ledger_shows_it_with_its_road(self, school, client_for):
        leave()
        letter = read()
        client = client_for(make_person(Role.SERVICE_DESK))

        assert "eve@ailleurs.invalid" in client.get("/mail/?outcome=held").content.decode()
        page = client.get(letter.get_absolute_url()).content.decode()
        assert "Page de contact" in page
        assert "Lycée Chaptal" in page

    def test_a_correspondent_does_not_read_it(self, school, client_for):
        leave()
        letter = read()
        client = client_for(make_person(Role.CORRESPONDENT, school))

        assert client.get(letter.get_absolute_url()).status_code == 404

    def test_sent_twice_it_is_one_message(self, school):
        twice = message()
        for _ in range(2):
            Client().post("/contact/0750654D/", twice)
        read()

        assert Letter.objects.exclude(outcome="duplicate").count() == 1
        assert queries.balance().is_even

    def test_markup_stays_text(self, school, client_for):
        attack = '<script>alert("x")</script><img src=x onerror=alert(1)>'
        leave(name=attack[:90], text=attack)
        letter = read()
        client = client_for(make_person(Role.SERVICE_DESK))

        for url in ("/mail/", letter.get_absolute_url()):
            page = client.get(url).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
        again = leave(name=attack[:90], text=attack, email="pas une adresse")
        assert "<script>alert" not in again.content.decode()

    @pytest.mark.parametrize(
        "name", ["Ève\r\nBcc: tous@ecole.invalid", "=?utf-8?q?x?=", '"<a@b.c>', "名前", "x\x0by"]
    )
    def test_a_name_cannot_write_headers(self, school, name):
        leave(name=name)

        written = message_from_bytes(store.read(Letter.objects.get().sha256, shelf=RAW))
        assert written["Bcc"] is None
        assert read().from_email == "eve@ailleurs.invalid"

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": ""},
            {"name": "x" * 101},
            {"email": "sans arobase"},
            {"email": "ève@ailleurs.invalid"},
            {"email": "x@été.invalid"},
            {"email": '"a@b"@ailleurs.invalid'},
            {"email": "x@[127.0.0.1]"},
            {"text": ""},
            {"text": "x" * 5_001},
            {"website": "http://spam.invalid"},
            {"request_key": "x"},
        ],
    )
    def test_what_is_wrong_is_told_and_kept_on_the_page(self, school, changes):
        answer = leave(**changes)

        assert answer.status_code == 422
        assert not Letter.objects.exists()
        if "text" not in changes:
            assert "je remplace M. Durand." in answer.content.decode()

    def test_controls_of_the_text_are_left_out(self, school):
        leave(text="a\x08b\u202ec\r\nd")

        assert "ab" in read().text.replace("\u202e", "")

    def test_no_form_of_another_site_is_taken(self, school):
        client = Client(enforce_csrf_checks=True)

        assert leave(client).status_code == 403
        assert not Letter.objects.exists()

        page = client.get("/contact/0750654D/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        assert leave(client, csrfmiddlewaretoken=token).status_code == 302


class TestThrottle:
    def test_one_address_leaves_five_messages_an_hour(self, school):
        answers = [leave(text=f"n° {n}").status_code for n in range(6)]

        assert answers == [302] * 5 + [429]
        assert Letter.objects.count() == 5
        refused = leave(text="gardé tel quel")
        assert "gardé tel quel" in refused.content.decode()
        assert leave(email="autre@ailleurs.invalid").status_code == 302

    def test_one_place_leaves_twenty(self, school):
        answers = [leave(email=f"n{n}@ailleurs.invalid").status_code for n in range(21)]

        assert answers == [302] * 20 + [429]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestBrowser:
    @pytest.mark.parametrize("width", [360, 1280])
    def test_a_stranger_finds_the_lycee_and_leaves_a_message(
        self, school, live_server, page, width
    ):
        SchoolFactory(name="Lycée Chaptal", commune="Mende")
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}/account/login/")
        page.get_by_role("link", name="Pas de compte").click()
        self.look(page, width)
        page.get_by_label("Votre lycée").type("chap", delay=20)
        page.get_by_role("option", name="Paris").click()
        page.get_by_role("button", name="Continuer").click()
        assert page.url.endswith("/contact/0750654D/")
        self.look(page, width)
        page.get_by_role("button", name="Envoyer le message").click()
        self.look(page, width)
        page.get_by_label("Votre nom").fill("Ève Martin")
        page.get_by_label("Votre adresse électronique").fill("eve@ailleurs.invalid")
        page.get_by_label("Votre message").fill("Bonjour.")
        page.get_by_role("button", name="Envoyer le message").click()
        assert page.url.endswith("/contact/sent/")
        self.look(page, width)
        assert Letter.objects.count() == 1

    def look(self, page, width):
        violations = Axe().run(page).response["violations"]
        assert [v["id"] for v in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
