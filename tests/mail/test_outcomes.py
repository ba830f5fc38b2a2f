"""Each letter has one outcome: ticket, report, refused, machine, duplicate."""

import threading

import pytest
from django.db import connection

from preau.mail import actions, tasks
from preau.mail.models import Letter, Outgoing
from preau.mail.queries import balance
from tests.instants import NOON, TOMORROW
from tests.mail.letters import CESAME, CLAIRE, mail, our_letter
from tests.schools.factories import START_OF_TERM, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-3")]


class TestTicket:
    def test_a_correspondents_letter_is_taken(self, desk, arrive, claire, school):
        letter = arrive(mail(subject="Écran noir – urgence : très haut"))

        assert (letter.outcome, letter.state, letter.rule) == ("ticket", "done", "desk")
        assert letter.ref == f"2026-{letter.pk:06d}"
        assert (letter.sender, letter.school) == (claire, school)
        assert letter.urgency == "very_high"
        assert letter.urgency_words == ["urgence : très haut"]
        assert letter.decided_at == NOON
        incoming = desk.taken[0]
        assert incoming.urgency.level == "very_high"
        assert "B204" in incoming.text

    def test_a_deputys_letter_is_taken(self, desk, arrive, school):
        deputy = make_person("deputy", school)

        assert arrive(mail(sender=f"Paul <{deputy.email.upper()}>")).outcome == "ticket"

    @pytest.mark.requirement("INC-16")
    def test_files_keep_their_names_and_bytes(self, desk, arrive, claire):
        photo = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40

        letter = arrive(
            mail(files={"Écran cassé.png": (photo, "image/png"), "a/b.txt": (b"x", "text/plain")})
        )

        kept = list(letter.files.select_related("attachment__file"))
        assert [file.attachment.name for file in kept] == ["Écran cassé.png", "b.txt"]
        assert kept[0].attachment.file.size == len(photo)
        assert kept[0].attachment.school == claire.mandates.get().school
        assert desk.taken[0].attachments == tuple(file.attachment for file in kept)


class TestReport:
    def test_staff_of_an_open_lycee_report(self, desk, arrive, school):
        school.reporting_mode = "all_staff"
        school.save()
        teacher = make_person("staff", school)

        letter = arrive(mail(sender=teacher.email))

        assert (letter.outcome, letter.school) == ("report", school)

    def test_staff_of_a_closed_lycee_are_told_whom_to_ask(self, desk, arrive, school, claire):
        teacher = make_person("staff", school)

        letter = arrive(mail(sender=teacher.email))

        assert (letter.outcome, letter.reason) == ("refused", "not_a_correspondent")
        assert letter.school == school
        answer = Outgoing.objects.get()
        assert answer.person == teacher
        assert claire.name in answer.text
        assert CLAIRE in answer.text
        assert answer.in_reply_to == letter.message_id
        assert not desk.taken


class TestRefused:
    def test_a_former_correspondent_is_told_who_follows(self, desk, arrive, school, claire):
        former = make_person("correspondent", school, at=START_OF_TERM, until=START_OF_TERM)

        letter = arrive(mail(sender=former.email))

        assert (letter.outcome, letter.reason) == ("refused", "not_a_correspondent")
        assert claire.name in Outgoing.objects.get().text

    def test_a_technician_sends_no_new_matter(self, desk, arrive):
        technician = make_person("field_technician")

        letter = arrive(mail(sender=technician.email))

        assert (letter.outcome, letter.reason) == ("refused", "no_service_to_write_for")

    def test_without_a_correspondent_the_head_is_named(self, desk, arrive, school):
        head = make_person("head_of_school", school)
        teacher = make_person("staff", school)

        arrive(mail(sender=teacher.email))

        assert head.name in Outgoing.objects.get().text

    def test_at_most_three_answers_an_hour(self, desk, arrive, school, claire):
        teacher = make_person("staff", school)

        for _ in range(5):
            assert arrive(mail(sender=teacher.email)).outcome == "refused"

        assert Outgoing.objects.count() == 3


