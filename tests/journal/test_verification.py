"""Whatever is changed in the journal, and however, is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.db.models import Model, QuerySet

from preau.core.actors import Actor
from preau.journal import actions as journal
from preau.journal.digests import digest_of
from preau.journal.models import Entry, Seal
from preau.journal.seals import kinds_of_members, read_members, seal_days
from preau.journal.verification import Report, verify
from tests.instants import NOON, TOMORROW, paris
from tests.journal.facts import Planted, Pruned

DAY = timedelta(days=1)

#: Each column of an entry, a change to it, and where the change is found.
CONTENTS = [
    ("fact", "trials.tree.felled", "content"),
    ("data", '{"species":"limf"}', "content"),
    ("at", paris("2026-10-05 12:00:01"), "content"),
    ("person_key", "claird", "content"),
    ("behalf_key", "x", "content"),
    ("role", "head", "content"),
    ("school_id", 4, "content"),
    ("school_id", None, "content"),
    ("audience", "region", "content"),
    ("previous", "0" * 64, "previous"),
    ("digest", "0" * 64, "digest"),
]
MOVED = [
    ("thing_kind", "trials.bush", ("trials.tree", 7, 2, "position")),
    ("thing_id", 9, ("trials.tree", 7, 2, "position")),
    ("position", 90, ("trials.tree", 7, 2, "position")),
    ("id", 900, ("trials.tree", 7, 2, "id")),
]


@pytest.fixture
def _story(db):
    """Three things, two kinds, two days: the first sealed, the second not yet."""
    for at in (NOON, NOON + timedelta(hours=1), TOMORROW):
        by = Actor(at=at, person=object(), key="claire")
        for thing in (7, 8):
            journal.record(Planted(thing_id=thing, school_id=3), by=by)
    journal.record(Pruned(thing_id=7, on=NOON.date(), until=NOON), by=Actor.preau(NOON))
    seal_days(TOMORROW)


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the guards of the database away, as whoever holds it can."""
    with connection.cursor() as cursor:
        for table in ("journal_entry", "journal_seal"):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                for guard in ("written_once", "never_deleted"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{guard}")
    yield


def tamper(model: type[Model], where: dict[str, object], **changes: object) -> None:
    """Change rows past the house."""
    with unguarded():
        assert QuerySet(model).filter(**where).update(**changes)


def remove(model: type[Model], **where: object) -> None:
    """Remove rows past the house."""
    with unguarded():
        assert QuerySet(model).filter(**where).delete()[0]


def where(report: Report) -> set[tuple[str, object, object, str]]:
    return {(f.thing_kind, f.thing_id, f.position, f.field) for f in report.faults}


@pytest.mark.requirement("STE-10")
@pytest.mark.usefixtures("_story")
class TestVerify:
    def test_finds_nothing_wrong_with_what_was_written(self):
        report = verify()

        assert report.faults == []
        assert (report.entries, report.things, report.seals, report.unsealed) == (7, 2, 1, 2)
        assert (report.last_day, report.last_digest) == (
            "2026-10-05",
            Seal.objects.get().digest,
        )

    def test_is_shown_for_each_column(self):
        tested = {case[0] for case in (*CONTENTS, *MOVED)}

        assert tested == {field.name for field in Entry._meta.concrete_fields}

    @pytest.mark.parametrize(
        ("column", "value", "field"),
        CONTENTS,
    )
    def test_finds_a_changed_column(self, column, value, field):
        tamper(Entry, {"thing_id": 7, "position": 2}, **{column: value})

        assert ("trials.tree", 7, 2, field) in where(verify())

    @pytest.mark.parametrize(
        ("column", "value", "fault"),
        MOVED,
    )
    def test_finds_an_entry_that_was_moved(self, column, value, fault):
        tamper(Entry, {"thing_id": 7, "position": 2}, **{column: value})

        assert fault in where(verify())

    @pytest.mark.parametrize("column", ["digest", "data"])
    def test_finds_a_change_in_a_last_entry_not_sealed_yet(self, column):
        tamper(Entry, {"thing_id": 8, "position": 3}, **{column: "x"})

        assert where(verify()) == {("trials.tree", 8, 3, "content")}

    def test_finds_a_day_that_cannot_be_read(self):
        """SQLite takes any value for a day; what PostgreSQL takes ("yesterday") is a change."""
        for broken in ("2026-90-05 10:00:00", "yesterday", b"\xff\xfe"):
            try:
                with unguarded(), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("UPDATE journal_entry SET at = %s WHERE position = 2", [broken])
            except (DataError, ProgrammingError):
                assert connection.vendor == "postgresql"
            else:
                assert verify().faults

    def test_finds_a_whole_digest_computed_anew(self):
        """Someone who knows the rule rewrites an entry and all digests after it."""
        previous = ""
        for entry in Entry.objects.filter(thing_id=8).order_by("position"):
            entry.person_key, entry.previous = "paul", previous
            previous = digest_of(**entry.said())
            changes = {"person_key": "paul", "previous": entry.previous, "digest": previous}
            tamper(Entry, {"pk": entry.pk}, **changes)

        assert where(verify()) == {("journal.seal", 1, "2026-10-05", "digest")}

    def test_finds_a_removed_entry_in_the_middle(self):
        remove(Entry, thing_id=7, position=2)

        faults = where(verify())

        assert ("trials.tree", 7, 2, "position") in faults
        assert ("trials.tree", 7, 3, "position") in faults

    def test_finds_a_removed_last_entry_by_the_seal(self):
        seal_days(TOMORROW + DAY)
        remove(Entry, thing_id=8, position=3)

        faults = where(verify())

        assert ("trials.tree", 8, 3, "position") in faults
        assert ("journal.seal", 2, "2026-10-06", "count") in faults

    def test_finds_a_removed_chain_by_the_seal(self):
        remove(Entry, thing_id=8)

        faults = where(verify())

        assert {("trials.tree", 8, 1, "position"), ("trials.tree", 8, 2, "position")} <= faults

    def test_finds_that_everything_was_removed(self):
        remove(Entry)

        assert ("trials.tree", 7, 1, "position") in where(verify())

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("number", 2),
            ("day", "2026-10-04"),
            ("count", 4),
            ("members", "# trials.tree\n7 1 1\n"),
            ("members", "broken"),
            ("members", "# trials.tree\nbroken\n"),
            ("sealed_at", paris("2026-10-06 03:00")),
            ("previous", "x"),
            ("digest", "x"),
        ],
    )
    def test_finds_a_changed_seal(self, column, value):
        tamper(Seal, {}, **{column: value})

        assert verify().faults

    def test_finds_a_removed_seal(self):
        seal_days(TOMORROW + DAY)
        remove(Seal, number=1)

        assert ("journal.seal", 2, "2026-10-06", "number") in where(verify())


