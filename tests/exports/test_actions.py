"""Lists taken away, and the files that the worker writes: what is allowed, kept, forgotten."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest

from preau.accounts.roles import Role
from preau.core.moves import IllegalMove
from preau.core.verdicts import Refused
from preau.exports import actions, policies, queries
from preau.exports.models import KEPT, Taken
from preau.exports.states import Reason, Sending, Status
from preau.files import store
from preau.journal.models import Entry
from preau.ui.exports import EXPORTS, Format
from preau.ui.exports.running import Ended
from tests.exports import factories
from tests.instants import NOON, TOMORROW
from tests.schools.factories import SchoolFactory, TerritoryFactory, actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("STE-2")]
LATER = NOON + KEPT


@pytest.fixture
def person():
    return make_person(Role.CORRESPONDENT, SchoolFactory())


def _facts(taken: Taken) -> list[str]:
    entries = Entry.objects.filter(thing_kind="exports.list", thing_id=taken.pk)
    return [entry.fact.rpartition(".")[2] for entry in entries.order_by("position")]


def _is_kept(sha256: str) -> bool:
    return store.path(sha256, shelf=actions.SHELF).exists()


class TestSend:
    def test_is_written_down_before_the_first_line_leaves(self, person):
        run = factories.run(person, query="view=all&q=cuisine&sort=due&page=2&urgency=")

        taken = actions.send(run, Format.CSV, "tickets.csv", by=run.asked.actor)

        assert (taken.status, taken.total, taken.ended_at) == (Sending.SENDING, 0, None)
        entry = Entry.objects.get(thing_kind="exports.list")
        assert entry.fact == "exports.list.taken"
        assert entry.audience == "region"
        # Which filters, never their words: they may name people.
        assert '"filters":["q","view"]' in entry.data.replace(" ", "")
        assert "cuisine" not in entry.data

    def test_filters_are_kept_less_what_no_keyboard_types(self):
        agent = make_person(Role.REGIONAL_ADMIN)
        run = factories.run(agent, listed="mandates", query="q=a%00b")

        taken = actions.send(run, Format.CSV, "mandates.csv", by=run.asked.actor)

        taken.refresh_from_db()
        assert taken.filters[0][1] == "ab"

    @pytest.mark.parametrize(("is_sent", "status"), [(True, Sending.SENT), (False, Sending.BROKEN)])
    def test_its_end_is_written_down(self, person, is_sent, status):
        run = factories.run(person)
        taken = actions.send(run, Format.CSV, "tickets.csv", by=run.asked.actor)

        taken = actions.end_sending(taken, at=NOON, done=3, is_whole=False, is_sent=is_sent)

        assert (taken.status, taken.done, taken.is_whole) == (status, 3, False)
        with pytest.raises(IllegalMove):
            actions.end_sending(taken, at=NOON, done=3, is_whole=True, is_sent=True)


class TestAsk:
    def test_the_worker_has_it_to_write(self, person):
        taken = factories.waiting(person)

        assert (taken.status, taken.attempts) == (Status.WAITING, 0)
        assert taken.mandates == [person.mandates.get().pk]
        assert _facts(taken) == ["asked"]
        assert str(taken) == f"tickets xlsx {taken.pk}"
        assert taken.get_absolute_url().endswith(f"#file-{taken.pk}")

    def test_the_same_form_sent_twice_asks_once(self, person):
        key = uuid.uuid4()

        first = factories.waiting(person, request_key=key)
        again = factories.waiting(person, request_key=key)

        assert again == first
        assert Taken.objects.count() == 1

    def test_three_at_a_time(self, person):
        for _ in range(policies.MOST_PENDING):
            factories.waiting(person)

        with pytest.raises(Refused, match="Trois de vos fichiers"):
            factories.waiting(person)

        assert Taken.objects.count() == policies.MOST_PENDING
        assert factories.waiting(make_person(Role.CORRESPONDENT, SchoolFactory()))


class TestBegin:
    def test_after_a_fall_it_begins_again_three_times_at_most(self, person):
        taken = factories.waiting(person)

        for attempt in range(1, actions.ATTEMPTS + 1):
            begun = actions.begin(taken.pk, at=NOON)
            assert begun is not None
            assert (begun.status, begun.attempts) == (Status.RUNNING, attempt)
        assert actions.begin(taken.pk, at=NOON) is None

        taken.refresh_from_db()
        assert (taken.status, taken.reason) == (Status.FAILED, Reason.FAULT)
        assert _facts(taken) == ["asked", "failed"]

    def test_what_is_over_is_not_begun(self, person):
        assert actions.begin(factories.ready(person).pk, at=NOON) is None


class TestAdvance:
    def test_says_how_far_it_is(self, person):
        taken = factories.running(person)

        assert actions.advance(taken, at=TOMORROW, done=500, total=6000)

        taken.refresh_from_db()
        assert (taken.done, taken.total, taken.stirred_at) == (500, 6000, TOMORROW)

    def test_no_where_it_was_given_up(self, person):
        taken = factories.running(person)
        actions.cancel(taken, by=actor(person))

        assert not actions.advance(taken, at=NOON, done=500, total=6000)

    def test_no_where_another_worker_took_it_over(self, person):
        taken = factories.running(person)
        actions.begin(taken.pk, at=NOON)

        assert not actions.advance(taken, at=NOON, done=500, total=6000)


class TestFinish:
    def test_the_file_waits_for_its_reader(self, person):
        taken = factories.ready(person)

        assert (taken.status, taken.kept_until) == (Status.READY, NOON + KEPT)
        assert _is_kept(taken.sha256)
        assert _facts(taken) == ["asked", "written"]

    def test_one_given_up_meanwhile_is_cleaned_away(self, person):
        taken = factories.running(person)
        actions.cancel(taken, by=actor(person))
        sha256 = store.put(b"late", shelf=actions.SHELF)

        taken = actions.finish(taken, at=NOON, done=3, sha256=sha256, size=4)
        actions.clean(NOON)

        taken.refresh_from_db()
        assert (taken.status, taken.sha256) == (Status.CANCELLED, "")
        assert not _is_kept(sha256)

    @pytest.mark.parametrize("is_done", [False, True])
    def test_another_worker_took_it_over_and_its_file_stays(self, person, is_done):
        late = factories.running(person)
        taken = actions.begin(late.pk, at=NOON)
        if is_done:
            actions.finish(taken, at=NOON, done=3, sha256="b" * 64, size=4)

        actions.finish(late, at=TOMORROW, done=2, sha256="a" * 64, size=4)

        taken.refresh_from_db()
        assert taken.sha256 == ("b" * 64 if is_done else "")


class TestFail:
    def test_says_why(self, person):
        taken = actions.fail(factories.running(person), Reason.RIGHT_ENDED, at=NOON)

        assert (taken.status, taken.reason) == (Status.FAILED, Reason.RIGHT_ENDED)

    def test_what_is_over_stays_as_it_is(self, person):
        taken = actions.fail(factories.ready(person), Reason.FAULT, at=NOON)

        assert taken.status == Status.READY


class TestCancel:
    def test_it_is_given_up(self, person):
        taken = actions.cancel(factories.waiting(person), by=actor(person))

        assert (taken.status, taken.ended_at) == (Status.CANCELLED, NOON)
        assert _facts(taken) == ["asked", "cancelled"]

    def test_there_is_nothing_to_give_up_once_it_is_written(self, person):
        taken = factories.ready(person)

        with pytest.raises(Refused, match="plus en préparation"):
            actions.cancel(taken, by=actor(person))

        taken.refresh_from_db()
        assert taken.status == Status.READY


class TestHandOut:
    def test_each_time_is_a_read(self, person):
        taken = factories.ready(person)

        for _ in range(2):
            actions.hand_out(taken, by=actor(person))

        assert _facts(taken) == ["asked", "written", "taken", "taken"]

    @pytest.mark.parametrize("situation", ["waiting", "over", "mandate", "list"])
    def test_is_refused(self, person, situation, monkeypatch):
        taken = factories.waiting(person) if situation == "waiting" else factories.ready(person)
        at = LATER if situation == "over" else NOON + timedelta(hours=1)
        if situation == "mandate":
            person.mandates.update(ends_at=NOON + timedelta(minutes=59))
        if situation == "list":
            monkeypatch.delitem(EXPORTS, "tickets")

        with pytest.raises(Refused):
            actions.hand_out(taken, by=actor(person, at))

        assert "taken" not in _facts(taken)

    def test_no_right_survives_its_mandate_by_a_minute(self, person):
        end = NOON + timedelta(hours=1)
        taken = factories.ready(person)
        person.mandates.update(ends_at=end)

        actions.hand_out(taken, by=actor(person, end - timedelta(minutes=1)))
        with pytest.raises(Refused, match="pris fin"):
            actions.hand_out(taken, by=actor(person, end))

    def test_the_mandate_worn_meanwhile_takes_nothing_back(self, person):
        taken = factories.ready(person)
        make_person(Role.DEPUTY, SchoolFactory())
        other = make_person(Role.DEPUTY, SchoolFactory()).mandates.get()
        other.person = person
        other.save()
        worn = queries.actor_of(person, NOON, worn_id=other.pk)

        assert len(worn.mandates) == 1
        assert actions.hand_out(taken, by=worn)


class TestClean:
    def test_a_file_goes_after_its_time(self, person):
        taken = factories.ready(person)

        actions.clean(LATER - timedelta(minutes=1))
        assert _is_kept(taken.sha256)
        actions.clean(LATER)

        assert not _is_kept(taken.sha256)
        taken.refresh_from_db()
        assert (taken.status, taken.sha256, taken.size) == (Status.EXPIRED, "", 0)
        assert _facts(taken)[-1] == "expired"

    def test_one_whose_writer_is_lost_is_given_up(self, person):
        taken = factories.running(person)

        actions.clean(NOON + actions.LOST_AFTER)

        taken.refresh_from_db()
        assert (taken.status, taken.reason) == (Status.FAILED, Reason.FAULT)

    def test_what_a_fall_left_on_the_shelf_goes(self, person):
        named = factories.ready(person).sha256
        left, new = (store.put(data, shelf=actions.SHELF) for data in (b"left", b"new"))
        then = (NOON - timedelta(hours=2)).timestamp()
        for sha256 in (named, left):
            os.utime(store.path(sha256, shelf=actions.SHELF), (then, then))
        os.utime(store.path(new, shelf=actions.SHELF), (NOON.timestamp(),) * 2)

        actions.clean(NOON)

        assert [_is_kept(sha256) for sha256 in (named, left, new)] == [True, False, True]

    def test_one_that_fell_on_its_way_is_said_to_be_broken(self, person):
        run = factories.run(person)
        taken = actions.send(run, Format.CSV, "tickets.csv", by=run.asked.actor)

        actions.clean(NOON + actions.BROKEN_AFTER)

        taken.refresh_from_db()
        assert (taken.status, taken.is_whole) == (Sending.BROKEN, False)

    def test_after_a_year_nobody_knows_but_the_journal(self, person):
        taken = factories.ready(person)

        actions.clean(LATER)
        actions.clean(NOON + actions.KNOWN)

        assert not Taken.objects.exists()
        assert _facts(taken) == ["asked", "written", "expired"]


class TestVisible:
    def test_a_file_is_for_whoever_asked(self, person):
        taken = factories.ready(person)
        head = make_person(Role.HEAD, person.mandates.get().school)
        agent = make_person(Role.SERVICE_DESK)

        assert list(Taken.objects.visible_to(actor(person))) == [taken]
        for other in (head, agent):
            assert not Taken.objects.visible_to(actor(other))
        assert not Taken.objects.visible_to(actor(person).preau(NOON))


class TestReaderNow:
    def _ask(self, person, mandates, worn=None):
        return queries.reader_now(person.pk, mandates, worn, clock=lambda: NOON)

    def test_is_the_person_as_they_are_now(self, person):
        held = [person.mandates.get().pk]

        assert self._ask(person, held).person == person

    def test_a_mandate_that_ended_ends_it(self, person):
        mandate = person.mandates.get()
        person.mandates.update(ends_at=NOON)

        with pytest.raises(Ended):
            self._ask(person, [mandate.pk])

    def test_whoever_left_reads_nothing_more(self, person):
        person.is_active = False
        person.save()

        with pytest.raises(Ended):
            self._ask(person, [])

    def test_the_mandate_worn_stays_worn(self, person):
        mandate = person.mandates.get()
        other = make_person(Role.DIGITAL_OFFICER, territory=TerritoryFactory()).mandates.get()
        other.person = person
        other.save()

        assert len(self._ask(person, [mandate.pk], worn=mandate.pk).mandates) == 1
