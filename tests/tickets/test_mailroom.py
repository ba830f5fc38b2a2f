"""From a letter to a ticket, a message, a report, or a person's desk (INC-2, INC-3)."""

from email.message import EmailMessage

import pytest

from preau.accounts.roles import Role
from preau.mail import actions as mail
from preau.mail.models import Letter, Outgoing
from preau.schools.models import School
from preau.tickets import actions, queries
from preau.tickets.models import Report, Ticket
from preau.tickets.states import Status, Urgency
from tests.instants import MORNING, NOON, TOMORROW
from tests.schools.factories import RoomFactory, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


def written(sender, subject, body, **headers):
    message = EmailMessage()
    message["From"] = sender.email if hasattr(sender, "email") else sender
    message["To"] = "cesame@region.invalid"
    message["Subject"] = subject
    message["Message-ID"] = f"<{abs(hash((str(sender), subject, body)))}@lycee.invalid>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def arrive(message, run_worker, at=NOON) -> Letter:
    letter = mail.receive(message.as_bytes(), road="smtp", at=at)
    run_worker(at)
    letter.refresh_from_db()
    return letter


@pytest.mark.requirement("INC-2", "INC-3")
class TestFirstLetter:
    def test_of_a_correspondent_becomes_a_numbered_acknowledged_ticket(self, run_worker):
        crew = Crew()
        room = RoomFactory(school=crew.school, name="B204")
        letter = arrive(
            written(
                crew.correspondent,
                "Vidéoprojecteur en panne, urgence : très haut",
                "Bonjour,\n\nLe vidéoprojecteur de la salle B204 ne s’allume plus.\n",
            ),
            run_worker,
        )

        ticket = Ticket.objects.get()
        assert (letter.outcome, letter.ref) == ("ticket", ticket.ref)
        assert ticket.urgency == Urgency.VERY_HIGH
        assert ticket.form.code == "displays"
        assert ticket.room == room
        assert ticket.received_at == NOON
        answer = Outgoing.objects.get(template="tickets/letters/acknowledged")
        assert answer.to_email == crew.correspondent.email
        assert ticket.ref in answer.subject
        assert "lundi 5 octobre" in answer.text
        assert answer.in_reply_to == letter.message_id

    def test_without_urgency_says_that_medium_was_taken_and_asks_what_is_missing(self, run_worker):
        crew = Crew()

        arrive(written(crew.deputy, "Panne", "Un ordinateur ne démarre plus."), run_worker)

        assert Ticket.objects.get().urgency == Urgency.MEDIUM
        answer = Outgoing.objects.get(template="tickets/letters/acknowledged")
        assert "nous avons retenu « moyen »" in answer.text
        assert "depuis quand" in answer.text

    def test_of_staff_is_a_report_where_the_service_is_open(self, run_worker):
        crew = Crew()
        School.objects.filter(pk=crew.school.pk).update(reporting_mode="all_staff")

        letter = arrive(written(crew.teacher, "Panne", "Plus de son en B12."), run_worker)

        assert letter.outcome == "report"
        assert Report.objects.get().author == crew.teacher
        assert not Ticket.objects.exists()

    def test_of_staff_is_refused_where_it_is_closed(self, run_worker):
        crew = Crew()

        letter = arrive(written(crew.teacher, "Panne", "Plus de son en B12."), run_worker)

        assert letter.outcome == "refused"
        answer = Outgoing.objects.get()
        assert answer.to_email == crew.teacher.email
        assert crew.correspondent.name in answer.text

    def test_of_a_stranger_is_held_without_an_answer(self, run_worker):
        letter = arrive(written("inconnu@ailleurs.invalid", "Panne", "Aidez-moi"), run_worker)

        assert letter.outcome == "held"
        assert not Outgoing.objects.exists()
        assert not Ticket.objects.exists()


