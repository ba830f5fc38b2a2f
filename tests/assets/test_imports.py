"""Files of equipment."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from preau.assets import imports
from preau.assets.models import Asset
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import Room
from tests.assets.factories import AssetFactory
from tests.instants import NOON
from tests.schools.factories import SchoolFactory

pytestmark = pytest.mark.django_db

HEADER = "tag;uai;room;kind;name;serial;owner;status;commissioned_on;warranty_until\n"


@pytest.fixture
def school():
    return SchoolFactory(uai="0750654D")


def load(rows, header=HEADER):
    return run(KINDS["assets"], (header + rows).encode(), "f.csv", by=Actor.preau(NOON))


def facts():
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


ROWS = (
    "IDF-1;750654d;B204;Desktop computer;Alba 310;SN1;region;In service;01/09/2024;31/08/2029\n"
    "IDF-2;0750654D;b204;projector;Phare 4000;;;;;\n"
    "IDF-3;0750654D;;ups;Réserve 1500;;own_funds;stored;;\n"
)


class TestAssets:
    @pytest.fixture(autouse=True)
    def _school(self, school):
        pass

    def test_enters_equipment_and_makes_the_rooms(self):
        report = load(ROWS)

        assert report.applied, report.problems
        assert Asset.objects.count() == 3
        assert Room.objects.get().name == "B204"
        assert Asset.objects.get(tag="IDF-2").room == Room.objects.get()
        # Whoever reads the history of the lycée learns where the room came from.
        assert facts() == ["schools.room.named", *["assets.asset.registered"] * 3]

    def test_a_label_entered_elsewhere_while_the_file_is_read_is_told_on_its_row(self, monkeypatch):
        other = AssetFactory(tag="IDF-2")
        known, looks = imports._known, []

        def too_early(tags):
            looks.append(tags)
            return known(tags) if len(looks) > 1 else {}

        monkeypatch.setattr(imports, "_known", too_early)

        report = load(ROWS)

        assert [(p.row, p.column) for p in report.problems] == [(3, "tag")]
        assert other.school.name in report.problems[0].reason
        assert Asset.objects.count() == 1

    def test_what_the_database_refuses_for_another_reason_is_no_twin(self, monkeypatch):
        def broken(*args):
            raise IntegrityError("another one")

        monkeypatch.setattr(imports, "_write", broken)

        with pytest.raises(IntegrityError):
            load(ROWS)

    def test_twice_changes_nothing(self):
        rows = ROWS
        load(rows)

        assert load(rows).changes_nothing
        assert len(facts()) == 4

    def test_moves_stores_disposes_and_corrects(self):
        load("IDF-1;0750654D;B204;desktop;Alba;;;;;\nIDF-2;0750654D;;desktop;Alba;;;;;\n")

        report = load("IDF-1;0750654D;CDI;;Alba 2;;;;;\nIDF-2;0750654D;;;;;;disposed;;\n")

        assert report.counts == {"created": 0, "changed": 2, "unchanged": 0}
        assert facts()[3:] == [
            "schools.room.named",
            "assets.asset.corrected",
            "assets.asset.moved",
            "assets.asset.disposed",
        ]
        moved = Asset.objects.get(tag="IDF-1")
        assert (moved.room.name, moved.version, moved.folded) == ("CDI", 2, "alba 2 idf-1")

    def test_out_of_store_into_service(self):
        AssetFactory(tag="IDF-1", school__uai="0920137Z", stored=True)

        report = load("IDF-1;0920137Z;;;;;;in_service;;\n")

        assert report.counts["changed"] == 1
        assert facts() == ["assets.asset.moved"]

    @pytest.mark.parametrize(
        ("row", "where"),
        [
            ("IDF/1;0750654D;;desktop;Alba;;;;;", (2, "tag")),
            (";0750654D;;desktop;Alba;;;;;", (2, "tag")),
            ("IDF-1;0750655E;;desktop;Alba;;;;;", (2, "uai")),
            ("IDF-1;0750654E;;desktop;Alba;;;;;", (2, "uai")),
            ("IDF-1;0750654D;;toaster;Alba;;;;;", (2, "kind")),
            ("IDF-1;0750654D;;;Alba;;;;;", (2, "kind")),
            ("IDF-1;0750654D;;desktop;;;;;;", (2, "name")),
            ("IDF-1;0750654D;;desktop;Alba;;;;2026-09-01;2025-09-01", (2, "warranty_until")),
            ("OLD-1;0750654D;;;Noria;;;;;", (2, "status")),
            ("NEW-1;0750654D;;;;;;;;", (2, "uai")),
            ("NEW-1;{uai};;;;;;;;2001-01-01", (2, "warranty_until")),
            ("I-1;0750654D;;ups;A;;;;;\nI-1;0750654D;;ups;A;;;;;", (3, "tag")),
        ],
    )
    def test_each_problem_has_its_row_and_column(self, school, row, where):
        AssetFactory(tag="OLD-1", school=school, disposed=True)
        other = AssetFactory(tag="NEW-1", commissioned_on="2020-09-01")
        before = list(Asset.objects.values())

        report = load(row.format(uai=other.school.uai) + "\n")

        assert [(p.row, p.column) for p in report.problems] == [where]
        assert list(Asset.objects.values()) == before
        assert facts() == []
