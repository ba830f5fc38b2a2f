"""The ledger, a letter, and what CESAME makes of it."""

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
from tests.mail.letters import CLAIRE, mail
from tests.schools.factories import MandateFactory, SchoolFactory, actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-16")]


@pytest.fixture
def agent():
    return make_person("service_desk")


@pytest.fixture
def desk_page(client_for, agent):
    return client_for(agent)


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


class TestRelease:
    @pytest.fixture
    def held(self, desk, arrive, claire):
        return arrive(mail("Plus de réseau", sender="inconnu@ailleurs.invalid"))

    def test_attach_to_a_ticket(self, held, desk, desk_page):
        answer = desk_page.post(
            f"/mail/{held.pk}/attachment/", {"ref": "2026-000007", "seen": held.version}
        )

        held.refresh_from_db()
        assert answer.status_code == 302
        assert (held.outcome, held.reason, held.thread) == ("message", "released", "ticket:7")
        assert held.rule == "cesame"
        assert desk.taken[-1].asked == "message"
        assert [one.fact.outcome for one in history("mail.letter", held.pk)] == ["message"]

    def test_an_unknown_number_is_refused_and_kept(self, held, desk_page):
        answer = desk_page.post(
            f"/mail/{held.pk}/attachment/", {"ref": "n’importe", "seen": held.version}
        )

        assert answer.status_code == 403
        assert "n’importe" in answer.content.decode()
        held.refresh_from_db()
        assert held.outcome == "held"

    def test_make_a_ticket_for_the_correspondent(self, held, desk, desk_page, claire, school):
        answer = desk_page.post(
            f"/mail/{held.pk}/ticket/",
            {"school": "voltaire", "school_key": str(school.pk), "seen": held.version},
        )

        held.refresh_from_db()
        assert answer.status_code == 302
        assert (held.outcome, held.ref) == ("ticket", f"2026-{held.pk:06d}")
        assert desk.taken[-1].sender == claire
        assert desk.taken[-1].school == school

    def test_the_only_lycee_that_the_letter_speaks_for_is_chosen_already(
        self, desk, arrive, desk_page, claire, school
    ):
        SchoolFactory(uai="0910001A", name="Lycée Ailleurs")
        held = arrive(mail("Plus rien au 0750654D.", sender="inconnu@ailleurs.invalid"))
        form = desk_page.get(f"/mail/{held.pk}/ticket/").context["form"]

        answer = desk_page.post(
            f"/mail/{held.pk}/ticket/",
            {"seen": held.version, "proposed": form["proposed"].value(), "school": ""},
        )

        assert form["proposed"].value() == str(school.pk)
        assert answer.status_code == 302
        assert desk.taken[-1].school == school

    def test_several_lycees_are_proposed_with_what_speaks_for_them_and_none_is_chosen(
        self, desk, arrive, desk_page, claire, school
    ):
        other = SchoolFactory(uai="0910001A", name="Lycée Jean-Jaurès")
        make_person("deputy", other, email="claire.bis@ecole.invalid")
        shared = SchoolFactory(uai="0930002B", name="Lycée Suger")
        held = arrive(
            mail(
                "Ni à Voltaire ni ailleurs.",
                sender="ce.0930002B@ailleurs.invalid",
                to="cesame+0910001a@iledefrance.fr",
            )
        )

        form = desk_page.get(f"/mail/{held.pk}/report/").context["form"]

        assert form["proposed"].value() is None
        assert {each.school for each in form.candidates.values()} == {school, other, shared}
        why = [str(each.why) for each in form.candidates.values()]
        assert why == [
            "Le message a été envoyé à son adresse chez nous.",
            "Le message vient de sa boîte aux lettres.",
            "Son nom figure dans le message.",
        ]

    def test_a_lycee_that_is_typed_goes_before_the_one_proposed(
        self, desk, arrive, desk_page, claire, school
    ):
        other = SchoolFactory(uai="0910001A", name="Lycée Jean-Jaurès")
        held = arrive(mail("Plus rien à Jean Jaurès.", sender="inconnu@ailleurs.invalid"))

        desk_page.post(
            f"/mail/{held.pk}/ticket/",
            {"seen": held.version, "proposed": str(other.pk), "school": "voltaire"},
        )

        assert desk.taken[-1].school == school

    def test_where_nothing_is_chosen_the_page_asks(self, held, desk_page):
        answer = desk_page.post(f"/mail/{held.pk}/ticket/", {"seen": held.version})

        assert answer.status_code == 422

    def test_the_lycees_of_the_sender_are_proposed(self, desk, arrive, desk_page, claire, school):
        other = SchoolFactory(uai="0910001A", name="Lycée Jean-Jaurès")
        MandateFactory(person=claire, school=other)
        held = arrive(mail("Plus de réseau.", sender=CLAIRE))

        form = desk_page.get(f"/mail/{held.pk}/ticket/").context["form"]

        assert held.reason == "which_school"
        assert {each.school for each in form.candidates.values()} == {school, other}

    def test_the_files_of_a_released_letter_belong_to_the_lycee(
        self, desk, arrive, desk_page, claire, school
    ):
        photo = {"écran.txt": (b"x", "text/plain")}
        held = arrive(mail(sender="inconnu@ailleurs.invalid", files=photo))
        assert held.files.get().attachment.school is None

        desk_page.post(
            f"/mail/{held.pk}/ticket/",
            {"school": "voltaire", "school_key": str(school.pk), "seen": held.version},
        )

        held.refresh_from_db()
        assert held.files.get().attachment.school == held.school == school

    def test_a_lycee_without_correspondent_gets_no_ticket(self, held, desk_page):
        empty = SchoolFactory(name="Lycée Vide")

        answer = desk_page.post(
            f"/mail/{held.pk}/ticket/",
            {"school": "vide", "school_key": str(empty.pk), "seen": held.version},
        )

        assert answer.status_code == 403

    def test_hand_a_refused_letter_to_the_correspondent(
        self, desk, arrive, desk_page, claire, school
    ):
        teacher = make_person("staff", school)
        refused = arrive(mail(sender=teacher.email))

        desk_page.post(
            f"/mail/{refused.pk}/report/", {"school": "0750654D", "seen": refused.version}
        )

        refused.refresh_from_db()
        assert (refused.outcome, refused.school) == ("report", school)

    def test_refuse_and_set_aside(self, held, desk, arrive, desk_page, school, claire):
        assert (
            desk_page.post(f"/mail/{held.pk}/refusal/", {"seen": held.version}).status_code == 403
        )
        desk_page.post(f"/mail/{held.pk}/machine/", {"seen": held.version})
        held.refresh_from_db()
        assert held.outcome == "machine"

    def test_refuse_a_machine_s_mail_that_was_a_person_s(self, desk, arrive, desk_page, claire):
        letter = arrive(mail(Precedence="bulk"))

        desk_page.post(f"/mail/{letter.pk}/refusal/", {"seen": letter.version})

        letter.refresh_from_db()
        assert (letter.outcome, letter.reason) == ("refused", "released")
        assert letter.answers.get().person == claire

    def test_a_ticket_is_its_authors_where_they_may_send_it(
        self, desk, arrive, desk_page, claire, school
    ):
        letter = arrive(mail(Precedence="bulk"))

        desk_page.post(f"/mail/{letter.pk}/ticket/", {"school": "0750654D", "seen": letter.version})

        assert desk.taken[-1].sender == claire

    def test_it_is_the_correspondents_where_the_author_may_not(
        self, desk, arrive, desk_page, claire, school
    ):
        refused = arrive(mail(sender=make_person("staff", school).email))

        desk_page.post(
            f"/mail/{refused.pk}/ticket/", {"school": "0750654D", "seen": refused.version}
        )

        refused.refresh_from_db()
        assert (refused.outcome, desk.taken[-1].sender) == ("ticket", claire)

    def test_a_stranger_reports_nothing(self, held, desk_page, school):
        answer = desk_page.post(
            f"/mail/{held.pk}/report/", {"school": "0750654D", "seen": held.version}
        )

        assert answer.status_code == 403

    def test_what_no_room_takes_is_refused(self, held, desk_page, desk, school, monkeypatch):
        monkeypatch.setattr(wiring, "ROUTES", {})

        answer = desk_page.post(
            f"/mail/{held.pk}/ticket/", {"school": "0750654D", "seen": held.version}
        )

        held.refresh_from_db()
        assert (answer.status_code, held.outcome) == (403, "held")

    def test_an_unknown_lycee_is_asked_again(self, held, desk_page):
        answer = desk_page.post(
            f"/mail/{held.pk}/ticket/", {"school": "nulle part", "seen": held.version}
        )

        assert answer.status_code == 422

    def test_a_correspondent_decides_nothing(self, desk, arrive, client_for, claire, school):
        refused = arrive(mail(sender=make_person("staff", school).email))

        answer = client_for(claire).post(f"/mail/{refused.pk}/machine/", {"seen": refused.version})

        refused.refresh_from_db()
        assert (answer.status_code, refused.outcome) == (403, "refused")

    def test_a_repeat_is_no_matter_for_decision(self, desk, arrive, desk_page, claire):
        arrive(mail(message_id="<un@ecole.invalid>", received="from a by b"))
        repeat = arrive(mail(message_id="<un@ecole.invalid>", received="from c by d"))

        assert desk_page.get(f"/mail/{repeat.pk}/machine/").status_code == 403
        assert "Voir le premier message" in desk_page.get(f"/mail/{repeat.pk}/").content.decode()

    def test_who_comes_second_is_told(self, held, desk_page):
        desk_page.post(f"/mail/{held.pk}/machine/", {"seen": held.version})

        answer = desk_page.post(
            f"/mail/{held.pk}/attachment/", {"ref": "2026-000007", "seen": held.version}
        )

        assert answer.status_code == 409

    def test_a_letter_that_found_its_place_stays_there(self, desk, arrive, desk_page, claire):
        letter = arrive(mail())

        answer = desk_page.get(f"/mail/{letter.pk}/attachment/")

        assert answer.status_code == 403
        assert (
            desk_page.post(
                f"/mail/{letter.pk}/attachment/", {"ref": "2026-000007", "seen": letter.version}
            ).status_code
            == 403
        )


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
