"""A mailbox emptied by IMAP, against a real server."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from preau.files import store
from preau.mail import actions, imap, imap_rounds, queries
from preau.mail.actions import intake
from preau.mail.imap_rounds import Round
from preau.mail.models import Delivery, Letter
from preau.mail.shelf import RAW
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.mail.letters import mail
from tests.mail.mailbox import HELD, decide, go_round, shown
from tests.schools.factories import SchoolFactory, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("INC-3"),
]


DUPLICATES = "Préau/Doublons"


class TestRound:
    def test_a_message_is_kept_byte_by_byte_and_filed_by_its_outcome(self, inbox):
        raw = mail("Été, œuvre\n.\n").replace(b"\n", b"\r\n")
        inbox.put(raw)

        done = go_round()

        letter = Letter.objects.get()
        assert store.read(letter.sha256, shelf=RAW) == raw
        delivery = Delivery.objects.get()
        assert (delivery.road, delivery.uid) == ("imap", 1)
        assert inbox.password not in delivery.mailbox
        assert (letter.state, letter.reason) == ("held", "unknown_sender")
        assert (len(done.letters), done.moved, done.problems) == (1, 1, {})
        assert shown(inbox) == {HELD: 1}

    def test_each_outcome_has_its_folder(self, inbox, desk):
        school = SchoolFactory()
        make_person("correspondent", school, email="claire.martin@ecole.invalid")
        UserFactory(email="ancien@ecole.invalid")
        ours = mail(message_id="<une-fois@ecole.invalid>")
        inbox.put(
            ours,
            b"Received: ailleurs\r\n" + ours,
            mail(sender="inconnu@ecole.invalid"),
            mail(Auto_Submitted="auto-replied"),
        )

        go_round()

        assert shown(inbox) == {
            "Préau/Tickets": 1,
            DUPLICATES: 1,
            HELD: 1,
            "Préau/Courrier automatique": 1,
        }

    def test_what_waits_stays_in_the_inbox_until_it_has_its_outcome(self, inbox):
        inbox.put(mail())

        with imap.opened() as mailbox:
            done = Round(mailbox, NOON)
            done.take()
            done.file()
            assert (done.waiting, done.moved) == (1, 0)
            assert shown(inbox) == {"INBOX": 1}
            decide()
            done.file()

        assert shown(inbox) == {HELD: 1}

    def test_messages_are_left_unread(self, inbox):
        inbox.put(mail())

        go_round()

        with inbox.box() as box:
            box.folder.set("Préau.À décider")
            assert box.uids("UNSEEN") == ["1"]

    def test_two_hundred_messages(self, inbox):
        inbox.put(*(mail(subject=f"Panne {n}") for n in range(200)))

        done = go_round()

        assert len(done.letters) == 200
        assert shown(inbox) == {HELD: 200}
        assert queries.balance().is_even
        assert queries.balance().deliveries == 200

    def test_a_search_in_several_pieces_finds_all(self, inbox, monkeypatch):
        monkeypatch.setattr(imap, "SEARCHED", 3)
        monkeypatch.setattr(imap, "MOVED", 2)
        monkeypatch.setattr(imap_rounds, "_BATCH", 2)
        inbox.put(*(mail() for _ in range(7)))

        go_round()

        assert shown(inbox) == {HELD: 7}

    def test_what_somebody_marked_as_deleted_is_left_alone(self, inbox):
        inbox.put(mail(), mail())
        inbox.mark_deleted("1")

        go_round()

        assert Letter.objects.count() == 1
        assert shown(inbox) == {"INBOX": 1, HELD: 1}


class TestBadMessages:
    def test_one_that_the_server_cannot_read_stops_no_other(self, inbox):
        inbox.put(mail(subject="avant"), mail(subject="abîmé"), mail(subject="après"))
        inbox.files()[1].chmod(0)

        done = go_round()

        assert Letter.objects.count() == 2
        assert list(done.problems) == [2]
        assert shown(inbox) == {"INBOX": 1, HELD: 2}

        inbox.files()[0].chmod(0o600)
        assert go_round().problems == {}
        assert shown(inbox) == {HELD: 3}

    def test_one_that_is_too_large_stays_and_is_told_of(self, inbox, monkeypatch):
        monkeypatch.setattr(actions, "MAX_SIZE", 5_000)
        monkeypatch.setattr(intake, "MAX_SIZE", 5_000)
        inbox.put(mail("x" * 6_000), mail())

        done = go_round()

        assert "50" in done.problems[1]
        assert shown(inbox) == {"INBOX": 1, HELD: 1}

    def test_a_message_that_grew_meanwhile_is_refused_all_the_same(self, inbox, monkeypatch):
        monkeypatch.setattr(intake, "MAX_SIZE", 50)
        inbox.put(mail())

        assert list(go_round().problems) == [1]

    def test_an_empty_answer_of_the_server_is_no_letter(self, inbox, monkeypatch):
        inbox.put(mail())
        asked = imap.Mailbox._answer

        def nothing(mailbox, uid, what):
            return [b"1 (UID 1 BODY[] NIL)"] if "BODY" in what else asked(mailbox, uid, what)

        monkeypatch.setattr(imap.Mailbox, "_answer", nothing)

        assert list(go_round().problems) == [1]
        assert not Letter.objects.exists()

    def test_numbers_that_change_while_one_comes_back_end_the_round(self, inbox, server):
        inbox.put(mail(), mail())
        inbox.files()[0].chmod(0)
        with imap.opened() as mailbox:
            done = Round(mailbox, NOON)
            mailbox.uid_validity += 1
            with pytest.raises(imap.Unreachable):
                done.take()

    def test_a_folder_that_refuses_does_not_stop_the_others(self, inbox, settings):
        settings.PREAU_IMAP_FOLDERS = {"held": "INBOX/" + "x" * 300}
        inbox.put(mail(), mail(Auto_Submitted="auto-replied"))

        done = go_round()

        assert len(done.problems) == 1
        assert shown(inbox) == {"INBOX": 1, "Préau/Courrier automatique": 1}


class TestServers:
    def test_a_server_without_moves_loses_nothing_that_others_marked(self, server, use):
        account = use(server.user("sobre"))
        account.put(mail(), mail())
        account.mark_deleted("1")

        go_round()
        again = go_round()

        assert again.letters == []
        assert shown(account) == {"INBOX": 2, HELD: 1}

    def test_a_server_without_moves_that_can_expunge_by_number(self, server, use, monkeypatch):
        account = use(server.user())
        account.put(mail(), mail())
        account.mark_deleted("1")
        monkeypatch.setattr(
            imap.Mailbox,
            "move",
            _without(imap.Mailbox.move, "MOVE"),
        )

        go_round()

        assert shown(account) == {"INBOX": 1, HELD: 1}

    def test_folders_lie_below_the_inbox_where_the_server_wants_it(self, server, use):
        account = use(server.user("dessous"))
        account.put(mail())

        go_round()

        assert shown(account) == {f"INBOX/{HELD}": 1}

    def test_a_password_with_accents_and_signs(self, server, use):
        account = use(server.user("accent"))

        assert go_round().letters == []
        assert repr(imap.address()).count(account.password) == 0

    def test_tls_asks_for_a_certificate_that_is_trusted(self, server, use, monkeypatch):
        account = use(server.user())
        account.put(mail(), mail())
        use(account, account.url_of("imaps", "localhost", server.tls_port))
        with pytest.raises(imap.Unreachable, match=r"(?i)certificate"):
            go_round()

        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        assert len(go_round().letters) == 2

        use(account, account.url_of("imap+tls", "localhost", server.port))
        assert go_round().problems == {}

    def test_the_password_may_be_given_apart(self, inbox, settings):
        settings.PREAU_IMAP_URL = inbox.url.replace(":secret@", "@")
        with pytest.raises(imap.Unreachable):
            go_round()

        settings.PREAU_IMAP_PASSWORD = "secret\n"

        assert go_round().letters == []

    @pytest.mark.parametrize(
        "url", ["pop3://u:p@h/", "imaps://h/INBOX", "imaps://u:p@h:port/", "imaps://u@h", "x"]
    )
    def test_an_address_that_cannot_be_read(self, settings, url):
        settings.PREAU_IMAP_URL = url

        with pytest.raises(imap.Unreachable, match="PREAU_IMAP_URL"):
            imap.address()

    @pytest.mark.parametrize("folders", [{"tickets": "X"}, {"held": " / "}, {"held": "a*"}])
    def test_a_folder_that_cannot_be(self, settings, folders):
        settings.PREAU_IMAP_FOLDERS = folders

        with pytest.raises(ImproperlyConfigured):
            imap_rounds.folders()


def _without(move, capability):
    def without(mailbox, uids, path):
        client = mailbox._client
        client.capabilities = tuple(c for c in client.capabilities if c != capability)
        return move(mailbox, uids, path)

    return without
