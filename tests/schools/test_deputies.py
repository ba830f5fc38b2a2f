"""The correspondent designates deputies, the head delegates (ROL-1, ROL-2)."""

from __future__ import annotations

import pytest

from preau.accounts.roles import Permission, Role
from preau.schools import actions, queries
from preau.schools.models import Mandate
from preau.schools.policies import holds
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.designating import DAY, INSTANT, may_send, refusal
from tests.schools.factories import (
    SchoolFactory,
    actor,
    make_person,
)

pytestmark = pytest.mark.django_db


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


def test_only_a_deputys_mandate_is_confirmed(school, head):
    correspondent = make_person(Role.CORRESPONDENT, school)
    mandate = correspondent.mandates.get()

    assert "suppléant" in refusal(actions.confirm_deputy, mandate, by=actor(correspondent))
