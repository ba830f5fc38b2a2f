"""To record, and to read back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from preau.agenda.models import Delivery
from preau.core.actors import Actor, Held
from preau.journal import actions as journal
from preau.journal.digests import digest_of
from preau.journal.models import Entry, WrittenOnce
from preau.journal.queries import histories, history
from tests.instants import NOON, TOMORROW
from tests.journal.facts import Planted, Pruned

pytestmark = pytest.mark.django_db

CLOCK = Actor.preau(NOON)


def held(role: str, **place: object) -> Held:
    return Held(mandate_id=1, role=role, permissions=frozenset(), **place)


class TestRecord:
    def test_chains_the_facts_of_one_thing(self):
        first = journal.record(Planted(thing_id=7), by=CLOCK)
        other = journal.record(Planted(thing_id=8), by=CLOCK)
        second = journal.record(Planted(thing_id=7, species="oak"), by=CLOCK)

        assert (first.position, first.previous) == (1, "")
        assert (other.position, other.previous) == (1, "")
        assert (second.position, second.previous) == (2, first.digest)
        assert second.digest == digest_of(**Entry.objects.get(pk=second.pk).said())

    @pytest.mark.requirement("STE-6")
    def test_keeps_the_person_by_key_and_on_whose_behalf(self):
        deputy = held("deputy", school_id=3, stands_for_key="paul")
        actor = Actor(at=NOON, person=object(), key="claire", mandates=(held("region"), deputy))

        entry = journal.record(Planted(thing_id=7, school_id=3), by=actor)

        assert (entry.person_key, entry.behalf_key, entry.role) == ("claire", "paul", "deputy")
        assert entry.at == NOON

    def test_names_the_wider_mandate_where_none_is_of_the_lycee(self):
        actor = Actor(at=NOON, key="x", mandates=(held("head", school_id=9), held("region")))

        assert journal.record(Planted(thing_id=7, school_id=3), by=actor).role == "region"
        assert journal.record(Planted(thing_id=7), by=actor).role == "region"

    def test_names_no_mandate_where_none_covers(self):
        actor = Actor(at=NOON, key="x", mandates=(held("head", school_id=9),))

        assert journal.record(Planted(thing_id=7, school_id=3), by=actor).role == ""

    def test_the_mandate_worn_wins(self):
        worn = held("deputy", school_id=3)
        actor = Actor(at=NOON, key="x", mandates=(held("head", school_id=3), worn), worn=worn)

        assert journal.record(Planted(thing_id=7, school_id=3), by=actor).role == "deputy"

    def test_costs_two_queries_without_subscribers(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            journal.record(Planted(thing_id=7), by=CLOCK)

    def test_leaves_nothing_when_the_act_is_undone(self):
        with transaction.atomic():
            journal.record(Planted(thing_id=7), by=CLOCK)
            transaction.set_rollback(True)

        assert not Entry.objects.exists()
        assert not Delivery.objects.exists()

    def test_refuses_two_entries_at_one_position(self):
        first = journal.record(Planted(thing_id=7), by=CLOCK)
        twin = Entry.objects.get(pk=first.pk)
        twin.pk, twin._state.adding = None, True

        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()

    def test_refuses_text_that_is_not_a_code(self):
        with pytest.raises(ValueError, match="codes, not text"):
            journal.record(Planted(thing_id=7, species="x" * 201), by=CLOCK)
        with pytest.raises(TypeError, match="not float"):
            journal.record(Planted(thing_id=7, species=1.5), by=CLOCK)


class TestRecordMany:
    def test_writes_the_digests_that_record_would_write(self):
        facts = [Planted(thing_id=7), Planted(thing_id=8), Planted(thing_id=7, species="oak")]
        with transaction.atomic():
            for fact in facts:
                journal.record(fact, by=CLOCK)
            one_by_one = list(Entry.objects.order_by("pk").values_list("position", "digest"))
            transaction.set_rollback(True)
        # Rolled back by hand above; the savepoint is gone, and the table empty again.
        assert not Entry.objects.exists()

        assert journal.record_many((fact, CLOCK) for fact in facts) == 3

        assert list(Entry.objects.order_by("pk").values_list("position", "digest")) == one_by_one

    def test_goes_on_where_a_chain_stands(self):
        last = journal.record(Planted(thing_id=7), by=CLOCK)

        journal.record_many([(Planted(thing_id=7, species="oak"), CLOCK)])

        assert Entry.objects.get(position=2).previous == last.digest


class TestHistory:
    def test_gives_facts_back_as_they_were(self, django_assert_num_queries):
        pruned = Pruned(
            thing_id=7,
            school_id=3,
            on=date(2026, 10, 5),
            until=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            branches=("œ", "b"),
            cost=Decimal("12.50"),
            request_key=UUID(int=5),
            is_tall=True,
        )
        journal.record(Planted(thing_id=7), by=CLOCK)
        journal.record(pruned, by=Actor.preau(TOMORROW))
        journal.record(Planted(thing_id=8), by=CLOCK)

        with django_assert_num_queries(1):
            told = history("trials.tree", 7)

        assert [recorded.position for recorded in told] == [1, 2]
        assert told[0].fact == Planted(thing_id=7)
        assert told[1].fact == pruned
        assert (told[1].at, told[1].person_key, told[1].audience) == (TOMORROW, "preau", "region")

    def test_tells_several_things_in_one_query(self, django_assert_num_queries):
        journal.record(Planted(thing_id=7), by=CLOCK)
        journal.record(Planted(thing_id=8), by=CLOCK)

        with django_assert_num_queries(1):
            told = histories("trials.tree", [7, 8, 9])

        assert {thing: len(facts) for thing, facts in told.items()} == {7: 1, 8: 1, 9: 0}

    def test_takes_defaults_for_what_a_fact_gained_since(self):
        entry = journal.record(Planted(thing_id=7), by=CLOCK)

        assert '"species"' in entry.data
        assert history("trials.tree", 7)[0].fact == Planted(thing_id=7, species="lime")


class TestWrittenOnce:
    def test_the_model_refuses(self):
        entry = journal.record(Planted(thing_id=7), by=CLOCK)

        for change in (
            entry.save,
            entry.delete,
            Entry.objects.all().delete,
            lambda: Entry.objects.update(role="x"),
        ):
            with pytest.raises(WrittenOnce):
                change()

    def test_the_database_refuses_an_update(self):
        journal.record(Planted(thing_id=7), by=CLOCK)

        with (
            pytest.raises(IntegrityError, match="written once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE journal_entry SET role = 'x'")

    def test_the_database_refuses_a_deletion(self):
        journal.record(Planted(thing_id=7), by=CLOCK)

        with (
            pytest.raises(IntegrityError, match="written once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM journal_entry")
