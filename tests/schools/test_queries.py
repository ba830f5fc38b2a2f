"""Who holds what where, and for whom they act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.accounts.roles import Permission, Role
from preau.core.actors import Actor
from preau.schools import queries
from preau.schools.models import School
from preau.schools.policies import holds, wearing
from tests.instants import NOON
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    TerritoryFactory,
    actor,
    make_person,
)

pytestmark = pytest.mark.django_db


class TestActorOf:
    def test_costs_one_query(self, django_assert_num_queries):
        person = make_person(Role.STAFF, SchoolFactory())
        MandateFactory(person=person, role=Role.CORRESPONDENT)

        with django_assert_num_queries(1):
            mandates = actor(person).mandates

        assert [held.role for held in mandates] == [Role.CORRESPONDENT, Role.STAFF]

    def test_costs_a_substitute_one_more_query_however_many_the_lycees(
        self, django_assert_num_queries
    ):
        deputy = make_person(Role.DEPUTY, SchoolFactory())
        correspondents = [make_person(Role.CORRESPONDENT, deputy.mandates.get().school)]
        for _ in range(2):
            school = MandateFactory(person=deputy, role=Role.DEPUTY).school
            correspondents.append(make_person(Role.CORRESPONDENT, school))

        with django_assert_num_queries(2):
            mandates = actor(deputy).mandates

        assert [held.stands_for_key for held in mandates] == [str(c.key) for c in correspondents]

    @pytest.mark.requirement("ROL-1")
    def test_a_mandate_gives_its_right_from_its_first_instant_until_its_last(self):
        school = SchoolFactory()
        until = NOON + timedelta(days=1)
        person = make_person(Role.CORRESPONDENT, school, at=NOON, until=until)

        def may_send(at):
            return holds(actor(person, at), Permission.TICKET_SEND, school=school)

        instant = timedelta(microseconds=1)
        assert not may_send(NOON - instant)
        assert may_send(NOON)
        assert may_send(until - instant)
        assert not may_send(until)

    @pytest.mark.requirement("ROL-2")
    def test_a_deputy_acts_for_the_present_correspondent(self):
        school = SchoolFactory()
        former = make_person(Role.CORRESPONDENT, school, until=NOON)
        successor = make_person(Role.CORRESPONDENT, school, at=NOON, until=NOON + timedelta(days=9))
        deputy = make_person(Role.DEPUTY, school, stands_for=former)

        def behalf(at):
            return actor(deputy, at).mandates[0].stands_for_key

        assert behalf(NOON - timedelta(minutes=1)) == str(former.key)
        assert behalf(NOON) == str(successor.key)
        assert behalf(NOON + timedelta(days=9)) == ""

    def test_a_deputy_head_acts_for_the_head(self):
        school = SchoolFactory()
        head = make_person(Role.HEAD, school)
        deputy_head = make_person(Role.DEPUTY_HEAD, school)

        assert actor(deputy_head).mandates[0].stands_for_key == str(head.key)

    def test_a_correspondent_acts_for_nobody_else(self):
        school = SchoolFactory()
        make_person(Role.HEAD, school)
        correspondent = make_person(Role.CORRESPONDENT, school)

        assert actor(correspondent).mandates[0].stands_for_key == ""


class TestHolds:
    @pytest.mark.requirement("ROL-5")
    def test_a_place_covers_what_is_inside_it(self):
        territory = TerritoryFactory()
        inside = SchoolFactory(territory=territory, academy="Créteil")
        outside = SchoolFactory(academy="Versailles")
        officer = actor(make_person(Role.DIGITAL_OFFICER, territory=territory))
        rectorat = actor(make_person(Role.ACADEMY_SERVICES, academy="Créteil"))
        desk = actor(make_person(Role.SERVICE_DESK))
        head = actor(make_person(Role.HEAD, inside))

        for who in (officer, rectorat, head):
            assert holds(who, Permission.SCHOOL_SEE, school=inside)
            assert not holds(who, Permission.SCHOOL_SEE, school=outside)
            assert list(School.objects.visible_to(who)) == [inside]
        assert holds(desk, Permission.SCHOOL_SEE, school=outside)
        assert set(School.objects.visible_to(desk)) == {inside, outside}

    def test_without_a_lycee_asks_anywhere(self):
        assert holds(
            actor(make_person(Role.HEAD, SchoolFactory())), Permission.SCHOOL_MANAGE, school=None
        )
        assert not holds(actor(make_person(Role.SERVICE_DESK)), Permission.TICKET_SEND, school=None)

    def test_a_stranger_holds_nothing_and_is_not_the_clock(self):
        stranger = Actor(at=NOON, key="")

        assert not stranger.is_preau
        assert not holds(stranger, Permission.SCHOOL_SEE, school=None)
        assert not School.objects.visible_to(stranger).exists()

    def test_the_mandate_worn_is_the_one_that_lets_act(self):
        school = SchoolFactory()
        head = make_person(Role.HEAD, school)
        correspondent = make_person(Role.CORRESPONDENT, school)
        person = make_person(Role.DEPUTY_HEAD, school)
        MandateFactory(person=person, role=Role.DEPUTY, school=school)

        def behalf(permission):
            worn = wearing(actor(person), permission, school=school).worn
            return worn.stands_for_key if worn else None

        assert behalf(Permission.CORRESPONDENT_DESIGNATE) == str(head.key)
        assert behalf(Permission.TICKET_SEND) == str(correspondent.key)


class TestPeopleOfASchool:
    def test_names_them_at_an_instant(self):
        school = SchoolFactory()
        head = make_person(Role.HEAD, school)
        correspondent = make_person(Role.CORRESPONDENT, school)
        deputies = [make_person(Role.DEPUTY, school, last_name=name) for name in ("Abel", "Zola")]
        make_person(Role.DEPUTY, school, until=NOON)
        make_person(Role.CORRESPONDENT, SchoolFactory())

        assert queries.head_of(school, NOON) == head
        assert queries.correspondent_of(school, NOON) == correspondent
        assert queries.deputies_of(school, NOON) == deputies

    @pytest.mark.requirement("ROL-6")
    def test_the_rtn_and_the_technician_named_nearest_are_the_lycees_own(self):
        school = SchoolFactory(territory=TerritoryFactory())
        make_person(Role.ONSITE)
        ours = make_person(Role.ONSITE, school)
        officer = make_person(Role.DIGITAL_OFFICER, territory=school.territory)
        make_person(Role.DIGITAL_OFFICER, territory=TerritoryFactory())

        assert queries.onsite_technicians_of(school, NOON) == [ours]
        assert queries.digital_officers_of(school, NOON) == [officer]
        assert queries.onsite_technicians_of(SchoolFactory(), NOON) != [ours]

    def test_holders_cover_the_lycee(self):
        school = SchoolFactory()
        desk = make_person(Role.SERVICE_DESK)
        make_person(Role.SERVICE_DESK, academy="Versailles")

        assert queries.holders(Role.SERVICE_DESK, NOON, school) == [desk]
        assert len(queries.holders(Role.SERVICE_DESK, NOON)) == 2
