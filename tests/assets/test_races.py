"""One label, entered in two lycées in the same instant, on either database."""

from __future__ import annotations

import pytest

from preau.accounts.roles import Role
from preau.assets import actions
from preau.assets.models import Asset
from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.schools.imports.kinds import KINDS, run
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.schools.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_lycee_is_told_that_the_label_is_taken():
    schools = [SchoolFactory() for _ in range(4)]
    by = actor(make_person(Role.REGIONAL_ADMIN))

    raised = at_once(
        *(
            lambda school=school: actions.register(
                school, by=by, kind="laptop", name="ProBook", tag="R-1"
            )
            for school in schools
        )
    )

    assert Asset.objects.filter(tag="R-1").count() == 1
    assert [isinstance(error, Refused) for error in raised].count(True) == 3


def test_two_files_at_once_one_comes_in_and_the_other_names_its_row():
    schools = [SchoolFactory() for _ in range(3)]
    reports = []

    def take_in(school):
        data = f"tag,uai,kind,name,room\nR-1,{school.uai},laptop,ProBook,B204\n".encode()
        reports.append(run(KINDS["assets"], data, "file.csv", by=Actor.preau(NOON)))

    at_once(*(lambda school=school: take_in(school) for school in schools))

    assert Asset.objects.filter(tag="R-1").count() == 1
    assert [report.ok for report in reports].count(True) == 1
    for report in reports:
        if not report.ok:
            assert {problem.row for problem in report.problems} == {2}
