"""Mandates given by the Region, their ends, and what is past."""

from __future__ import annotations

import pytest

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.schools import actions, policies, queries
from preau.schools.models import Mandate
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.designating import DAY, INSTANT, facts, may_send, refusal
from tests.schools.factories import (
    START_OF_TERM,
    SchoolFactory,
    actor,
    make_person,
)

pytestmark = pytest.mark.django_db


class TestEndMandate:
    @pytest.mark.requirement("ROL-1")
    def test_ends_access_at_once_and_asks_for_another(self, school, head):
        correspondent = make_person(Role.CORRESPONDENT, school)

        actions.end_mandate(Mandate.objects.get(person=correspondent), by=actor(head))

        assert not may_send(correspondent, school, NOON)
        assert facts() == [
            "schools.mandate.ended",
            "schools.school.left_without_correspondent",
        ]
        school.refresh_from_db()
        assert school.correspondent_asked_at == NOON

    def test_a_mandate_to_come_never_begins(self, school, head):
        later = NOON + 7 * DAY
        mandate = actions.designate_correspondent(
            school, UserFactory(), by=actor(head), starts_at=later
        )

        actions.end_mandate(mandate, by=actor(head))

        assert queries.correspondent_of(school, later) is None
        assert not may_send(mandate.person, school, later)

    def test_not_twice(self, school, head):
        gone = make_person(Role.CORRESPONDENT, school, until=NOON)

        assert "déjà" in refusal(
            actions.end_mandate, Mandate.objects.get(person=gone), by=actor(head)
        )

    def test_whoever_gives_a_duty_ends_it(self, school, head):
        correspondent = make_person(Role.CORRESPONDENT, school)
        deputy = make_person(Role.DEPUTY, school)
        staff = make_person(Role.STAFF, school)
        desk = make_person(Role.SERVICE_DESK)
        admin = make_person(Role.REGIONAL_ADMIN)
        region = make_person(Role.REGION)

        def mandate_of(person):
            return Mandate.objects.get(person=person)

        for who, whose in (
            (correspondent, correspondent),
            (deputy, correspondent),
            (correspondent, head),
            (head, head),
            (staff, deputy),
            (region, desk),
            (region, correspondent),
        ):
            assert refusal(actions.end_mandate, mandate_of(whose), by=actor(who))
        for who, whose in (
            (deputy, deputy),
            (head, staff),
            (admin, desk),
            (admin, correspondent),
            (region, head),
        ):
            actions.end_mandate(mandate_of(whose), by=actor(who))
            assert not actor(whose).mandates


class TestGiveMandate:
    @pytest.mark.requirement("ROL-1")
    def test_the_region_gives_the_head_of_school_their_mandate(self, school):
        former = make_person(Role.HEAD, school)
        region = make_person(Role.REGION)
        successor = UserFactory()

        actions.give_mandate(successor, Role.HEAD, by=actor(region), school=school)

        assert queries.head_of(school, NOON) == successor
        assert queries.head_of(school, NOON - INSTANT) == former
        assert not actor(former).mandates

    def test_an_administrator_gives_the_services_theirs(self, school):
        admin = make_person(Role.REGIONAL_ADMIN)
        technician = UserFactory()

        actions.give_mandate(technician, Role.ONSITE, by=actor(admin), school=school)
        actions.give_mandate(UserFactory(), Role.SERVICE_DESK, by=actor(admin))
        actions.give_mandate(UserFactory(), Role.ACADEMY_SERVICES, by=actor(admin), academy="Paris")

        assert queries.onsite_technicians_of(school, NOON) == [technician]

    def test_each_duty_has_its_giver(self, school, head):
        admin, region = make_person(Role.REGIONAL_ADMIN), make_person(Role.REGION)
        desk = make_person(Role.SERVICE_DESK)
        other = UserFactory()

        for who, role in (
            (admin, Role.CORRESPONDENT),
            (admin, Role.DEPUTY),
            (admin, Role.DEPUTY_HEAD),
            (admin, Role.STAFF),
            (region, Role.SERVICE_DESK),
            (region, Role.REGIONAL_ADMIN),
            (desk, Role.HEAD),
            (head, Role.HEAD),
        ):
            assert refusal(actions.give_mandate, other, role, by=actor(who), school=school)

    def test_a_duty_of_a_lycee_needs_a_lycee_and_a_place_is_one(self, school):
        admin = make_person(Role.REGIONAL_ADMIN)
        other = UserFactory()

        assert refusal(actions.give_mandate, other, Role.HEAD, by=actor(admin))
        assert refusal(
            actions.give_mandate,
            other,
            Role.ONSITE,
            by=actor(admin),
            school=school,
            academy="Paris",
        )

    def test_a_mandate_given_while_the_same_one_is_to_come_is_refused_not_broken(
        self, school, head
    ):
        teacher = UserFactory()
        region = Actor.preau(NOON)
        actions.give_mandate(teacher, Role.STAFF, by=region, school=school, starts_at=NOON + DAY)

        assert refusal(actions.give_mandate, teacher, Role.STAFF, by=region, school=school)
        assert refusal(actions.name_reporter, school, by=actor(head), whom=teacher)
        # Until the day before, they do not meet.
        assert actions.give_mandate(
            teacher, Role.STAFF, by=region, school=school, ends_at=NOON + DAY
        )

    def test_not_twice_not_backwards(self):
        admin = make_person(Role.REGIONAL_ADMIN)
        desk = make_person(Role.SERVICE_DESK)
        other = UserFactory()

        assert refusal(actions.give_mandate, desk, Role.SERVICE_DESK, by=actor(admin))
        assert refusal(
            actions.give_mandate, other, Role.SERVICE_DESK, by=actor(admin), ends_at=NOON
        )


