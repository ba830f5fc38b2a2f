"""The ledger, and a letter on its page."""

import pytest

from preau.core.verdicts import Refused
from preau.journal.queries import history
from preau.mail import actions, wiring
from preau.mail.actions.releasing import RULE
from preau.mail.models import Letter, Outgoing
from preau.mail.rows import rule_of
from preau.mail.rules import RULES
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.mail.letters import mail
from tests.schools.factories import SchoolFactory, actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-16")]


class TestLedger:
    def test_shows_every_letter_with_its_outcome(self, desk, arrive, desk_page, claire):
        arrive(mail(subject="Écran noir"))
        arrive(mail(subject="Bonjour", sender="inconnu@ailleurs.invalid"))

        page = desk_page.get("/mail/").content.decode()

        assert "Écran noir" in page
        assert "Retenu pour une personne" in page
        assert "Personne n’est connu" in page

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", {"Un", "Deux"}),
            ("?outcome=held", {"Deux"}),
            ("?outcome=ticket", {"Un"}),
            ("?outcome=waiting", set()),
            ("?school=voltaire", {"Un"}),
            ("?q=inconnu", {"Deux"}),
            ("?q=%3Cun%40ecole.invalid%3E", {"Un"}),
            ("?since=2026-10-06", set()),
            ("?until=0001-01-01", set()),
            ("?since=9999-12-31", set()),
            ("?until=2026-10-05", {"Un", "Deux"}),
        ],
    )
    def test_filters_are_in_the_address(self, desk, arrive, desk_page, claire, query, shown):
        arrive(mail(subject="Un", message_id="<un@ecole.invalid>"))
        arrive(mail(subject="Deux", sender="inconnu@ailleurs.invalid"))

        rows = desk_page.get(f"/mail/{query}").context["rows"]

        assert {row.subject for row in rows} == shown

    def test_is_flat(self, desk, arrive, desk_page, claire):
        assert_flat(lambda: desk_page.get("/mail/"), lambda: arrive(mail()))

    def test_a_correspondent_sees_what_was_refused_in_the_lycee(
        self, desk, arrive, client_for, claire, school
    ):
        teacher = make_person("staff", school)
        stranger_to_us = make_person("staff", SchoolFactory())
        refused = arrive(mail(subject="Refusé", sender=teacher.email))
        elsewhere = arrive(mail(subject="Ailleurs", sender=stranger_to_us.email))
        ticket = arrive(mail(subject="Ticket"))
        page = client_for(claire)

        rows = page.get("/mail/").context["rows"]

        assert [row.subject for row in rows] == ["Refusé"]
        assert page.get(f"/mail/{refused.pk}/").status_code == 200
        assert page.get(f"/mail/{elsewhere.pk}/").status_code == 404
        assert page.get(f"/mail/{ticket.pk}/").status_code == 404
        assert page.post(f"/mail/{refused.pk}/source/").status_code == 403
        assert "SHA-256" not in page.get(f"/mail/{refused.pk}/").content.decode()

    def test_an_agent_of_one_academie_does_not_read_the_mail_of_the_region(
        self, desk, arrive, client_for, claire
    ):
        letter = arrive(mail(sender="inconnu@ailleurs.invalid"))
        page = client_for(make_person("service_desk", academy="Versailles"))

        assert page.get("/mail/").status_code == 403
        assert page.get("/mail/outbox/").status_code == 403
        assert page.get(f"/mail/{letter.pk}/").status_code == 404
        assert page.post(f"/mail/{letter.pk}/source/").status_code == 404

    def test_others_are_told_why_not(self, client_for):
        answer = client_for(make_person("field_technician")).get("/mail/")

        assert answer.status_code == 403

    def test_the_outbox_shows_what_failed(self, desk, arrive, desk_page, claire, school):
        teacher = make_person("staff", school)
        arrive(mail(sender=teacher.email))
        Outgoing.objects.update(state="failed", error="550 boîte inconnue")

        page = desk_page.get("/mail/outbox/?state=failed").content.decode()

        assert "550 boîte inconnue" in page
        assert teacher.email in page

    def test_what_failed_is_sent_again(self, desk, arrive, desk_page, claire, school):
        arrive(mail(sender=make_person("staff", school).email))
        failed = Outgoing.objects.get()
        url = f"/mail/outbox/{failed.pk}/sending/"
        assert desk_page.post(url).status_code == 403

        Outgoing.objects.update(state="failed", error="550 boîte inconnue", attempts=9)
        assert desk_page.post(url).status_code == 302

        failed.refresh_from_db()
        assert (failed.state, failed.attempts) == ("due", 0)
        assert [one.fact.name for one in history("mail.outgoing", failed.pk)] == [
            "mail.outgoing.sent_again"
        ]

    def test_a_correspondent_sends_nothing_again(self, desk, arrive, client_for, claire, school):
        arrive(mail(sender=make_person("staff", school).email))

        answer = client_for(claire).post(f"/mail/outbox/{Outgoing.objects.get().pk}/sending/")

        assert answer.status_code == 404


