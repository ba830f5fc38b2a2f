"""A list that somebody asked for, at the stage that each URL is for."""

from __future__ import annotations

from preau.accounts.roles import Role
from preau.exports.states import Reason
from preau.schools.models import School
from tests.exports import factories
from tests.schools.factories import SchoolFactory, make_person
from tests.sweeps.samples import Sample, sample, sample_fact


@sample("exports:file")
def a_file(school: School) -> Sample:
    taken = factories.ready(make_person(Role.CORRESPONDENT, SchoolFactory()))
    return Sample(taken, {"pk": taken.pk})


@sample("exports:cancellation")
def a_waiting_file(school: School) -> Sample:
    taken = factories.waiting(make_person(Role.CORRESPONDENT, SchoolFactory()))
    return Sample(taken, {"pk": taken.pk})


@sample("exports:taking")
def a_list(school: School) -> Sample:
    return Sample(None, {"name": "tickets", "form": "csv"})


@sample("exports:taking_of")
def a_list_of_a_lycee(school: School) -> Sample:
    return Sample(school, {"name": "rooms", "of": school.uai, "form": "xlsx"})


@sample("exports:asking")
def a_long_list(school: School) -> Sample:
    return Sample(None, {"name": "tickets", "form": "xlsx"})


@sample("exports:asking_of")
def a_long_list_of_a_lycee(school: School) -> Sample:
    return Sample(school, {"name": "rooms", "of": school.uai, "form": "xlsx"})


for _fact in ("taken", "asked"):
    sample_fact(f"exports.list.{_fact}", listed=["tickets"], form=["csv"], rows=[0, 1, 12_000])
sample_fact("exports.list.failed", reason=Reason.values)