class TestPast:
    """A list of the Region brings mandates that began before it was read."""

    PREAU = Actor.preau(NOON)

    def test_a_mandate_that_began_earlier_is_given_from_then(self, school):
        teacher = UserFactory()

        mandate = actions.give_mandate(
            teacher, Role.CORRESPONDENT, by=self.PREAU, school=school, starts_at=START_OF_TERM
        )

        assert mandate.starts_at == START_OF_TERM

    def test_never_takes_back_the_days_of_whoever_holds_the_duty(self, school):
        former = make_person(Role.CORRESPONDENT, school, at=START_OF_TERM + DAY)

        actions.give_mandate(
            UserFactory(),
            Role.CORRESPONDENT,
            by=self.PREAU,
            school=school,
            starts_at=START_OF_TERM,
        )

        held = Mandate.objects.get(person=former)
        assert (held.starts_at, held.ends_at) == (START_OF_TERM + DAY, NOON)

    def test_a_mandate_long_over_completes_the_history(self, school):
        present = make_person(Role.CORRESPONDENT, school)
        deputy = make_person(Role.DEPUTY, school, stands_for=present)

        actions.give_mandate(
            UserFactory(),
            Role.CORRESPONDENT,
            by=self.PREAU,
            school=school,
            starts_at=START_OF_TERM - 300 * DAY,
            ends_at=START_OF_TERM,
        )

        assert queries.correspondent_of(school, NOON) == present
        assert Mandate.objects.get(person=present).ends_at is None
        assert Mandate.objects.get(person=deputy).ends_at is None

    def test_two_persons_never_held_the_duty_at_once(self, school):
        make_person(Role.CORRESPONDENT, school, first_name="Ana", last_name="Roy")
        teacher = UserFactory()

        reason = refusal(
            actions.give_mandate,
            teacher,
            Role.CORRESPONDENT,
            by=self.PREAU,
            school=school,
            starts_at=START_OF_TERM,
            ends_at=START_OF_TERM + DAY,
        )

        assert reason == "Ana Roy exerçait alors cette fonction."

    def test_substitutes_stand_in_for_the_present_holder(self, school):
        head = make_person(Role.HEAD, school)
        correspondent = make_person(Role.CORRESPONDENT, school)

        def given(role):
            return actions.give_mandate(UserFactory(), role, by=self.PREAU, school=school)

        assert given(Role.DEPUTY_HEAD).stands_for == head
        assert given(Role.DEPUTY).stands_for == correspondent


class TestClosedSchool:
    def test_every_verb_says_that_the_record_is_only_read(self, head, school):
        correspondent = make_person(Role.CORRESPONDENT, school)
        deputy = make_person(Role.DEPUTY, school)
        school.closed_on = NOON.date()
        school.save()
        teacher = UserFactory()

        for verb, who, words in (
            (actions.take_correspondence, head, {}),
            (actions.delegate, head, {"whom": teacher, "ends_at": NOON + DAY}),
            (actions.designate_deputy, correspondent, {"whom": teacher}),
            (actions.set_reporting_mode, head, {"mode": "named"}),
            (actions.name_room, deputy, {"name": "B204"}),
            (actions.set_arrangement, head, {"arrangement": "Le mardi."}),
        ):
            assert "fermé" in refusal(verb, school, by=actor(who), **words)
        assert not policies.can_give_mandate(self.admin(), Role.HEAD, school=school)

    def admin(self):
        return actor(make_person(Role.REGIONAL_ADMIN))

    def test_nobody_asks_its_head(self, head, school):
        school.closed_on = NOON.date()
        school.save()

        assert not actions.ask_for_correspondent(school, by=Actor.preau(NOON))


@pytest.mark.django_db
@pytest.mark.requirement("INC-8")
class TestContractor:
    def test_a_technician_cannot_accept_the_work_for_the_lycee(self):
        school = SchoolFactory()
        head = make_person(Role.HEAD, school)
        technician = make_person(Role.ONSITE, school)

        with pytest.raises(Refused) as refused:
            actions.designate_correspondent(school, technician, by=actor(head))

        assert refused.value.verdict.source == "INC-8"
        assert queries.correspondent_of(school, NOON) is None
        assert technician not in queries.known_at(school)
