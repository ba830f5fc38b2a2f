"""The worker writes a long list: whole, once, and no longer than its reader may read it."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine

from preau.accounts.roles import Role
from preau.agenda.runner import drain_all
from preau.exports import actions, writing
from preau.exports.models import Taken
from preau.exports.states import Reason, Status
from preau.files import store
from preau.schools.models import Room
from preau.ui.exports import EXPORTS, running
from tests.exports import factories
from tests.instants import NOON
from tests.schools.factories import RoomFactory, SchoolFactory, actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("STE-2")]
ROOMS = 25


@pytest.fixture
def person(monkeypatch):
    monkeypatch.setattr(running, "BATCH", 10)
    school = SchoolFactory()
    RoomFactory.create_batch(ROOMS, school=school)
    return make_person(Role.CORRESPONDENT, school)


def _asked(person: Any) -> Taken:
    return factories.waiting(person, "rooms", of=person.mandates.get().school.uai)


def _written(taken: Taken) -> Taken:
    writing.write_file(taken.pk, clock=lambda: NOON)
    taken.refresh_from_db()
    return taken


class TestWriteFile:
    def test_writes_all_pages_in_their_order(self, person):
        taken = _written(_asked(person))

        assert (taken.status, taken.done, taken.total) == (Status.READY, ROOMS, ROOMS)
        with store.path(taken.sha256, shelf=actions.SHELF).open("rb") as file:
            book = openpyxl.load_workbook(file)
        names = [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)]
        assert names == list(Room.objects.values_list("name", flat=True))
        about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
        assert about["Par"] == person.name
        assert about["Lignes"] == str(ROOMS)

    def test_twice_is_the_same_as_once(self, person):
        taken = _written(_asked(person))
        sha256 = taken.sha256

        assert _written(taken).sha256 == sha256

    def test_progress_is_seen_on_the_way(self, person, monkeypatch):
        seen: list[int] = []
        advance = actions.advance

        def told(taken, *, at, done, total):
            seen.append(done)
            return advance(taken, at=at, done=done, total=total)

        monkeypatch.setattr(actions, "advance", told)
        _written(_asked(person))

        assert seen == [10, 20, 25]

    def test_given_up_it_stops_at_the_next_batch(self, person, monkeypatch):
        taken = _asked(person)
        advance = actions.advance

        def cancelled(one, *, at, done, total):
            actions.cancel(one, by=actor(person))
            return advance(one, at=at, done=done, total=total)

        monkeypatch.setattr(actions, "advance", cancelled)
        _written(taken)

        assert (taken.status, taken.sha256) == (Status.CANCELLED, "")

    @pytest.mark.parametrize("when", ["before", "meanwhile"])
    def test_a_mandate_that_ends_ends_it_and_leaves_no_file(self, person, monkeypatch, when):
        taken = _asked(person)
        advance = actions.advance

        def ended(one, **words):
            person.mandates.update(ends_at=NOON)
            return advance(one, **words)

        if when == "before":
            person.mandates.update(ends_at=NOON)
        else:
            monkeypatch.setattr(actions, "advance", ended)
        _written(taken)

        assert (taken.status, taken.reason) == (Status.FAILED, Reason.RIGHT_ENDED)
        assert taken.sha256 == ""

    def test_a_list_longer_than_a_sheet_is_refused_with_what_to_do(self, person, monkeypatch):
        monkeypatch.setattr(writing, "MOST_LINES", ROOMS)

        taken = _written(_asked(person))

        assert taken.reason == Reason.TOO_LONG

    def test_a_list_that_a_later_version_dropped(self, person, monkeypatch):
        taken = _asked(person)
        monkeypatch.delitem(EXPORTS, "rooms")

        assert _written(taken).status == Status.FAILED

    def test_holds_no_more_of_it_in_memory_than_a_piece(self, person, monkeypatch):
        def at_length(_run, target, _about, *, advance):
            for _ in range(40):
                target.write(b"x" * 1_000_000)

        monkeypatch.setattr(writing, "write", at_length)
        taken = _asked(person)

        tracemalloc.start()
        try:
            taken = _written(taken)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert taken.size == 40_000_000
        assert store.path(taken.sha256, shelf=actions.SHELF).stat().st_size == taken.size
        assert peak < 10_000_000

    def test_taken_over_meanwhile_leaves_the_other_file_and_none_of_its_own(
        self, person, monkeypatch
    ):
        taken, kept = _asked(person), store.put(b"theirs", shelf=actions.SHELF)
        put_file, mine = store.put_file, []

        def slowly(source, *, shelf):
            other = actions.begin(taken.pk, at=NOON)
            actions.finish(other, at=NOON, done=ROOMS, sha256=kept, size=6)
            mine.append(put_file(source, shelf=shelf))
            return mine[0]

        monkeypatch.setattr(store, "put_file", slowly)
        taken = _written(taken)

        assert (taken.status, taken.sha256) == (Status.READY, kept)
        assert not store.path(mine[0][0], shelf=actions.SHELF).exists()


class TestWorker:
    def test_hears_of_it_and_writes(self, person):
        with time_machine.travel(NOON, tick=True):
            taken = _asked(person)
            assert drain_all(NOON) == []

        taken.refresh_from_db()
        assert taken.status == Status.READY

    def test_one_that_fails_each_time_is_given_up(self, person, monkeypatch):
        def fall(*_args: Any, **_words: Any) -> None:
            raise RuntimeError("no paper left")

        monkeypatch.setattr(writing, "write", fall)
        with time_machine.travel(NOON, tick=False):
            taken = _asked(person)
            for minutes in range(4):
                drain_all(NOON + timedelta(minutes=minutes))

        taken.refresh_from_db()
        assert (taken.status, taken.reason) == (Status.FAILED, Reason.FAULT)