class TestMachine:
    @pytest.mark.parametrize(
        ("headers", "subject", "reason"),
        [
            ({"Auto_Submitted": "auto-replied"}, "Bonjour", "auto_reply"),
            ({"X_Autoreply": "yes"}, "Bonjour", "auto_reply"),
            ({}, "Réponse automatique : Écran noir", "auto_reply"),
            ({}, "Absence du bureau", "auto_reply"),
            ({}, "Out of Office: hello", "auto_reply"),
            ({"Return_Path": "<>"}, "Bonjour", "auto_reply"),
            ({"Precedence": "bulk"}, "Lettre d'information", "mailing_list"),
            ({"List_Id": "<profs.ecole.invalid>"}, "Réunion", "mailing_list"),
            ({"X_Failed_Recipients": "a@b.invalid"}, "Failure", "bounce"),
            ({"Return_Path": "<>"}, "Undeliverable: Votre ticket", "bounce"),
        ],
    )
    def test_machines_are_known_and_not_answered(
        self, desk, arrive, claire, headers, subject, reason
    ):
        letter = arrive(mail(subject=subject, **headers))

        assert (letter.outcome, letter.reason) == ("machine", reason)
        assert not Outgoing.objects.exists()

    def test_a_mail_system_is_a_machine(self, desk, arrive):
        raw = mail(sender="MAILER-DAEMON@ecole.invalid")

        assert arrive(raw).reason == "bounce"

    def test_an_envelope_without_sender_is_a_machines(self, desk, arrive, claire):
        assert arrive(mail(), envelope_from="<>").reason == "auto_reply"

    def test_our_own_letter_coming_back_is_known(self, desk, arrive, claire):
        ours = our_letter(claire)

        letter = arrive(mail(message_id=ours.message_id))

        assert (letter.outcome, letter.reason) == ("machine", "own_notice")
        assert arrive(mail(sender=CESAME)).reason == "own_notice"

    def test_a_person_who_is_no_machine(self, desk, arrive, claire):
        assert arrive(mail(Auto_Submitted="no", subject="Absence de réseau")).outcome == "ticket"


class TestDuplicate:
    def test_the_same_message_by_another_road(self, desk, arrive, claire):
        first = arrive(mail(message_id="<un@ecole.invalid>", received="from a by b"))

        second = arrive(mail(message_id="<un@ecole.invalid>", received="from c by d"))

        assert first.outcome == "ticket"
        assert (second.outcome, second.reason) == ("duplicate", "repeat")
        assert (second.repeat_of, second.ref) == (first, first.ref)
        assert len(desk.taken) == 1

    def test_the_same_message_id_on_another_text_is_kept_and_flagged(self, desk, arrive, claire):
        first = arrive(mail("Premier", message_id="<un@ecole.invalid>"))

        other = arrive(mail("Second", message_id="<un@ecole.invalid>"))

        assert (first.outcome, other.outcome) == ("ticket", "ticket")
        assert other.reuses_message_id
        assert not first.reuses_message_id

    def test_without_a_message_id_only_the_same_bytes_repeat(self, desk, arrive, claire):
        arrive(mail("Un", message_id=""))
        arrive(mail("Un", message_id="", received="from a by b"))

        assert [letter.outcome for letter in Letter.objects.order_by("pk")] == ["ticket", "ticket"]


@pytest.mark.django_db(transaction=True)
def test_two_roads_at_once_make_one_ticket(desk, claire):
    """Two workers settle the two copies of one message at the same moment."""
    for road in ("from a by b", "from c by d"):
        actions.receive(mail(message_id="<un@ecole.invalid>", received=road), road="smtp", at=NOON)
    letters = actions.claim(NOON, 10)
    barrier = threading.Barrier(2)

    def settle(letter):
        barrier.wait()
        actions.understand(letter, at=NOON)
        connection.close()

    workers = [threading.Thread(target=settle, args=[letter]) for letter in letters]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while tasks.read_waiting(NOON, 10):
        pass

    outcomes = sorted(Letter.objects.values_list("outcome", flat=True))
    assert outcomes == ["duplicate", "ticket"]
    assert balance().is_even


@pytest.mark.requirement("INC-16")
def test_the_books_balance(desk, arrive, claire, school):
    raw = mail()
    arrive(raw)
    arrive(raw)
    arrive(mail(sender="inconnu@ailleurs.invalid"))
    arrive(mail(Auto_Submitted="auto-replied"))
    arrive(mail(sender=make_person("staff", school).email))
    actions.receive(mail(), road="file", at=TOMORROW)

    books = balance()

    assert books.is_even
    assert (books.deliveries, books.repeats, books.waiting) == (6, 1, 1)
    assert {kind: n for kind, n in books.outcomes.items() if n} == {
        "ticket": 1,
        "held": 1,
        "machine": 1,
        "refused": 1,
    }
    assert (books.outbox, books.due) == (1, 1)