@pytest.mark.requirement("INC-3", "INC-16")
class TestReply:
    def acknowledged(self, crew, run_worker):
        arrive(
            written(crew.correspondent, "Panne", "Rien ne marche en salle 12."),
            run_worker,
            at=MORNING,
        )
        return Ticket.objects.get(), Outgoing.objects.get()

    def test_by_message_id_joins_the_ticket(self, run_worker):
        crew = Crew()
        ticket, answer = self.acknowledged(crew, run_worker)

        letter = arrive(
            written(crew.deputy, "Re: Panne", "Depuis ce matin.", In_Reply_To=answer.message_id),
            run_worker,
            at=TOMORROW,
        )

        assert (letter.outcome, letter.ref) == ("message", ticket.ref)
        assert ticket.messages.last().body == "Depuis ce matin."
        assert Ticket.objects.count() == 1

    def test_that_keeps_only_the_number_in_its_subject_opens_no_twin(self, run_worker):
        crew = Crew()
        ticket, _answer = self.acknowledged(crew, run_worker)

        letter = arrive(
            written(crew.deputy, f"TR: [{ticket.ref}] Panne", "Toujours rien."),
            run_worker,
            at=TOMORROW,
        )

        assert (letter.outcome, letter.ref) == ("message", ticket.ref)
        assert Ticket.objects.count() == 1

    def test_with_the_number_of_another_lycee_opens_a_ticket_of_its_own(self, run_worker):
        crew, other = Crew(), Crew()
        ticket, _answer = self.acknowledged(crew, run_worker)

        letter = arrive(
            written(other.correspondent, f"[{ticket.ref}] Panne", "Chez nous aussi."), run_worker
        )

        assert letter.outcome == "ticket"
        assert letter.ref != ticket.ref
        assert ticket.messages.count() == 1

    def test_of_a_stranger_does_not_enter_the_ticket(self, run_worker):
        crew = Crew()
        ticket, answer = self.acknowledged(crew, run_worker)

        letter = arrive(
            written(
                "curieux@ailleurs.invalid",
                f"Re: [{ticket.ref}] Panne",
                "Et alors ?",
                In_Reply_To=answer.message_id,
            ),
            run_worker,
        )

        assert letter.outcome == "held"
        assert ticket.messages.count() == 1

    def test_of_a_correspondent_elsewhere_does_not_enter_either(self, run_worker):
        crew, other = Crew(), Crew()
        ticket, answer = self.acknowledged(crew, run_worker)

        letter = arrive(
            written(other.correspondent, "Re: Panne", "Moi aussi.", In_Reply_To=answer.message_id),
            run_worker,
        )

        assert (letter.outcome, letter.reason) == ("held", "not_a_party")
        assert ticket.messages.count() == 1

    @pytest.mark.requirement("INC-16")
    def test_thank_you_neither_refuses_nor_reopens(self, run_worker):
        crew = Crew()
        ticket = factories.technically_closed(crew, at=MORNING)
        run_worker(NOON)
        notice = Outgoing.objects.get(
            template="tickets/letters/technically_closed", person=crew.correspondent
        )

        arrive(
            written(crew.correspondent, "Re:", "Merci !", In_Reply_To=notice.message_id),
            run_worker,
        )

        ticket.refresh_from_db()
        assert ticket.status == Status.TECHNICALLY_CLOSED

    def test_of_the_contractor_stays_among_the_services(self, run_worker):
        crew = Crew()
        ticket = factories.dispatched(crew, at=MORNING)
        run_worker(NOON)
        notice = Outgoing.objects.get(template="tickets/letters/handed", person=crew.dispatcher)

        arrive(
            written(crew.dispatcher, "Re:", "Pièce commandée.", In_Reply_To=notice.message_id),
            run_worker,
        )

        assert ticket.messages.last().audience == "exchange"

    def test_a_former_correspondent_no_longer_enters(self, run_worker):
        crew = Crew()
        ticket, answer = self.acknowledged(crew, run_worker)
        crew.correspondent.mandates.update(ends_at=NOON)

        letter = arrive(
            written(crew.correspondent, "Re: Panne", "Encore.", In_Reply_To=answer.message_id),
            run_worker,
            at=NOON,
        )

        assert letter.outcome == "held"
        assert ticket.messages.count() == 1


def test_a_letter_that_cesame_attaches_is_nobodys_answer(run_worker):
    crew = Crew()
    ticket = factories.appointed(crew, at=MORNING)
    ticket = actions.nudge(ticket, by=crew.actor("correspondent", NOON))
    letter = arrive(
        written("inconnu@ailleurs.invalid", "Au sujet de la panne", "Voici."), run_worker
    )

    mail.attach(letter, by=crew.actor("agent", TOMORROW), seen=letter.version, ref=ticket.ref)

    ticket.refresh_from_db()
    assert ticket.nudge_due_at is not None
    last = queries.timeline(ticket, crew.actor("correspondent", TOMORROW))[-1]
    assert "a joint un courriel" in last.sentence


def test_a_dispatcher_opens_no_ticket_by_mail(run_worker):
    dispatcher = make_person(Role.DISPATCHER)

    letter = arrive(written(dispatcher, "Question", "Bonjour"), run_worker)

    assert letter.outcome == "refused"
    assert not Ticket.objects.exists()


