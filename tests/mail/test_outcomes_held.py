"""Letters that wait for a person, threads, and what happens when reading breaks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError

from preau.mail import actions, addresses, tasks, wiring
from preau.mail.models import Letter, Outgoing
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.mail.letters import CLAIRE, mail, our_letter
from tests.schools.factories import MandateFactory, SchoolFactory, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-3")]


class TestHeld:
    def test_an_unknown_sender_gets_no_answer(self, desk, arrive, school):
        letter = arrive(mail(sender="inconnu@ailleurs.invalid"))

        assert (letter.outcome, letter.state, letter.reason) == ("held", "held", "unknown_sender")
        assert not Outgoing.objects.exists()

    def test_an_unconfirmed_address_proves_nothing(self, desk, arrive, school):
        person = make_person("correspondent", school, confirmed=False)

        assert arrive(mail(sender=person.email)).reason == "unconfirmed_address"

    def test_a_closed_account_is_unknown(self, desk, arrive, claire):
        claire.is_active = False
        claire.save()

        assert arrive(mail()).reason == "unknown_sender"

    @pytest.mark.parametrize(
        "address",
        ["ce.0750654D@ac-paris.fr", "CE.0751234X@ac-creteil.fr", "contact@voltaire.invalid"],
    )
    def test_a_shared_mailbox_identifies_nobody(self, desk, arrive, school, address):
        SchoolFactory(email="Contact@voltaire.invalid")

        assert arrive(mail(sender=address)).reason == "shared_mailbox"

    @pytest.mark.parametrize(
        ("header", "outcome"),
        [
            ("mx.region.invalid; spf=fail smtp.mailfrom=x", "held"),
            ("mx.region.invalid 1; dkim=pass; dmarc=fail (p=none) header.from=x", "held"),
            ("MX.region.invalid; dkim=fail", "held"),
            ("mx.region.invalid; spf=pass; dkim=pass; dmarc=pass", "ticket"),
            ("mx.region.invalid; spf=softfail; dkim=none", "ticket"),
            ("mx.ailleurs.invalid; spf=fail; dmarc=fail", "ticket"),
        ],
    )
    def test_a_verdict_of_our_own_server_holds(
        self, desk, arrive, claire, settings, header, outcome
    ):
        settings.PREAU_MAIL_AUTHSERV = "mx.region.invalid"

        letter = arrive(mail(Authentication_Results=header))

        assert letter.outcome == outcome
        assert letter.reason == ("auth_failed" if outcome == "held" else "by_mandate")

    def test_signatures_of_the_sender_do_not_hide_a_failed_check(
        self, desk, arrive, claire, settings
    ):
        settings.PREAU_MAIL_AUTHSERV = "mx.region.invalid"
        passed = "".join(f" dkim=pass header.d=d{n}.invalid;" for n in range(200))

        letter = arrive(
            mail(Authentication_Results=f"mx.region.invalid;{passed} dmarc=fail (p=none)")
        )

        assert letter.reason == "auth_failed"

    def test_nobody_and_several_people_are_held(self, desk, arrive, claire):
        assert arrive(b"Subject: essai\r\n\r\nBonjour").reason == "no_sender"
        assert arrive(mail(sender=f"{CLAIRE}, autre@ecole.invalid")).reason == "several_senders"

    def test_a_person_without_any_mandate_ever(self, desk, arrive):
        person = UserFactory()

        assert arrive(mail(sender=person.email)).reason == "no_mandate"

    def test_no_room_takes_it(self, desk, arrive, claire, monkeypatch):
        monkeypatch.setattr(desk, "take", lambda incoming, by: None)
        wiring.route("desk", desk.take)

        assert arrive(mail()).reason == "no_route"


class TestWhichSchool:
    @pytest.fixture
    def other(self, claire):
        other = SchoolFactory(uai="0931234F", name="Lycée Gustave-Eiffel")
        MandateFactory(person=claire, school=other)
        return other

    @pytest.mark.parametrize(
        "text",
        ["Panne au 0931234f", "Plus de réseau au lycée Gustave Eiffel", "GUSTAVE-EIFFEL : panne"],
    )
    def test_the_text_says_which(self, desk, arrive, other, text):
        assert arrive(mail(text)).school == other

    def test_the_plus_address_says_which(self, desk, arrive, other):
        assert arrive(mail(to="cesame+0931234F@iledefrance.fr")).school == other

    def test_else_the_sender_is_asked_and_the_answer_settles_it(self, desk, arrive, other):
        held = arrive(mail("Plus de réseau", subject="Panne"))
        assert (held.outcome, held.reason) == ("held", "which_school")
        question = Outgoing.objects.get()
        assert "0931234F" in question.text
        assert "cesame+0931234f@iledefrance.fr" in question.text

        answer = arrive(
            mail("Pour Eiffel : 0931234F", subject="Re: Pour…", In_Reply_To=question.message_id)
        )

        held.refresh_from_db()
        assert (held.outcome, held.school) == ("ticket", other)
        assert (answer.outcome, answer.reason, answer.ref) == ("message", "names_school", held.ref)
        assert [incoming.letter for incoming in desk.taken] == [held]

    def test_an_answer_that_names_none_is_held_too(self, desk, arrive, other):
        held = arrive(mail("Plus de réseau", subject="Panne"))
        question = Outgoing.objects.get()

        answer = arrive(mail("Le mien !", subject="Re: x", In_Reply_To=question.message_id))

        held.refresh_from_db()
        assert (held.reason, answer.reason) == ("which_school", "which_school")

    def test_staff_who_name_a_closed_service_are_refused(self, desk, arrive, school):
        other = SchoolFactory(uai="0931234F", name="Lycée Gustave-Eiffel")
        teacher = make_person("staff", school)
        MandateFactory(person=teacher, school=other, role="staff")
        held = arrive(mail("Plus de réseau", sender=teacher.email))
        question = Outgoing.objects.get()

        arrive(mail("0931234F", sender=teacher.email, In_Reply_To=question.message_id))

        held.refresh_from_db()
        assert (held.outcome, held.reason) == ("refused", "not_a_correspondent")
        assert Outgoing.objects.count() == 2

    def test_another_person_does_not_answer_in_their_place(self, desk, arrive, other, school):
        arrive(mail("Plus de réseau", subject="Panne"))
        question = Outgoing.objects.get()
        deputy = make_person("deputy", school)

        letter = arrive(mail("0931234F", sender=deputy.email, In_Reply_To=question.message_id))

        assert (letter.outcome, letter.reason) == ("held", "not_a_party")


class TestThreads:
    @pytest.fixture
    def ours(self, claire, desk):
        desk.parties = {CLAIRE}
        return our_letter(claire, thread="ticket:7")

    def test_a_reply_joins_by_the_message_ids_that_we_sent(self, desk, arrive, ours):
        letter = arrive(mail("Merci", subject="Re: x", In_Reply_To=ours.message_id))

        assert (letter.outcome, letter.thread) == ("message", "ticket:7")

    def test_by_the_references_alone(self, desk, arrive, ours):
        letter = arrive(mail("Merci", References=f"<x@y> {ours.message_id} <autre@ecole.invalid>"))

        assert letter.thread == "ticket:7"

    def test_by_the_reply_address(self, desk, arrive, ours):
        letter = arrive(mail("Merci", to=addresses.reply_address("ticket:7")))

        assert (letter.outcome, letter.thread) == ("message", "ticket:7")

    def test_by_the_envelope_alone(self, desk, arrive, ours):
        letter = arrive(mail("Merci"), envelope_to=[addresses.reply_address("ticket:7")])

        assert letter.thread == "ticket:7"

    def test_a_reply_to_a_reply_joins_too(self, desk, arrive, ours):
        arrive(mail("Merci", message_id="<a@ecole.invalid>", In_Reply_To=ours.message_id))

        assert arrive(mail("Encore", In_Reply_To="<a@ecole.invalid>")).thread == "ticket:7"

    @pytest.mark.requirement("INC-16")
    def test_a_stranger_with_number_token_and_id_does_not_enter(self, desk, arrive, ours):
        letter = arrive(
            mail(
                "Re: 2026-000007",
                sender="inconnu@ailleurs.invalid",
                to=addresses.reply_address("ticket:7"),
                In_Reply_To=ours.message_id,
            )
        )

        assert (letter.outcome, letter.reason) == ("held", "unknown_sender")
        assert not desk.taken

    def test_a_known_person_without_part_in_it_is_held(self, desk, arrive, ours, school):
        deputy = make_person("deputy", school)

        letter = arrive(mail(sender=deputy.email, In_Reply_To=ours.message_id))

        assert (letter.outcome, letter.reason) == ("held", "not_a_party")

    def test_a_forged_token_joins_nothing(self, desk, arrive, ours):
        forged = addresses.reply_address("ticket:7").replace("7", "8")

        assert arrive(mail("Bonjour", to=forged)).outcome == "ticket"

    def test_a_forwarded_message_is_a_new_matter(self, desk, arrive, ours):
        assert arrive(mail(subject="TR: x", In_Reply_To=ours.message_id)).outcome == "ticket"


class TestCrashes:
    def test_a_room_that_breaks_once_is_asked_again(self, desk, arrive, claire):
        desk.breaks = 1

        letter = arrive(mail())

        assert (letter.outcome, letter.failures) == ("ticket", 1)
        assert letter.files.count() == 0

    def test_a_letter_that_always_breaks_is_held_and_the_next_pass(self, desk, claire):
        desk.poison = "Poison"
        poison = actions.receive(mail(subject="Poison"), road="smtp", at=NOON)
        for _ in range(3):
            actions.receive(mail(), road="smtp", at=NOON)

        while tasks.read_waiting(NOON, 50):
            pass

        poison.refresh_from_db()
        assert (poison.outcome, poison.reason, poison.failures) == ("held", "crash", 3)
        assert "the desk broke" in poison.error
        assert (poison.subject, poison.from_email) == ("Poison", CLAIRE)
        assert Letter.objects.filter(outcome="ticket").count() == 3

    def test_a_letter_that_ends_its_process_again_and_again_is_held(self, desk, arrive, claire):
        letter = actions.receive(mail(), road="smtp", at=NOON)
        Letter.objects.update(attempts=11)

        tasks.read_waiting(NOON, 50)

        letter.refresh_from_db()
        assert (letter.outcome, letter.reason) == ("held", "crash")

    def test_a_dead_workers_letters_come_back(self, desk, claire):
        letter = actions.receive(mail(), road="smtp", at=NOON)
        assert actions.claim(NOON, 10) == [letter]
        assert actions.claim(NOON, 10) == []

        tasks.read_waiting(NOON + timedelta(seconds=31), 10)

        letter.refresh_from_db()
        assert letter.outcome == "ticket"

    def test_who_comes_late_changes_nothing(self, desk, arrive, claire, monkeypatch):
        letter = actions.receive(mail(), road="smtp", at=NOON)
        stale = Letter.objects.get()
        arrive(mail())

        actions.understand(stale, at=NOON)
        monkeypatch.setattr("preau.mail.actions.understanding._decide", _broken)
        actions.understand(stale, at=NOON)

        letter.refresh_from_db()
        assert (letter.outcome, letter.failures) == ("ticket", 0)
        assert len(desk.taken) == 2

    def test_a_twin_settled_meanwhile_is_found_at_the_next_look(self, desk, claire, monkeypatch):
        letter = actions.receive(mail(), road="smtp", at=NOON)
        with monkeypatch.context() as patch:
            patch.setattr("preau.mail.actions.understanding.rules.apply", _taken)
            tasks.read_waiting(NOON, 10)
        letter.refresh_from_db()
        assert (letter.state, letter.failures) == ("waiting", 1)

        tasks.read_waiting(NOON, 10)

        letter.refresh_from_db()
        assert letter.outcome == "ticket"

    def test_a_database_that_is_away_is_not_the_letters_fault(self, desk, claire, monkeypatch):
        letter = actions.receive(mail(), road="smtp", at=NOON)
        with monkeypatch.context() as patch:
            patch.setattr("preau.mail.actions.understanding.rules.apply", _away)
            tasks.read_waiting(NOON, 10)
        letter.refresh_from_db()
        assert (letter.state, letter.failures) == ("waiting", 0)

        tasks.read_waiting(NOON + timedelta(seconds=20), 10)

        letter.refresh_from_db()
        assert letter.outcome == "ticket"

    def test_a_broken_attempt_leaves_nothing(self, desk, claire):
        actions.receive(mail(files={"a.txt": (b"x", "text/plain")}), road="smtp", at=NOON)
        desk.breaks = 1
        tasks.read_waiting(NOON, 50)

        letter = Letter.objects.get()
        assert (letter.state, letter.failures, letter.subject) == ("waiting", 1, "")
        assert not letter.files.exists()


def _broken(_pk, _read, *, at):
    raise RuntimeError(f"too late at {at}")


def _taken(_case):
    raise IntegrityError("UNIQUE constraint failed: mail_letter.fingerprint")


def _away(_case):
    raise OperationalError("server closed the connection unexpectedly")
