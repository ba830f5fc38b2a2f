"""The one command: its words, its exit status."""

import argparse
import json
import os
import subprocess
import sys
from datetime import datetime

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError

from preau.agenda.models import Delivery
from preau.agenda.states import DeliveryState
from preau.config import cli, french
from preau.core import commands as core
from preau.core.actors import Actor
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.journal.models import Seal
from tests.instants import NOON, PARIS
from tests.journal.facts import Planted


@pytest.fixture
def failed_delivery(db):
    return Delivery.objects.create(
        subscriber="gone", entry_id=1, due_at=NOON, state=DeliveryState.FAILED, last_error="x"
    )


class TestStatus:
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (core.Refusal("a", "b"), 1),
            (Refused(no("not you")), 1),
            (CommandError("no"), 1),
            (OperationalError("locked"), 75),
            (KeyboardInterrupt(), 130),
        ],
    )
    def test_tells_a_refusal_from_a_failure_that_passes(self, error, status, capsys):
        def run(args):
            raise error

        assert cli._run(argparse.Namespace(run=run)) == status
        assert "Traceback" not in capsys.readouterr().err

    def test_an_unknown_word_is_a_usage_error(self):
        with pytest.raises(SystemExit) as ended:
            cli.main(["dance"])

        assert ended.value.code == 2

    def test_every_room_adds_its_commands_without_collision(self, capsys):
        with pytest.raises(SystemExit) as ended:
            cli.main(["--help"])

        assert ended.value.code == 0
        told = capsys.readouterr().out
        for word in ("serve", "web", "worker", "migrate", "doctor", "journal", "queue"):
            assert f"\n    {word} " in told

    def test_ends_quietly_when_nobody_reads_on(self):
        words = [sys.executable, "-m", "preau.config.cli", "--help"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()


class TestQueue:
    def test_drains_until_nothing_is_left(self, db):
        assert cli.main(["queue", "drain", "--at", "2026-10-05T12:00"]) == 0

    def test_a_drain_says_what_failed(self, db, capsys):
        Delivery.objects.create(subscriber="gone", entry_id=1, due_at=NOON)

        assert cli.main(["queue", "drain", "--at", "2026-10-05T12:00"]) == 1
        assert "gone 1" in capsys.readouterr().err

    def test_a_delivery_of_later_waits(self, db):
        Delivery.objects.create(subscriber="gone", entry_id=1, due_at=NOON)

        assert cli.main(["queue", "drain", "--at", "2026-10-05T11:59:59"]) == 0

    def test_tells_its_state(self, failed_delivery, capsys):
        assert cli.main(["queue", "status", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["deliveries"] == {"due": 0, "running": 0, "failed": 1}
        assert told["failures"] == [{"subscriber": "gone", "entry_id": 1, "error": "x"}]

        assert cli.main(["queue", "status"]) == 0
        assert "gone 1: x" in capsys.readouterr().out

    def test_gives_what_failed_another_chance(self, failed_delivery):
        assert cli.main(["queue", "retry"]) == 0

        failed_delivery.refresh_from_db()
        assert failed_delivery.state == DeliveryState.DUE


class TestJournal:
    def test_verifies_and_seals(self, db, capsys):
        journal.record(Planted(thing_id=7), by=Actor.preau(NOON))

        assert cli.main(["journal", "seal", "--at", "2026-10-06T03:00"]) == 0
        digest = Seal.objects.get().digest
        assert capsys.readouterr().out == f"1 2026-10-05 1 {digest}\n"
        assert cli.main(["journal", "verify"]) == 0
        assert digest in capsys.readouterr().out
        assert cli.main(["journal", "verify", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["entries"], told["seals"], told["faults"]) == (1, 1, [])

    def test_says_what_is_wrong(self, db, capsys):
        journal.record(Planted(thing_id=7), by=Actor.preau(NOON))
        entry = journal._entry(Planted(thing_id=7), Actor.preau(NOON), (1, "forged"))
        entry.save()

        assert cli.main(["journal", "verify"]) == 1
        assert "trials.tree 7, 2, previous" in capsys.readouterr().err


class TestArguments:
    def test_an_instant_without_a_zone_is_of_paris(self):
        parser = argparse.ArgumentParser()
        core.add_at(parser)

        assert parser.parse_args(["--at", "2026-10-05T12:00"]).at == NOON
        assert parser.parse_args(["--at", "2026-10-05T10:00Z"]).at == NOON
        assert core.moment(parser.parse_args([])).tzinfo is not None

    def test_a_group_is_shared_by_rooms(self):
        commands = argparse.ArgumentParser().add_subparsers()

        first = core.group(commands, "import", "Take in a file.")

        assert core.group(commands, "import", "x") is first

    @pytest.mark.parametrize("words", [["--help"], ["web", "--help"], ["nothing"], ["mail"]])
    def test_argparse_speaks_french(self, capsys, words):
        with pytest.raises(SystemExit):
            cli.main(words)

        told = "".join(capsys.readouterr())
        assert "utilisation" in told
        for english in ("usage", "show this help", "positional arguments", "error", "required"):
            assert english not in told

    def test_what_speaks_without_django_does_so_in_french(self):
        assert french.translate("Pages.") == "Les pages."
        assert french.translate("no such text") == "no such text"

    def test_json_writes_french_as_it_is(self, capsys):
        core.show_json({"lycée": datetime(2026, 10, 5, 12, tzinfo=PARIS)})

        assert capsys.readouterr().out == '{"lycée": "2026-10-05 12:00:00+02:00"}\n'


def test_migrate_brings_an_empty_instance_up(tmp_path):
    """The one way to a new instance: tables, cache, static files, a key of its own."""
    words = [sys.executable, "-m", "preau.config.cli"]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREAU_", "DATABASE_URL"))
    }
    env = kept | {"PREAU_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "preau.config.settings"}

    for _ in range(2):
        done = subprocess.run([*words, "migrate"], env=env, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr

    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "static" / "staticfiles.json").exists()
    look = subprocess.run([*words, "doctor", "--json"], env=env, capture_output=True, text=True)
    fatal = [f["remedy"] for f in json.loads(look.stdout) if f["fatal"]]
    assert look.returncode == 1
    assert len(fatal) == 1
    assert "preau worker" in fatal[0]
