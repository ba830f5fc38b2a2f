"""What the house says of itself: health, doctor, logs, static files."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from django.db import DatabaseError, connection
from django_tasks_db.models import DBTaskResult

from preau.agenda import pulse, wiring
from preau.agenda.models import Delivery
from preau.agenda.states import DeliveryState
from preau.agenda.tasks import run_cron
from preau.agenda.wiring import Finding
from preau.config import cli, doctor, logs, static
from preau.mail.models import Outgoing
from preau.mail.states import OutgoingState
from tests.instants import NOON


class TestHealth:
    @pytest.mark.django_db
    def test_is_open_to_all_and_tells_nothing(self, client):
        answer = client.get("/health/")

        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.django_db
    def test_is_bad_without_a_database(self, client, monkeypatch):
        def fail():
            raise DatabaseError

        monkeypatch.setattr(connection, "cursor", fail)

        assert client.get("/health/").status_code == 503


@pytest.mark.django_db
class TestDoctor:
    def problems(self, at=NOON):
        return [str(finding.problem) for finding in doctor.findings(at) if finding.is_fatal]

    @pytest.fixture(autouse=True)
    def _worker(self):
        pulse.beat("w", NOON)

    def test_finds_nothing_where_all_is_well(self):
        assert self.problems() == []

    def test_sees_that_no_worker_lives(self):
        assert len(self.problems(NOON + timedelta(seconds=31))) == 1
        pulse.stop("w")
        assert len(self.problems()) == 1

    def test_sees_what_was_given_up(self):
        Delivery.objects.create(subscriber="x", entry_id=1, due_at=NOON, state=DeliveryState.FAILED)

        [finding] = [finding for finding in doctor.findings(NOON) if finding.is_fatal]

        assert "preau queue retry" in str(finding.remedy)

    def test_mentions_jobs_that_failed(self):
        run_cron.enqueue("x", "not an instant")
        DBTaskResult.objects.update(status="FAILED")

        assert any("1 " in str(finding.problem) for finding in doctor.findings(NOON))
        assert self.problems() == []

    def test_sees_a_folder_that_cannot_be_written_to(self, settings, tmp_path):
        settings.VAR = tmp_path / "nowhere"

        assert str(settings.VAR) in self.problems()[0]

    def test_sees_a_database_out_of_reach(self, monkeypatch):
        def fail():
            raise DatabaseError("no route")

        monkeypatch.setattr(doctor, "_migrations", fail)

        assert "no route" in self.problems()[0]

    def test_sees_migrations_that_wait(self, monkeypatch):
        monkeypatch.setattr(
            doctor.MigrationExecutor, "migration_plan", lambda self, leaves: ["one"]
        )

        assert len(self.problems()) == 1

    def test_sees_a_cache_without_its_table(self, monkeypatch):
        names = connection.introspection.table_names
        # Migrations look with a cursor of their own.
        monkeypatch.setattr(
            connection.introspection, "table_names", lambda *given: names(*given) if given else []
        )

        assert len(self.problems()) == 1

    def test_warns_of_missing_libraries_and_of_plain_http(self, settings, monkeypatch):
        settings.PREAU_URL = "http://preau.example"
        monkeypatch.setattr(doctor.ctypes.util, "find_library", lambda name: None)

        mild = [finding for finding in doctor.findings(NOON) if not finding.is_fatal]

        assert len(mild) >= 2
        assert any("libpango-1.0-0" in str(finding.remedy) for finding in mild)

    def test_sees_letters_that_go_nowhere(self, settings):
        settings.PREAU_URL = "https://preau.example"
        settings.EMAIL_BACKEND = doctor.FOLDER_BACKEND
        settings.PREAU_MAIL_AUTHSERV = ""

        remedies = [str(finding.remedy) for finding in doctor.findings(NOON)]

        assert any("EMAIL_URL" in remedy for remedy in remedies)
        assert any("PREAU_MAIL_AUTHSERV" in remedy for remedy in remedies)

    def test_sees_letters_that_could_not_be_sent(self):
        Outgoing.objects.create(
            key="x",
            message_id="<x>",
            written_at=NOON,
            tried_from=NOON,
            due_at=NOON,
            state=OutgoingState.FAILED,
        )

        assert len(self.problems()) == 1

    def test_asks_the_rooms(self):
        wiring.examine("trials", lambda at: [Finding("a leak", "a bucket")])
        try:
            assert self.problems() == ["a leak"]
        finally:
            wiring.EXAMINERS.pop("trials")

    def test_is_a_command(self, capsys):
        wiring.examine("trials", lambda at: [Finding("a leak", "a bucket")])
        try:
            assert cli.main(["doctor"]) == 1
            assert "a leak\n  → a bucket" in capsys.readouterr().out
            assert cli.main(["doctor", "--json"]) == 1
            told = json.loads(capsys.readouterr().out)
            assert {"problem": "a leak", "remedy": "a bucket", "fatal": True} in told
        finally:
            wiring.EXAMINERS.pop("trials")


class TestLogs:
    def line(self, record: logging.LogRecord) -> str:
        formatter = logs.configuration("INFO")["formatters"]["line"]
        made = structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
        return made.format(record)

    def record(self, message: str, **more: object) -> logging.LogRecord:
        record = logging.LogRecord("django", logging.ERROR, "x.py", 1, message, (), None)
        vars(record).update(more)
        return record

    def test_an_event_is_one_line_of_json(self):
        line = self.line(self.record("Something\nhappened", status_code=500))

        assert "\n" not in line
        told = json.loads(line)
        assert (told["event"], told["status_code"]) == ("Something\nhappened", 500)
        assert told["level"] == "error"

    def test_bears_no_address_and_no_request(self):
        error = ValueError("Key (email)=(claire.martin@lycee.fr) already exists")
        trace = (type(error), error, None)
        record = self.record("for paul@region.fr", request="GET", exc_info=trace)

        line = self.line(record)

        assert "lycee.fr" not in line
        assert "region.fr" not in line
        assert "ValueError" in line
        assert "request" not in json.loads(line)

    def test_reads_well_in_a_terminal(self):
        event = {
            "timestamp": "2026-10-05T12:00:00Z",
            "level": "info",
            "event": "worker starts",
            "logger": "preau.agenda",
            "worker": "w",
        }

        assert logs._readable(None, "", dict(event)) == (
            "12:00:00 INFO    worker starts [preau.agenda] worker=w"
        )
        assert logs._readable(None, "", event | {"exception": "Traceback"}).endswith("\nTraceback")


def test_static_files_are_collected_when_a_source_changed(settings, tmp_path, monkeypatch):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.css").write_text("a{}")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    static.get_finders.__globals__["get_finder"].cache_clear()
    try:
        assert static.collect_if_needed()
        assert not static.collect_if_needed()
        (sources / "a.css").write_text("a{color:red}")
        assert static.collect_if_needed()
    finally:
        static.get_finders.__globals__["get_finder"].cache_clear()

    assert Path(settings.STATIC_ROOT, "a.css").exists()