@pytest.mark.requirement("STE-10")
@pytest.mark.usefixtures("_story")
class TestSeal:
    def test_covers_the_days_that_are_over_once(self):
        assert Seal.objects.get().count == 5
        assert seal_days(TOMORROW) == []

        [second] = seal_days(TOMORROW + DAY)

        assert (second.number, second.count, str(second.day)) == (2, 2, "2026-10-06")
        assert second.previous == Seal.objects.get(number=1).digest

    def test_takes_what_was_dated_back_into_a_further_seal(self):
        journal.record(Planted(thing_id=8), by=Actor.preau(NOON))

        [late] = seal_days(TOMORROW)

        assert (late.number, late.count, str(late.day)) == (2, 1, "2026-10-05")
        assert verify().faults == []

    def test_goes_by_the_midnight_of_paris(self):
        journal.record(Planted(thing_id=9), by=Actor.preau(paris("2026-10-06 23:59")))
        journal.record(Planted(thing_id=9), by=Actor.preau(paris("2026-10-07 00:00")))

        [second] = seal_days(paris("2026-10-07 08:00"))

        assert list(read_members(second.members, "trials.tree"))[-1][:2] == (9, 1)

    def test_names_its_members_by_kind(self):
        text = "# a\n1 1 10\n1 2 11\n# b.c\n5 1 3\n"

        assert list(kinds_of_members(text)) == ["a", "b.c"]
        assert list(read_members(text, "a")) == [(1, 1, 10), (1, 2, 11)]
        assert list(read_members(text, "b.c")) == [(5, 1, 3)]
        assert list(read_members(text, "b")) == []
        assert list(kinds_of_members("")) == []


def test_an_empty_journal_is_well(db):
    assert seal_days(NOON) == []
    assert verify() == Report()
