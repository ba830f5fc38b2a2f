"""`preau mail`, as administrators and mail servers call it."""

import io
import json
import sys

import pytest

from preau.config import cli
from preau.mail import actions
from preau.mail.models import Letter, Outgoing
from tests.instants import NOON
from tests.mail.letters import mail
from tests.schools.factories import SchoolFactory, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-16")]


@pytest.fixture
def run(capsys):
    def run(*words):
        status = cli.main([*words])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def message(tmp_path):
    def write(raw, name="message.eml"):
        file = tmp_path / name
        file.write_bytes(raw)
        return str(file)

    return write


class TestReceive:
    def test_prints_a_line_per_message(self, run, message):
        status, out, _err = run(
            "mail", "receive", message(mail(subject="Un"), "1"), message(mail(), "2")
        )

        lines = [json.loads(line) for line in out.splitlines()]
        assert status == 0
        assert [line["state"] for line in lines] == ["waiting", "waiting"]
        assert Letter.objects.count() == 2
        assert lines[0]["sha256"] == Letter.objects.order_by("pk")[0].sha256

    def test_waits_for_the_outcome(self, run, message, desk):
        claire = make_person("correspondent", SchoolFactory(), email="claire.martin@ecole.invalid")
        raw = mail(
            sender=f"Claire Martin <{claire.email}>", files={"é.txt": (b"x\n", "text/plain")}
        )

        status, out, _err = run("mail", "receive", "--wait", "--at", NOON.isoformat(), message(raw))

        line = json.loads(out)
        letter = Letter.objects.get()
        assert status == 0
        assert list(line) == [
            "id", "sha256", "message_id", "state", "outcome", "reason", "ticket", "answered",
            "from", "to", "subject", "date", "text", "reply", "files",
        ]  # fmt: skip
        assert (line["state"], line["outcome"], line["ticket"]) == ("done", "ticket", letter.ref)
        assert line["from"] == {"name": "Claire Martin", "email": claire.email}
        assert line["to"] == ["cesame@iledefrance.fr"]
        assert line["date"] == "2026-10-05T10:00:00+00:00"
        assert line["files"][0]["name"] == "é.txt"
        assert line["files"][0]["size"] == 2
        assert letter.decided_at == NOON

    def test_takes_one_from_a_pipe(self, run, monkeypatch):
        raw = mail()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

        status, _out, _err = run("mail", "receive", "--recipient", "cesame+x@iledefrance.fr")

        letter = Letter.objects.get()
        assert status == 0
        assert letter.size == len(raw)
        assert letter.deliveries.get().envelope_to == ["cesame+x@iledefrance.fr"]
        assert letter.deliveries.get().road == "pipe"

    def test_asks_the_carrier_to_come_again(self, run, message, monkeypatch):
        def full(_raw, **_envelope):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("preau.mail.commands.actions.receive", full)

        status, _out, err = run("mail", "receive", message(mail()))

        assert status == 75
        assert "No space left" in err

    def test_refuses_what_is_too_big_and_goes_on(self, run, message, monkeypatch):
        monkeypatch.setattr("preau.mail.actions.intake.MAX_SIZE", 1000)

        status, out, err = run(
            "mail", "receive", message(mail("x" * 2000), "big"), message(mail(), "small")
        )

        assert status == 1
        assert "50\u00a0Mo" in err
        assert len(out.splitlines()) == 1

    def test_a_missing_file_is_named(self, run, tmp_path):
        status, _out, err = run("mail", "receive", str(tmp_path / "absent.eml"))

        assert status == 1
        assert "absent.eml" in err


class TestShow:
    def test_shows_one_by_its_digest_or_a_part_of_it(self, run):
        letter = actions.receive(mail(), road="file", at=NOON)

        status, out, _err = run("mail", "show", letter.sha256[:12])

        assert status == 0
        assert json.loads(out)["sha256"] == letter.sha256

    def test_shows_all(self, run):
        for _ in range(3):
            actions.receive(mail(), road="file", at=NOON)

        _status, out, _err = run("mail", "show", "--all", "--json")

        assert len(out.splitlines()) == 3

    def test_says_which_is_unknown(self, run):
        status, _out, err = run("mail", "show", "abc")

        assert status == 1
        assert "abc" in err


class TestBalance:
    def test_is_even(self, run):
        actions.receive(mail(), road="file", at=NOON)

        status, out, _err = run("mail", "balance", "--json")

        books = json.loads(out)
        assert status == 0
        assert books["balanced"] is True
        assert (books["deliveries"], books["waiting"]) == (1, 1)

    def test_reads_in_french(self, run):
        status, out, _err = run("mail", "balance")

        assert status == 0
        assert "Les comptes tombent juste" in out

    def test_says_when_something_is_missing(self, run):
        letter = actions.receive(mail(), road="file", at=NOON)
        letter.deliveries.all().delete()

        assert run("mail", "balance")[0] == 1
        assert not Outgoing.objects.exists()
