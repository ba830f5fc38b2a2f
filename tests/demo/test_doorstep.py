"""Before the demonstration starts: its words and its ports."""

from __future__ import annotations

import pytest

from preau.demo import doorstep
from preau.demo.seed import texts

pytestmark = pytest.mark.django_db


class TestWords:
    def test_every_incident_is_solved_or_out_of_scope(self):
        found = texts.incidents()

        assert len(found) >= 100
        for incident in found:
            assert ("solution" in incident) != ("out_of_scope" in incident), incident["subject"]
            assert ("question" in incident) == ("reply" in incident), incident["subject"]

    def test_every_place_of_an_incident_is_in_the_plan_of_rooms(self):
        usages = {plan["usage"] for plan in texts.table("equipment.toml")["room"]}
        kinds = {model["kind"] for model in texts.table("equipment.toml")["model"]}

        for incident in texts.incidents():
            assert incident.get("room", "office") in usages
            assert set(incident.get("asset", [])) <= kinds

    def test_the_data_files_are_small_and_have_their_sources(self):
        readme = (texts.DATA / "README.md").read_text()

        for path in texts.DATA.glob("*.*"):
            assert path.stat().st_size < 1_000_000
            assert path.name in readme or path.name == "README.md"


class TestDoorstep:
    def test_a_busy_port_is_replaced_and_said(self, monkeypatch, capsys):
        for name in ("PREAU_URL", "PREAU_WEB_LISTEN", "PREAU_SMTP_LISTEN", "PREAU_MAIL_ADDRESS"):
            monkeypatch.setenv(name, "")
            monkeypatch.delenv(name)
        monkeypatch.setattr(doorstep, "is_free", lambda host, port: port not in {8000, 8001})

        doorstep.prepare(["demo"])

        import os

        assert os.environ["PREAU_WEB_LISTEN"] == "127.0.0.1:8002"
        assert os.environ["PREAU_URL"] == "http://localhost:8002"
        assert os.environ["PREAU_SMTP_LISTEN"] == "127.0.0.1:2525"
        assert "8002" in capsys.readouterr().out

    @pytest.mark.parametrize("words", [["demo", "--help"], ["demo", "mail"]])
    def test_help_and_a_letter_look_for_no_port(self, monkeypatch, capsys, words):
        monkeypatch.setattr(doorstep, "is_free", lambda host, port: port > 8010)

        doorstep.prepare(words)

        assert capsys.readouterr().out == ""

    def test_a_port_where_somebody_listens_is_not_free(self):
        import socket

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            assert not doorstep.is_free("127.0.0.1", taken.getsockname()[1])