@pytest.mark.requirement("ROL-4", "INC-3")
class TestReplyAboutAReport:
    def reported(self, crew, run_worker):
        School.objects.filter(pk=crew.school.pk).update(reporting_mode="all_staff")
        arrive(
            written(crew.teacher, "Plus de son", "Les enceintes sont muettes."),
            run_worker,
            at=MORNING,
        )
        return Report.objects.get(), Outgoing.objects.get(template="tickets/letters/reported")

    def test_of_the_correspondent_is_on_the_report_and_its_author_reads_it(
        self, run_worker, client_for
    ):
        crew = Crew()
        report, notice = self.reported(crew, run_worker)

        letter = arrive(
            written(
                crew.correspondent, "Re:", "Dans quelle salle ?", In_Reply_To=notice.message_id
            ),
            run_worker,
        )

        assert (letter.outcome, letter.reason) == ("message", "answers_report")
        assert report.messages.get().body == "Dans quelle salle ?"
        told = Outgoing.objects.get(template="tickets/letters/report_written")
        assert told.to_email == crew.teacher.email
        assert "Dans quelle salle" in told.text
        page = client_for(crew.teacher).get(report.get_absolute_url()).content.decode()
        assert "Dans quelle salle ?" in page
        report.refresh_from_db()
        assert report.status == "open"

    def test_of_its_author_goes_to_the_correspondent_with_its_files(self, run_worker, client_for):
        crew = Crew()
        report, _notice = self.reported(crew, run_worker)
        actions.write_on_report(report, by=crew.actor("correspondent", NOON), body="Où donc ?")
        run_worker(NOON)
        asked = Outgoing.objects.get(template="tickets/letters/report_written")
        message = written(crew.teacher, "Re:", "En B204.", In_Reply_To=asked.message_id)
        message.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="photo.gif")

        letter = arrive(message, run_worker, at=TOMORROW)

        assert letter.outcome == "message"
        assert [one.body for one in report.messages.all()] == ["Où donc ?", "En B204."]
        told = Outgoing.objects.get(
            template="tickets/letters/report_written", person=crew.correspondent
        )
        assert "au sujet de son signalement" in told.text
        kept = queries.files_of(report).get()
        file = client_for(crew.correspondent).get(f"{report.get_absolute_url()}files/{kept.pk}/")
        assert b"".join(file.streaming_content) == b"GIF89a"
        assert queries.account_of(report).endswith("En B204.")

    def test_once_forwarded_the_correspondent_writes_on_the_ticket_and_the_author_does_not(
        self, run_worker
    ):
        crew = Crew()
        report, notice = self.reported(crew, run_worker)
        ticket = actions.forward(
            report,
            by=crew.actor("correspondent", NOON),
            form=factories.form(),
            subject="Plus de son",
            description="Les enceintes sont muettes.",
            urgency=Urgency.LOW,
        )

        ours = arrive(
            written(crew.deputy, "Re:", "Salle B204.", In_Reply_To=notice.message_id), run_worker
        )
        theirs = arrive(
            written(
                crew.teacher,
                "Re:",
                "Toujours muettes.",
                In_Reply_To=Outgoing.objects.get(
                    template="tickets/letters/report_handled"
                ).message_id,
            ),
            run_worker,
        )

        assert (ours.outcome, ours.ref) == ("message", ticket.ref)
        assert ticket.messages.last().body == "Salle B204."
        assert (theirs.outcome, theirs.reason) == ("message", "answers_report")
        assert report.messages.get().body == "Toujours muettes."
        told = Outgoing.objects.get(template="tickets/letters/report_written")
        assert f"ajoutez-le au ticket {ticket.ref}" in told.text

    def test_of_anybody_else_is_held(self, run_worker):
        crew, other = Crew(), Crew()
        report, notice = self.reported(crew, run_worker)
        colleague = make_person(Role.STAFF, school=crew.school)

        for stranger in (colleague, other.correspondent, crew.agent):
            letter = arrive(
                written(stranger, "Re:", "Et moi ?", In_Reply_To=notice.message_id), run_worker
            )
            assert (letter.outcome, letter.reason) == ("held", "not_a_party")

        assert not report.messages.exists()

    def test_of_an_author_who_left_the_lycee_is_held(self, run_worker):
        crew = Crew()
        report, notice = self.reported(crew, run_worker)
        crew.teacher.mandates.update(ends_at=NOON)

        letter = arrive(
            written(crew.teacher, "Re:", "Encore.", In_Reply_To=notice.message_id), run_worker
        )

        assert (letter.outcome, letter.reason) == ("held", "not_a_party")
        assert not report.messages.exists()
