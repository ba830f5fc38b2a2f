"""What the desk decides of a held letter."""

import pytest

from preau.journal.queries import history
from preau.mail import wiring
from tests.mail.letters import CLAIRE, mail
from tests.schools.factories import MandateFactory, SchoolFactory, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-16")]


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
