"""The register of equipment and the life of what is in it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from preau.accounts.roles import Role
from preau.assets import actions
from preau.assets.models import Asset
from preau.assets.states import MOVES, Kind, Status
from preau.core.moves import IllegalMove
from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from tests.assets.factories import AssetFactory
from tests.instants import NOON
from tests.schools.factories import RoomFactory, SchoolFactory, actor, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return actor(make_person(Role.REGIONAL_ADMIN))


def facts():
    return list(Entry.objects.filter(thing_kind="assets.asset").values_list("fact", flat=True))


def what(school, **more):
    return {"kind": "printer", "name": "Plomb L40", "tag": "IDF-1", "school": school, **more}


def register(by, **fields):
    return actions.register(fields.pop("school"), by=by, **fields)


class TestRegister:
    def test_a_label_entered_elsewhere_between_the_look_and_the_writing_is_refused(
        self, keeper, monkeypatch
    ):
        AssetFactory(tag="IDF-1")
        look, looks = actions._one_label, []

        def too_early(tag):
            looks.append(tag)
            if len(looks) > 1:
                look(tag)

        monkeypatch.setattr(actions, "_one_label", too_early)

        with pytest.raises(Refused, match="IDF-1"):
            register(keeper, **what(SchoolFactory()))

        assert Asset.objects.count() == 1

    def test_what_the_database_refuses_for_another_reason_is_no_twin(self, keeper):
        with pytest.raises(IntegrityError), transaction.atomic():
            register(keeper, **what(SchoolFactory(), owner="nobody"))

    def test_enters_it_in_the_register_of_the_lycee(self, keeper):
        room = RoomFactory()

        asset = register(keeper, **what(room.school, room=room, serial="SN 42"))

        asset.refresh_from_db()
        assert (asset.school, asset.room, asset.status) == (room.school, room, Status.IN_SERVICE)
        assert asset.folded == "plomb l40 idf-1 sn 42"
        assert facts() == ["assets.asset.registered"]

    def test_a_form_sent_twice_makes_one(self, keeper):
        key, school = uuid4(), SchoolFactory()

        first = register(keeper, **what(school, request_key=key))
        second = register(keeper, **what(school, request_key=key))

        assert first == second
        assert facts() == ["assets.asset.registered"]

    def test_a_label_is_stuck_on_one_thing_only(self, keeper):
        AssetFactory(tag="IDF-1")

        with pytest.raises(Refused, match="IDF-1"):
            register(keeper, **what(SchoolFactory()))

        assert facts() == []

    def test_a_room_of_another_lycee_is_refused(self, keeper):
        with pytest.raises(Refused):
            register(keeper, **what(SchoolFactory(), room=RoomFactory()))

        assert not Asset.objects.exists()

    @pytest.mark.parametrize("role", [r for r in Role if r != Role.REGIONAL_ADMIN])
    def test_only_the_region_keeps_the_register(self, role):
        school = SchoolFactory()
        someone = actor(make_person(role, school))

        with pytest.raises(Refused):
            register(someone, **what(school))

        assert not Asset.objects.exists()

    def test_nothing_enters_the_register_of_a_closed_lycee(self, keeper):
        with pytest.raises(Refused):
            register(keeper, **what(SchoolFactory(closed_on=NOON.date())))


class TestLife:
    def test_moves_to_another_room(self, keeper):
        asset = AssetFactory()
        room = RoomFactory(school=asset.school)

        moved = actions.move(asset, by=keeper, room=room, seen=1)

        assert (moved.room, moved.version) == (room, 2)
        assert facts() == ["assets.asset.moved"]

    def test_a_move_to_where_it_stands_changes_nothing(self, keeper):
        asset = AssetFactory()

        actions.move(asset, by=keeper, room=None)

        assert facts() == []

    def test_out_of_store_it_is_in_service_again(self, keeper):
        asset = AssetFactory(stored=True)

        assert actions.move(asset, by=keeper, room=None).status == Status.IN_SERVICE

    def test_a_stored_one_is_not_stored_again(self, keeper):
        with pytest.raises(Refused):
            actions.store(AssetFactory(stored=True), by=keeper)

    def test_what_is_disposed_of_is_kept_as_it_was(self, keeper):
        asset = actions.dispose(AssetFactory(), by=keeper, seen=1)
        before = facts()

        for verb in (actions.store, actions.dispose):
            with pytest.raises(Refused):
                verb(asset, by=keeper)
        with pytest.raises(Refused):
            actions.move(asset, by=keeper, room=None)
        with pytest.raises(Refused):
            actions.correct(asset, by=keeper, name="Autre")

        assert facts() == before

    def test_two_people_saving_one_piece_of_equipment_the_second_is_told(self, keeper):
        asset = AssetFactory()
        actions.store(asset, by=keeper, seen=1)

        with pytest.raises(Stale):
            actions.dispose(asset, by=keeper, seen=1)

        assert facts() == ["assets.asset.stored"]

    def test_a_correction_says_which_fields(self, keeper):
        asset = AssetFactory()

        actions.correct(asset, by=keeper, name="Noria M7", serial="")

        assert '"name"' in Entry.objects.get().data
        actions.correct(asset, by=keeper, name="Noria M7")
        assert facts() == ["assets.asset.corrected"]

    @pytest.mark.parametrize("before", list(Status))
    @pytest.mark.parametrize("after", list(Status))
    def test_follows_its_table_of_moves(self, before, after):
        asset = AssetFactory.build(school=None, status=before)

        if after in MOVES[before]:
            asset.move_to(after)
            assert asset.status == after
        else:
            with pytest.raises(IllegalMove):
                asset.move_to(after)


class TestVisibleTo:
    @pytest.mark.requirement("ROL-5")
    def test_each_sees_the_equipment_of_their_place(self):
        ours, theirs = AssetFactory(), AssetFactory()

        def seen(role, **place):
            return set(Asset.objects.visible_to(actor(make_person(role, **place))))

        assert seen(Role.CORRESPONDENT, school=ours.school) == {ours}
        assert seen(Role.STAFF, school=ours.school) == set()
        assert seen(Role.ACADEMY_SERVICES, academy="Paris") == set()
        assert seen(Role.ONSITE, school=ours.school) == {ours}
        assert seen(Role.DISPATCHER) == {ours, theirs}
        assert seen(Role.SERVICE_DESK) == {ours, theirs}


def test_every_kind_has_its_sign():
    from preau.assets.states import ICONS

    assert ICONS.keys() == set(Kind)
