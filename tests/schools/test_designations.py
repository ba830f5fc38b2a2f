"""The head designates the correspondent, the correspondent the deputies (ROL-1, ROL-2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.accounts.actions import Newcomer
from preau.accounts.models import User
from preau.accounts.roles import Permission, Role
from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from preau.schools import actions, policies, queries
from preau.schools.actions import vacancies
from preau.schools.models import Mandate
from preau.schools.policies import holds
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.factories import (
    START_OF_TERM,
    MandateFactory,
    SchoolFactory,
    actor,
    make_person,
)

pytestmark = pytest.mark.django_db

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def school():
    return SchoolFactory(email="ce.0750001x@ac-paris.invalid")


@pytest.fixture
def head(school):
    return make_person(Role.HEAD, school)


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


def may_send(person, school, at):
    return holds(actor(person, at), Permission.TICKET_SEND, school=school)


def refusal(verb, *args, **kwargs) -> str:
    """The reason of a refusal, which wrote nothing."""
    before = (Mandate.objects.count(), User.objects.count(), Entry.objects.count())
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    assert (Mandate.objects.count(), User.objects.count(), Entry.objects.count()) == before
    return str(refused.value.verdict.reason)


@pytest.mark.requirement("ROL-1")
class TestDesignateCorrespondent:
    def test_has_a_start_an_author_and_a_place_in_the_history(self, school, head):
        teacher = UserFactory()

        mandate = actions.designate_correspondent(school, teacher, by=actor(head))

        assert queries.correspondent_of(school, NOON) == teacher
        assert (mandate.starts_at, mandate.ends_at) == (NOON, None)
        assert (mandate.given_by, mandate.given_at) == (head, NOON)
        entry = Entry.objects.get()
        assert (entry.fact, entry.person_key, entry.role) == (
            "schools.mandate.given",
            str(head.key),
            Role.HEAD,
        )

    def test_hands_over_without_a_gap(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)
        successor = UserFactory()

        actions.designate_correspondent(school, successor, by=actor(head))

        assert may_send(former, school, NOON - INSTANT)
        assert not may_send(former, school, NOON)
        assert not may_send(successor, school, NOON - INSTANT)
        assert may_send(successor, school, NOON)
        ended = Mandate.objects.get(person=former)
        assert (ended.ends_at, ended.ended_by) == (NOON, head)
        assert facts() == ["schools.mandate.ended", "schools.mandate.given"]

    def test_hands_over_on_a_later_day(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)
        successor = UserFactory()
        later = NOON + 7 * DAY

        actions.designate_correspondent(school, successor, by=actor(head), starts_at=later)

        assert queries.correspondent_of(school, later - INSTANT) == former
        assert queries.correspondent_of(school, later) == successor

    def test_given_up_before_it_begins_leaves_the_former_one_as_it_was(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)
        deputy = make_person(Role.DEPUTY, school, stands_for=former)
        later = NOON + 7 * DAY
        mandate = actions.designate_correspondent(school, deputy, by=actor(head), starts_at=later)

        actions.end_mandate(mandate, by=actor(head))

        for person in (former, deputy):
            held = Mandate.objects.in_force(later + 90 * DAY).get(person=person)
            assert (held.ends_at, held.ended_by, held.makes_room_for) == (None, None, None)
        assert facts()[-2:] == ["schools.mandate.restored"] * 2

    def test_given_up_keeps_the_end_that_was_set_before(self, school, head):
        end = NOON + 60 * DAY
        former = make_person(Role.CORRESPONDENT, school, until=end)
        named = actions.designate_correspondent(
            school, UserFactory(), by=actor(head), starts_at=NOON + 7 * DAY
        )

        actions.end_mandate(named, by=actor(head))

        assert former.mandates.get().ends_at == end

    def test_given_up_leaves_an_own_end_that_comes_before_the_next_designation(self, school, head):
        end = NOON + 10 * DAY
        former = make_person(Role.CORRESPONDENT, school, until=end)
        first, _second = (
            actions.designate_correspondent(
                school, UserFactory(), by=actor(head), starts_at=NOON + days * DAY
            )
            for days in (7, 14)
        )

        actions.end_mandate(first, by=actor(head))

        held = former.mandates.get()
        assert (held.ends_at, held.makes_room_for) == (end, None)

    @pytest.mark.requirement("ROL-1")
    def test_the_clock_asks_the_heads_of_lycees_that_have_none(self, school, head):
        served = SchoolFactory()
        make_person(Role.HEAD, served)
        make_person(Role.CORRESPONDENT, served)

        for _ in range(2):
            vacancies.ask_heads(NOON)

        assert facts() == ["schools.school.left_without_correspondent"]
        school.refresh_from_db()
        assert school.correspondent_asked_at == NOON

    def test_an_end_set_meanwhile_stays_when_the_successor_is_given_up(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)
        named = actions.designate_correspondent(
            school, UserFactory(), by=actor(head), starts_at=NOON + 7 * DAY
        )
        actions.end_mandate(former.mandates.get(), by=actor(head), ends_at=NOON + 3 * DAY)

        actions.end_mandate(named, by=actor(head))

        assert former.mandates.get().ends_at == NOON + 3 * DAY

    @pytest.mark.parametrize("days", [3, 7, 14])
    def test_given_up_of_two_to_come_the_other_one_still_follows(self, school, head, days):
        former = make_person(Role.CORRESPONDENT, school)
        deputy = make_person(Role.DEPUTY, school, stands_for=former)
        first = actions.designate_correspondent(
            school, UserFactory(), by=actor(head), starts_at=NOON + 7 * DAY
        )
        second = actions.designate_correspondent(
            school, UserFactory(), by=actor(head), starts_at=NOON + days * DAY
        )
        second.refresh_from_db()

        if second.starts_at > first.starts_at:
            actions.end_mandate(first, by=actor(head))
            assert former.mandates.get().ends_at == second.starts_at
            assert deputy.mandates.get().ends_at == second.starts_at + 30 * DAY
        actions.end_mandate(second, by=actor(head))

        assert former.mandates.get().ends_at is None
        assert deputy.mandates.get().ends_at is None

    def test_a_designation_to_come_gives_way_to_a_newer_one(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)
        planned, chosen = UserFactory(), UserFactory()
        actions.designate_correspondent(school, planned, by=actor(head), starts_at=NOON + 7 * DAY)

        actions.designate_correspondent(school, chosen, by=actor(head, NOON + DAY))

        assert queries.correspondent_of(school, NOON) == former
        for days in (1, 7, 300):
            in_force = Mandate.objects.in_force(NOON + days * DAY)
            assert [m.person for m in in_force.filter(role=Role.CORRESPONDENT)] == [chosen]

    def test_works_for_somebody_not_yet_known(self, school, head):
        newcomer = Newcomer(
            email="Ines.Bernard@Lycee.invalid", first_name="Inès", last_name="Bernard"
        )

        actions.designate_correspondent(school, newcomer, by=actor(head))

        ines = queries.correspondent_of(school, NOON)
        assert ines is not None
        assert (ines.email, ines.name) == ("ines.bernard@lycee.invalid", "Inès Bernard")
        assert not ines.has_access
        assert facts() == ["accounts.person.opened", "schools.mandate.given"]

    def test_finds_a_known_person_by_their_address(self, school, head):
        teacher = UserFactory(email="paul@lycee.invalid", first_name="Paul")
        newcomer = Newcomer(email="PAUL@lycee.invalid", first_name="Popaul")

        mandate = actions.designate_correspondent(school, newcomer, by=actor(head))

        assert mandate.person == teacher
        assert mandate.person.first_name == "Paul"

    def test_one_person_may_be_correspondent_of_several_lycees(self, school, head):
        teacher = make_person(Role.CORRESPONDENT, SchoolFactory())

        actions.designate_correspondent(school, teacher, by=actor(head))

        assert Mandate.objects.in_force(NOON).filter(person=teacher).count() == 2

    def test_a_deputy_who_becomes_correspondent_is_deputy_no_longer(self, school, head):
        deputy = make_person(Role.DEPUTY, school)

        actions.designate_correspondent(school, deputy, by=actor(head))

        assert [m.role for m in actor(deputy).mandates] == [Role.CORRESPONDENT]

    def test_a_deputy_head_designates_for_the_head(self, school, head):
        deputy_head = make_person(Role.DEPUTY_HEAD, school, until=NOON + DAY)

        actions.designate_correspondent(school, UserFactory(), by=actor(deputy_head))

        entry = Entry.objects.get()
        assert (entry.person_key, entry.behalf_key) == (str(deputy_head.key), str(head.key))

    @pytest.mark.parametrize(
        "role",
        [
            Role.CORRESPONDENT,
            Role.DEPUTY,
            Role.STAFF,
            Role.SERVICE_DESK,
            Role.REGION,
            Role.REGIONAL_ADMIN,
        ],
    )
    def test_is_for_the_head_alone(self, school, role):
        place = school if role in {Role.CORRESPONDENT, Role.DEPUTY, Role.STAFF} else None
        other = make_person(role, place)
        teacher = UserFactory()

        reason = refusal(actions.designate_correspondent, school, teacher, by=actor(other))

        assert reason.startswith("Seul le chef d’établissement")

    def test_not_for_the_head_of_another_lycee(self, school):
        other = make_person(Role.HEAD, SchoolFactory())
        teacher = UserFactory()

        assert refusal(actions.designate_correspondent, school, teacher, by=actor(other))

    def test_not_for_a_former_head(self, school):
        former = make_person(Role.HEAD, school, until=NOON)
        teacher = UserFactory()

        assert refusal(actions.designate_correspondent, school, teacher, by=actor(former))

    def test_refuses_the_present_correspondent(self, school, head):
        present = make_person(Role.CORRESPONDENT, school, first_name="Ana", last_name="Roy")

        reason = refusal(actions.designate_correspondent, school, present, by=actor(head))

        assert reason == "Ana Roy exerce déjà cette fonction dans ce lycée."

    @pytest.mark.parametrize(
        "address", ["ce.0750001x@ac-paris.invalid", "CE.0931234B@ac-creteil.invalid"]
    )
    def test_refuses_a_shared_mailbox(self, school, head, address):
        newcomer = Newcomer(email=address, first_name="A", last_name="B")

        reason = refusal(actions.designate_correspondent, school, newcomer, by=actor(head))

        assert "partagée" in reason

    def test_refuses_a_start_in_the_past(self, school, head):
        teacher = UserFactory()

        reason = refusal(
            actions.designate_correspondent,
            school,
            teacher,
            by=actor(head),
            starts_at=NOON - DAY,
        )

        assert reason == "Une désignation prend effet aujourd’hui au plus tôt."

    def test_refuses_a_closed_lycee(self, head, school):
        school.closed_on = NOON.date()
        school.save()
        teacher = UserFactory()

        reason = refusal(actions.designate_correspondent, school, teacher, by=actor(head))

        assert "fermé" in reason

    def test_a_page_read_before_somebody_elses_designation_is_stale(self, school, head):
        seen = school.version
        actions.designate_correspondent(school, UserFactory(), by=actor(head), seen=seen)

        with pytest.raises(Stale):
            actions.designate_correspondent(school, UserFactory(), by=actor(head), seen=seen)


@pytest.mark.requirement("ROL-1")
class TestTakeCorrespondence:
    def test_the_head_takes_it_in_one_act(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)

        actions.take_correspondence(school, by=actor(head))

        assert queries.correspondent_of(school, NOON) == head
        assert queries.head_of(school, NOON) == head
        assert not may_send(former, school, NOON)
        assert may_send(head, school, NOON)

    def test_not_twice(self, school, head):
        actions.take_correspondence(school, by=actor(head))

        assert "déjà" in refusal(actions.take_correspondence, school, by=actor(head))

    def test_not_for_a_deputy_head(self, school):
        deputy_head = make_person(Role.DEPUTY_HEAD, school)

        assert refusal(actions.take_correspondence, school, by=actor(deputy_head))


@pytest.mark.requirement("ROL-2")
class TestDeputies:
    @pytest.fixture
    def correspondent(self, school):
        return make_person(Role.CORRESPONDENT, school)

    def test_the_correspondent_designates_several(self, school, correspondent):
        first, second = UserFactory(), UserFactory()

        actions.designate_deputy(school, first, by=actor(correspondent))
        actions.designate_deputy(school, second, by=actor(correspondent))

        assert set(queries.deputies_of(school, NOON)) == {first, second}
        assert actor(first).mandates[0].stands_for_key == str(correspondent.key)

    def test_a_deputy_sends_and_closes_but_does_not_designate(self, school, correspondent):
        deputy = make_person(Role.DEPUTY, school)
        other = UserFactory()

        for permission in (Permission.TICKET_SEND, Permission.TICKET_CLOSE):
            assert holds(actor(deputy), permission, school=school)
        assert "suppléant" in refusal(actions.designate_deputy, school, other, by=actor(deputy))

    def test_not_the_head_either(self, school, head):
        other = UserFactory()

        assert refusal(actions.designate_deputy, school, other, by=actor(head))

    def test_not_twice_and_not_oneself(self, school, correspondent):
        deputy = make_person(Role.DEPUTY, school)

        assert refusal(actions.designate_deputy, school, deputy, by=actor(correspondent))
        assert refusal(actions.designate_deputy, school, correspondent, by=actor(correspondent))

    def test_until_a_day(self, school, correspondent):
        deputy = UserFactory()
        until = NOON + 3 * DAY

        actions.designate_deputy(school, deputy, by=actor(correspondent), ends_at=until)

        assert may_send(deputy, school, until - INSTANT)
        assert not may_send(deputy, school, until)

    def test_not_until_a_day_gone_by(self, school, correspondent):
        deputy = UserFactory()

        assert refusal(
            actions.designate_deputy, school, deputy, by=actor(correspondent), ends_at=NOON
        )

    def test_survive_a_hand_over_for_thirty_days_at_most(self, school, head, correspondent):
        deputy = UserFactory()
        actions.designate_deputy(school, deputy, by=actor(correspondent))
        handed_over = NOON + DAY

        actions.designate_correspondent(school, UserFactory(), by=actor(head, handed_over))

        last = handed_over + 30 * DAY
        assert may_send(deputy, school, handed_over)
        assert may_send(deputy, school, last - INSTANT)
        assert not may_send(deputy, school, last)

    def test_a_second_hand_over_gives_no_second_month(self, school, head, correspondent):
        deputy = UserFactory()
        actions.designate_deputy(school, deputy, by=actor(correspondent))
        actions.designate_correspondent(school, UserFactory(), by=actor(head, NOON + DAY))

        actions.designate_correspondent(school, UserFactory(), by=actor(head, NOON + 20 * DAY))

        assert not may_send(deputy, school, NOON + 31 * DAY)

    def test_the_successor_confirms_one(self, school, head, correspondent):
        deputy, successor = UserFactory(), UserFactory()
        mandate = actions.designate_deputy(school, deputy, by=actor(correspondent))
        actions.designate_correspondent(school, successor, by=actor(head, NOON + DAY))

        actions.confirm_deputy(mandate, by=actor(successor, NOON + 2 * DAY))

        assert may_send(deputy, school, NOON + 365 * DAY)
        mandate.refresh_from_db()
        assert (mandate.stands_for, mandate.confirmed_by) == (successor, successor)
        assert refusal(actions.confirm_deputy, mandate, by=actor(successor, NOON + 2 * DAY))

    def test_the_successor_ends_one(self, school, head, correspondent):
        deputy, successor = UserFactory(), UserFactory()
        mandate = actions.designate_deputy(school, deputy, by=actor(correspondent))
        actions.designate_correspondent(school, successor, by=actor(head, NOON + DAY))

        actions.end_mandate(mandate, by=actor(successor, NOON + 2 * DAY))

        assert not may_send(deputy, school, NOON + 2 * DAY)

    def test_nobody_confirms_too_late_or_elsewhere(self, school, head, correspondent):
        deputy, successor = UserFactory(), UserFactory()
        mandate = actions.designate_deputy(school, deputy, by=actor(correspondent))
        actions.designate_correspondent(school, successor, by=actor(head, NOON + DAY))
        stranger = make_person(Role.CORRESPONDENT, SchoolFactory())

        assert "à nouveau" in refusal(
            actions.confirm_deputy, mandate, by=actor(successor, NOON + 31 * DAY)
        )
        assert refusal(actions.confirm_deputy, mandate, by=actor(stranger, NOON + 2 * DAY))
        assert refusal(actions.confirm_deputy, mandate, by=actor(deputy, NOON + 2 * DAY))

    def test_carry_on_for_thirty_days_without_any_correspondent(self, school, head, correspondent):
        deputy = UserFactory()
        actions.designate_deputy(school, deputy, by=actor(correspondent))
        mandate = Mandate.objects.get(person=correspondent)

        actions.end_mandate(mandate, by=actor(head))

        assert may_send(deputy, school, NOON + 30 * DAY - INSTANT)
        assert not may_send(deputy, school, NOON + 30 * DAY)
        assert actor(deputy).mandates[0].stands_for_key == ""

    def test_outlive_no_more_than_that_a_correspondent_whose_end_is_known(self, school, head):
        leaving = make_person(Role.CORRESPONDENT, school, until=NOON + 2 * DAY)

        mandate = actions.designate_deputy(school, UserFactory(), by=actor(leaving))

        assert mandate.ends_at == Mandate.objects.get(person=leaving).ends_at + 30 * DAY

    def test_stay_with_the_correspondent_who_gave_them(self, school, head, correspondent):
        mandate = actions.designate_deputy(school, UserFactory(), by=actor(correspondent))
        held = Mandate.objects.get(person=correspondent)
        actions.end_mandate(held, by=actor(head), ends_at=NOON + 9 * DAY)
        mandate.refresh_from_db()
        assert mandate.ends_at == NOON + 39 * DAY

        actions.designate_correspondent(school, correspondent, by=actor(head, NOON + DAY))

        mandate.refresh_from_db()
        assert mandate.ends_at == NOON + 39 * DAY
        actions.confirm_deputy(mandate, by=actor(correspondent, NOON + DAY))
        mandate.refresh_from_db()
        assert mandate.ends_at is None


@pytest.mark.requirement("ROL-1")
class TestDelegate:
    def test_is_dated(self, school, head):
        deputy_head = UserFactory()
        until = NOON + 5 * DAY

        actions.delegate(school, deputy_head, by=actor(head), ends_at=until)

        def may_designate(at):
            return holds(actor(deputy_head, at), Permission.CORRESPONDENT_DESIGNATE, school=school)

        assert may_designate(until - INSTANT)
        assert not may_designate(until)
        assert actor(deputy_head).mandates[0].stands_for_key == str(head.key)

    def test_lapses_with_the_head(self, school, head):
        deputy_head = UserFactory()
        actions.delegate(school, deputy_head, by=actor(head), ends_at=NOON + 90 * DAY)
        region = make_person(Role.REGION)

        actions.give_mandate(UserFactory(), Role.HEAD, by=actor(region, NOON + DAY), school=school)

        assert not actor(deputy_head, NOON + DAY).mandates

    def test_is_not_passed_on(self, school, head):
        deputy_head = make_person(Role.DEPUTY_HEAD, school)
        other = UserFactory()

        assert refusal(actions.delegate, school, other, by=actor(deputy_head), ends_at=NOON + DAY)

    def test_not_to_oneself_not_backwards_not_twice(self, school, head):
        other = make_person(Role.DEPUTY_HEAD, school)

        for whom, ends_at in ((head, NOON + DAY), (UserFactory(), NOON), (other, NOON + DAY)):
            assert refusal(actions.delegate, school, whom, by=actor(head), ends_at=ends_at)


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


@pytest.mark.requirement("ROL-1")
def test_nobody_is_correspondent_twice_in_one_lycee_even_by_hand(school):
    from django.db import IntegrityError

    MandateFactory(school=school, role=Role.CORRESPONDENT)

    with pytest.raises(IntegrityError):
        MandateFactory(school=school, role=Role.CORRESPONDENT, starts_at=START_OF_TERM)


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


def test_only_a_deputys_mandate_is_confirmed(school, head):
    correspondent = make_person(Role.CORRESPONDENT, school)
    mandate = correspondent.mandates.get()

    assert "suppléant" in refusal(actions.confirm_deputy, mandate, by=actor(correspondent))


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
