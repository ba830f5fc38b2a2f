"""A mailbox emptied by IMAP, broken off at any moment: nothing is lost, nothing comes twice."""

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
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from preau.config.cli import main
from preau.files import store
from preau.mail import actions, examination, imap, imap_service, queries
from preau.mail.actions import Spot, intake
from preau.mail.imap_rounds import Round
from preau.mail.models import Delivery, Letter
from tests.instants import NOON
from tests.mail.letters import mail
from tests.mail.mailbox import HELD, decide, go_round, shown

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("INC-3"),
]


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
