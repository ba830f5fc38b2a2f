"""`preau insight rebuild`, and files of calendars brought in from a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from preau.config import cli
from preau.tickets.models import Treatment
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-13")]


def test_the_copies_are_made_anew(capsys: pytest.CaptureFixture[str]) -> None:
    factories.closed(Crew())
    kept = list(Treatment.objects.values())
    Treatment.objects.all().delete()

    assert cli.main(["insight", "rebuild", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"measured": 1, "removed": 0}
    assert list(Treatment.objects.values()) == kept

    assert cli.main(["insight", "rebuild"]) == 0
    assert "1 ticket" in capsys.readouterr().out


@pytest.mark.requirement("INC-8")
def test_school_holidays_come_in_dry_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "vacances.csv"
    file.write_text(
        "description;population;start_date;end_date;location;zones;annee_scolaire\n"
        "Vacances de Noël;-;2030-12-20T23:00:00+00:00;2031-01-05T23:00:00+00:00;Paris;Zone C;"
        "2030-2031\n"
    )

    def counts(*words: str) -> Any:
        assert cli.main(["import", "holidays", str(file), "--json", *words]) == 0
        return json.loads(capsys.readouterr().out)["counts"]

    assert counts("--dry-run")["created"] == 1
    assert counts()["created"] == 1
    assert counts()["unchanged"] == 1
