"""Letters from a real IMAP server: each exactly once, whatever breaks off and wherever."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from preau.config.cli import main
from preau.files import store
from preau.mail import actions, examination, imap, imap_rounds, imap_service, queries, tasks
from preau.mail.actions import Spot, intake
from preau.mail.imap_rounds import Round
from preau.mail.models import Delivery, Letter
from preau.mail.shelf import RAW
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.mail.dovecot import Dovecot
from tests.mail.letters import mail
from tests.schools.factories import SchoolFactory, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("INC-3"),
]

HELD = "Préau/À décider"
DUPLICATES = "Préau/Doublons"


@pytest.fixture(scope="module")
def server():
    running = Dovecot()
    yield running
    running.remove()


@pytest.fixture
def use(settings):
    """Have Préau fetch from a mailbox."""

    def set_mailbox(account, url=None):
        settings.PREAU_IMAP_URL = url or account.url
        return account

    return set_mailbox


@pytest.fixture
def inbox(server, use):
    return use(server.user())


def decide():
    while tasks.read_waiting(NOON, 50):
        pass


def go_round(at=NOON):
    with imap.opened() as mailbox:
        done = Round(mailbox, at)
        done.take()
        decide()
        done.file()
    return done


def shown(account, separator="."):
    """The folders that hold something, in our own spelling."""
    return {name.replace(separator, "/"): count for name, count in account.folders().items()}


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


class TestBrokenOff:
    def test_a_process_killed_before_the_move_leaves_one_letter(self, inbox, tmp_path):
        inbox.put(mail(), mail())
        given = {
            "database": {k: str(v) for k, v in connection.settings_dict.items() if k in DATABASE},
            "var": str(settings.VAR),
            "url": settings.PREAU_IMAP_URL,
        }
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, json.dumps(given)],
            check=False,
            capture_output=True,
            text=True,
            env={k: v for k, v in os.environ.items() if not k.startswith("PREAU_")},
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert Letter.objects.count() == 2
        assert shown(inbox) == {"INBOX": 2}

        go_round()

        assert shown(inbox) == {HELD: 2}
        assert queries.balance().is_even
        assert (Letter.objects.count(), Delivery.objects.count()) == (2, 2)

    def test_a_crash_between_the_file_and_the_rows(self, inbox, monkeypatch):
        inbox.put(mail())

        def crash(*args, **kwargs):
            raise OperationalError("the database is away")

        with monkeypatch.context() as patch:
            patch.setattr(intake.Delivery.objects, "create", crash)
            with pytest.raises(OperationalError):
                go_round()
        assert not Letter.objects.exists()
        assert shown(inbox) == {"INBOX": 1}

        go_round()

        assert Delivery.objects.count() == 1
        assert shown(inbox) == {HELD: 1}

    def test_a_full_disk_leaves_the_message_where_it_is(self, inbox, monkeypatch):
        inbox.put(mail())

        def full(*args, **kwargs):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(store, "put", full)
            done = go_round()
        assert "No space left" in done.problems[1]
        assert shown(inbox) == {"INBOX": 1}

        assert go_round().problems == {}
        assert shown(inbox) == {HELD: 1}

    def test_new_numbers_of_the_server_make_no_twin(self, inbox, server):
        inbox.put(mail())
        with imap.opened() as mailbox:
            Round(mailbox, NOON).take()
        server.admin("mailbox", "update", "-u", inbox.name, "--uid-validity", "77", "INBOX")

        done = go_round()

        assert shown(inbox) == {HELD: 1}
        assert Letter.objects.count() == 1
        assert list(Delivery.objects.order_by("pk").values_list("is_repeat", flat=True)) == [
            False,
            True,
        ]
        assert Delivery.objects.latest("pk").uid_validity == 77
        assert len(done.letters) == 1
        assert queries.balance().is_even

    def test_the_number_of_another_message_after_a_change_is_not_taken_for_the_first(
        self, inbox, server
    ):
        inbox.put(mail())
        go_round()
        server.admin("mailbox", "delete", "-u", inbox.name, "-Z", "Préau.À décider")
        server.admin("mailbox", "update", "-u", inbox.name, "--uid-validity", "99", "INBOX")
        other = inbox.server.user()
        other.put(mail())
        with imap.opened() as mailbox:
            spot = Spot(mailbox=mailbox.name, uid_validity=mailbox.uid_validity, uid=1)
            assert spot.delivery() is None

    def test_a_message_moved_by_hand_is_no_trouble(self, inbox):
        inbox.put(mail(subject="prise"), mail(subject="laissée"))
        with imap.opened() as mailbox:
            done = Round(mailbox, NOON)
            done.take()
            decide()
            with inbox.box() as box:
                box.folder.create("À lire")
                box.folder.set("INBOX")
                box.move("1", "À lire")
            done.file()

        assert shown(inbox) == {"À lire": 1, HELD: 1}
        assert Letter.objects.count() == 2

    def test_a_message_dragged_back_is_filed_again_and_made_once(self, inbox):
        inbox.put(mail())
        go_round()
        with inbox.box() as box:
            box.folder.set("Préau.À décider")
            box.move("1", "INBOX")

        go_round()

        assert shown(inbox) == {HELD: 1}
        assert Letter.objects.count() == 1
        assert queries.balance().is_even
        assert queries.balance().repeats == 1

    def test_a_message_that_is_gone_when_it_is_asked_for(self, inbox, monkeypatch):
        inbox.put(mail())
        monkeypatch.setattr(imap.Mailbox, "uids", lambda self: [1, 5])

        done = go_round()

        assert (len(done.letters), done.problems) == (1, {})

    def test_two_workers_at_the_same_message_make_one_delivery(self, inbox, monkeypatch):
        inbox.put(mail())
        with imap.opened() as mailbox:
            spot = Spot(mailbox=mailbox.name, uid_validity=mailbox.uid_validity, uid=1)
            raw = mailbox.raw(1)
        first = actions.receive(raw, road="imap", at=NOON, spot=spot)
        looks = iter([None, spot.delivery()])
        monkeypatch.setattr(Spot, "delivery", lambda self: next(looks))

        second = actions.receive(raw, road="imap", at=NOON, spot=spot)

        assert first == second
        assert Delivery.objects.count() == 1

    def test_the_same_spot_is_the_same_delivery_however_often_it_is_told(self):
        spot = Spot(mailbox="cesame@imap.invalid:993/INBOX", uid_validity=7, uid=1)

        letters = {
            actions.receive(raw, road="imap", at=NOON, spot=spot).pk for raw in (mail(), mail())
        }

        assert len(letters) == 1
        assert Delivery.objects.count() == 1

    def test_another_fault_of_the_database_is_not_taken_for_a_second_worker(self, monkeypatch):
        def crash(*args, **kwargs):
            raise IntegrityError("another constraint")

        monkeypatch.setattr(intake.Delivery.objects, "create", crash)

        with pytest.raises(IntegrityError):
            actions.receive(mail(), road="smtp", at=NOON)


DATABASE = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
KILLED = """
import json, os, pathlib, signal, sys
given = json.loads(sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from tests import settings
settings.DATABASES["default"].update(given["database"])
settings.VAR = pathlib.Path(given["var"])
settings.PREAU_IMAP_URL = given["url"]
import django
django.setup()
from preau.mail import imap, imap_rounds, tasks
from tests.instants import NOON
imap.Mailbox.move = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
with imap.opened() as mailbox:
    done = imap_rounds.Round(mailbox, NOON)
    done.take()
    while tasks.read_waiting(NOON, 50):
        pass
    done.file()
"""


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


class TestCommand:
    def test_prints_a_line_for_each_message_taken_in(self, inbox, capsys):
        inbox.put(mail(message_id="<une@ecole.invalid>"))

        assert main(["mail", "fetch"]) == 0

        line = json.loads(capsys.readouterr().out)
        assert (line["state"], line["outcome"]) == ("waiting", None)
        assert main(["mail", "fetch", "--wait"]) == 0
        assert capsys.readouterr().out == ""
        assert shown(inbox) == {HELD: 1}

    def test_waits_for_outcomes_where_that_is_asked(self, inbox, capsys):
        inbox.put(mail())

        assert main(["mail", "fetch", "--wait"]) == 0

        assert json.loads(capsys.readouterr().out)["outcome"] == "held"
        assert shown(inbox) == {HELD: 1}

    def test_a_message_that_stays_behind_gives_75(self, inbox, capsys):
        inbox.put(mail(), mail())
        inbox.files()[0].chmod(0)

        assert main(["mail", "fetch"]) == 75

        told = capsys.readouterr()
        assert len(told.out.splitlines()) == 1
        assert "1" in told.err

    def test_a_mailbox_out_of_reach_gives_75_and_no_password(self, inbox, settings, capsys):
        settings.PREAU_IMAP_URL = inbox.url.replace(str(inbox.server.port), "1")

        assert main(["mail", "fetch"]) == 75
        assert inbox.password not in capsys.readouterr().err

    def test_a_wrong_password_gives_75(self, inbox, settings, capsys):
        settings.PREAU_IMAP_URL = inbox.url.replace("secret", "faux-mot-de-passe")

        assert main(["mail", "fetch"]) == 75
        assert "faux-mot-de-passe" not in capsys.readouterr().err

    def test_without_a_mailbox_it_says_what_to_set(self, settings, capsys):
        settings.PREAU_IMAP_URL = ""

        assert main(["mail", "fetch"]) == 1
        assert "PREAU_IMAP_URL" in capsys.readouterr().err


class TestDoctor:
    def test_tells_a_mailbox_out_of_reach(self, inbox, settings):
        settings.PREAU_IMAP_URL = inbox.url.replace(str(inbox.server.port), "1")

        (finding,) = examination.examine(NOON)

        assert "IMAP" in str(finding.problem)
        assert finding.is_fatal

    def test_tells_what_stays_behind_only_once_it_has_stayed(self, inbox):
        inbox.put(mail())
        now = timezone.now()

        assert examination.examine(now) == []
        (finding,) = examination.examine(now + timedelta(minutes=30))
        assert "1" in str(finding.problem)

        go_round()
        assert examination.examine(now + timedelta(minutes=30)) == []

    def test_tells_a_password_that_crosses_the_network_in_clear(self, inbox, monkeypatch):
        monkeypatch.setattr(imap, "_LOOPBACK", frozenset())

        (finding,) = examination.examine(NOON)

        assert not finding.is_fatal


class TestService:
    @pytest.fixture
    def fetching(self, monkeypatch, settings):
        """The service, impatient; what the worker would do is done by the test."""
        settings.PREAU_IMAP_SECONDS = 2
        monkeypatch.setattr(imap_service, "SHORTEST_REST", 0.1)
        started = []

        def start():
            service = imap_service.start()
            started.append(service)
            return service

        yield start
        for service in started:
            service.stop()
            assert not service._thread.is_alive()

    def test_no_mailbox_no_service(self, settings):
        settings.PREAU_IMAP_URL = ""

        assert imap_service.start() is None

    def test_a_message_is_taken_in_as_the_server_tells_of_it(self, inbox, fetching, settings):
        settings.PREAU_IMAP_SECONDS = 60
        fetching()
        time.sleep(0.5)
        inbox.put(mail())

        wait_for(lambda: Letter.objects.count() == 1, 10)
        decide()
        wait_for(lambda: shown(inbox) == {HELD: 1}, 10)

    def test_a_server_without_news_is_asked_again(self, server, use, fetching):
        account = use(server.user("sobre"))
        fetching()
        time.sleep(0.3)
        account.put(mail())

        wait_for(lambda: Letter.objects.count() == 1, 10)

    def test_a_server_that_restarts_loses_nothing(self, server, inbox, fetching):
        fetching()
        inbox.put(mail())
        wait_for(lambda: Letter.objects.count() == 1, 10)

        server.stop()
        server.start()
        inbox.put(mail())

        wait_for(lambda: Letter.objects.count() == 2, 20)
        assert Delivery.objects.count() == 2

    def test_a_fault_of_ours_does_not_end_it(self, inbox, fetching, monkeypatch):
        faults = Counter()
        taken = Round.take

        def break_once(done):
            faults["n"] += 1
            if faults["n"] == 1:
                raise RuntimeError("broken")
            taken(done)

        monkeypatch.setattr(Round, "take", break_once)
        inbox.put(mail())
        fetching()

        wait_for(lambda: Letter.objects.count() == 1, 10)


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.1)
