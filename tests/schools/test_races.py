"""Two designations in the same instant leave one correspondent, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from preau.accounts.actions import Newcomer, open_account
from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale
from preau.schools import actions
from preau.schools.models import Mandate, School
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls at the same time, each on its own connection; give what each raised."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            call()
        except (Refused, Stale) as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.requirement("ROL-1")
def test_two_designations_at_once_leave_one_correspondent():
    school = SchoolFactory()
    by = actor(make_person(Role.HEAD, school))
    teachers = [UserFactory() for _ in range(4)]

    at_once(
        *(
            lambda teacher=teacher: actions.designate_correspondent(school, teacher, by=by)
            for teacher in teachers
        )
    )

    in_force = Mandate.objects.in_force(NOON).filter(role=Role.CORRESPONDENT, school=school)
    assert in_force.count() == 1


def test_two_pages_read_before_designate_once():
    school = SchoolFactory()
    by = actor(make_person(Role.HEAD, school))
    teachers = [UserFactory() for _ in range(3)]

    raised = at_once(
        *(
            lambda teacher=teacher: actions.designate_correspondent(
                school, teacher, by=by, seen=school.version
            )
            for teacher in teachers
        )
    )

    assert sum(error is None for error in raised) == 1
    assert Mandate.objects.filter(role=Role.CORRESPONDENT).count() == 1


def test_one_person_gets_a_mandate_of_the_region_once():
    by = actor(make_person(Role.REGIONAL_ADMIN))
    person = UserFactory()

    raised = at_once(
        *(lambda: actions.give_mandate(person, Role.SERVICE_DESK, by=by) for _ in range(3))
    )

    assert sum(error is None for error in raised) == 1


def test_one_uai_is_opened_once_and_the_second_is_told():
    details = {
        "kind": "LGT",
        "academy": "Paris",
        "department_code": "075",
        "department_name": "Paris",
        "commune": "Paris 8e",
    }

    raised = at_once(
        *(
            lambda name=name: actions.open_school(
                by=Actor.preau(NOON), uai="0750654D", name=name, **details
            )
            for name in ("Lycée Chaptal", "Lycée Chaptal bis", "Lycée Chaptal ter")
        )
    )

    assert School.objects.filter(uai="0750654D").count() == 1
    assert sorted(isinstance(error, Refused) for error in raised) == [False, True, True]


def test_one_address_opens_one_account():
    newcomer = Newcomer(email="ines@lycee.invalid", first_name="Inès", last_name="Bernard")

    at_once(*(lambda: open_account(newcomer, by=Actor.preau(NOON)) for _ in range(3)))

    assert User.objects.filter(email="ines@lycee.invalid").count() == 1
