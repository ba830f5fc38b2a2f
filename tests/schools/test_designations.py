"""The head designates the correspondent, or takes the duty (ROL-1)."""

from __future__ import annotations

import pytest

from preau.accounts.actions import Newcomer
from preau.accounts.roles import Role
from preau.core.verdicts import Stale
from preau.journal.models import Entry
from preau.schools import actions, queries
from preau.schools.actions import vacancies
from preau.schools.models import Mandate
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.designating import DAY, INSTANT, facts, may_send, refusal
from tests.schools.factories import (
    START_OF_TERM,
    MandateFactory,
    SchoolFactory,
    actor,
    make_person,
)

pytestmark = pytest.mark.django_db


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


@pytest.mark.requirement("ROL-1")
def test_nobody_is_correspondent_twice_in_one_lycee_even_by_hand(school):
    from django.db import IntegrityError

    MandateFactory(school=school, role=Role.CORRESPONDENT)

    with pytest.raises(IntegrityError):
        MandateFactory(school=school, role=Role.CORRESPONDENT, starts_at=START_OF_TERM)