class TestLetter:
    def test_shows_the_reply_and_the_rest_one_click_away(self, desk, arrive, desk_page, claire):
        text = "Oui, c'est réparé.\n\nLe 3 mai 2026 à 10:00, CESAME a écrit :\n> Est-ce réparé ?\n"
        letter = arrive(mail(text))

        page = desk_page.get(f"/mail/{letter.pk}/").content.decode()

        assert "Oui, c&#x27;est réparé." in page
        assert "<details>" in page
        assert "&gt; Est-ce réparé" in page

    def test_html_is_never_shown_as_html(self, desk, arrive, desk_page, claire):
        letter = arrive(mail("<script>alert(1)</script> <b>gras</b>", subject="<i>x</i>"))

        page = desk_page.get(f"/mail/{letter.pk}/").content.decode()

        assert "<script>alert" not in page
        assert "<b>gras" not in page
        assert "<i>x" not in page

    def test_files_come_as_downloads(self, desk, arrive, desk_page, claire):
        letter = arrive(mail(files={"piège.html": (b"<script>1</script>", "text/html")}))
        kept = letter.files.get()

        answer = desk_page.get(f"/mail/{letter.pk}/files/{kept.pk}/")

        assert b"".join(answer.streaming_content) == b"<script>1</script>"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Type"] in {"text/plain", "application/octet-stream"}

    def test_reading_the_source_is_recorded(self, desk, arrive, desk_page, claire, agent):
        raw = mail()
        letter = arrive(raw)

        answer = desk_page.post(f"/mail/{letter.pk}/source/")

        assert b"".join(answer.streaming_content) == raw
        recorded = history("mail.letter", letter.pk)
        assert [one.fact.name for one in recorded] == ["mail.letter.source_read"]
        assert recorded[0].person_key == str(agent.key)
        assert desk_page.get(f"/mail/{letter.pk}/source/").status_code == 405


class TestRule:
    def test_is_told_in_french_to_whoever_keeps_the_ledger(self, desk, arrive, desk_page, claire):
        letter = arrive(mail(sender="inconnu@ailleurs.invalid"))

        page = desk_page.get(f"/mail/{letter.pk}/").content.decode()

        assert '<span title="known_sender">Seule une adresse confirmée dit qui écrit' in page
        assert ">known_sender<" not in page

    @pytest.mark.parametrize("rule", [*(name for name, _rule in RULES), "offer", "crash", RULE])
    def test_each_has_its_sentence(self, rule):
        assert rule_of(Letter(rule=rule)).endswith(".")

    def test_each_room_that_takes_letters_has_its_own(self):
        for name in wiring.ROUTES:
            assert rule_of(Letter(rule=name)).endswith(".")


def test_the_home_panel_counts_what_is_held(desk, arrive, desk_page, agent):
    arrive(mail(subject="Qui suis-je", sender="inconnu@ailleurs.invalid"))

    page = desk_page.get("/").content.decode()

    assert "Qui suis-je" in page


def test_lycees_are_proposed(desk_page, school):
    assert "Lycée Voltaire" in desk_page.get("/mail/schools/?q=volt").content.decode()


def test_waiting_letters_have_a_page(desk_page):
    letter = actions.receive(mail(), road="smtp", at=NOON)

    assert desk_page.get(f"/mail/{letter.pk}/").status_code == 200
    assert Letter.objects.count() == 1


def test_a_letter_that_has_left_is_not_sent_again(desk, arrive, desk_page, claire, school):
    arrive(mail(sender=make_person("staff", school).email))
    letter = Outgoing.objects.get()

    answer = desk_page.post(f"/mail/outbox/{letter.pk}/sending/")

    assert answer.status_code == 403
    letter.refresh_from_db()
    assert letter.state == "due"


def test_only_who_keeps_the_ledger_sends_a_letter_again(desk, arrive, claire, school):
    arrive(mail(sender=make_person("staff", school).email))
    Outgoing.objects.update(state="failed")

    with pytest.raises(Refused):
        actions.send_again(Outgoing.objects.get(), by=actor(claire, NOON))

    assert Outgoing.objects.get().state == "failed"
