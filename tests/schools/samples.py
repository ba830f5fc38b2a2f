"""A lycée, a mandate, a closure for every URL that names one."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from preau.accounts.roles import Role
from preau.schools.models import (
    Absence,
    Closure,
    Confirmation,
    ExamPeriod,
    Exchange,
    FormerName,
    Mandate,
    NamedReporter,
    School,
    ServiceHours,
    Substitute,
)
from preau.schools.states import ExchangeKind
from tests.instants import MORNING
from tests.schools.factories import RoomFactory, make_person
from tests.sweeps.samples import Sample, sample


@sample(
    "schools:school",
    "schools:rooms",
    "schools:people",
    "schools:history",
    "schools:correspondent",
    "schools:correspondence",
    "schools:deputy",
    "schools:delegation",
    "schools:modalities",
    "schools:reporter",
    "schools:closures",
    "schools:arrangement",
    "schools:name",
    "schools:end_of_school",
    "schools:reopening",
)
def a_school(school: School) -> Sample:
    RoomFactory(school=school)
    FormerName.objects.create(school=school, name="Lycée de la Plaine", until_on="2019-08-31")
    return Sample(school, {"uai": school.uai})


@sample("schools:absence")
def a_correspondent(school: School) -> Sample:
    mandate = Mandate.objects.filter(school=school, role=Role.CORRESPONDENT).first()
    mandate = mandate or make_person(Role.CORRESPONDENT, school).mandates.get()
    return Sample(mandate, {"pk": mandate.pk})


@sample("schools:absence_end")
def an_absence(school: School) -> Sample:
    mandate = a_correspondent(school).thing
    absence = Absence.objects.create(
        mandate=mandate,
        starts_at=MORNING,
        ends_at=MORNING + timedelta(days=7),
        declared_at=MORNING,
        declared_by=mandate.person,
    )
    Substitute.objects.create(absence=absence, person=make_person(Role.DEPUTY, school), rank=1)
    return Sample(absence, {"pk": absence.pk})


@sample("schools:mandates_confirmation")
def a_confirmation(school: School) -> Sample:
    make_person(Role.STAFF, school)
    confirmation, _new = Confirmation.objects.get_or_create(
        school=school, school_year="2026-2027", defaults={"asked_at": MORNING}
    )
    return Sample(confirmation, {"uai": school.uai})


@sample("schools:mandate_end", "schools:deputy_confirmation")
def a_deputy(school: School) -> Sample:
    held = Mandate.objects.filter(school=school, role=Role.CORRESPONDENT).first()
    correspondent = held.person if held else make_person(Role.CORRESPONDENT, school)
    deputy = make_person(Role.DEPUTY, school, stands_for=correspondent)
    mandate = deputy.mandates.get()
    return Sample(mandate, {"pk": mandate.pk})


@sample("schools:person", "schools:invitation", "schools:factors_reset")
def a_person(school: School) -> Sample:
    person = make_person(Role.STAFF, school)
    return Sample(person.mandates.get(), {"key": person.key})


@sample("schools:reporter_withdrawal")
def a_named_reporter(school: School) -> Sample:
    person = make_person(Role.STAFF, school)
    NamedReporter.objects.create(school=school, person=person, named_at=MORNING, named_by=person)
    return Sample(school, {"uai": school.uai, "key": person.key})


@sample("schools:closure_cancellation")
def a_closure(school: School) -> Sample:
    closure = Closure.objects.create(
        school=school,
        first_on="2026-11-12",
        last_on="2026-11-13",
        reason="Journées pédagogiques",
        declared_at=MORNING,
        declared_by=make_person(Role.STAFF, school),
    )
    return Sample(school, {"uai": school.uai, "pk": closure.pk})


@sample("schools:exchanges")
def an_exchange(school: School) -> Sample:
    exchange = Exchange.objects.create(
        school=school,
        held_on="2026-10-01",
        kind=ExchangeKind.VISIT,
        points="Le chariot du CDI est à revoir.",
        written_at=MORNING,
        written_by=make_person(Role.STAFF, school),
        request_key=uuid.uuid4(),
    )
    return Sample(exchange, {"uai": school.uai})


@sample("schools:import", "schools:import_model", "schools:import_workbook")
def a_kind_of_file(school: School) -> Sample:
    return Sample(None, {"name": "people"})


@sample("calendars:hours_withdrawal")
def hours_to_come(school: School) -> Sample:
    first = ServiceHours.objects.order_by("from_on").last()
    hours = ServiceHours.objects.create(
        from_on=max(first.from_on, date(2027, 1, 3)) + timedelta(days=1),
        opens_at="09:00",
        closes_at="17:00",
        weekdays="01234",
        laid_down_at=MORNING,
        laid_down_by=make_person(Role.STAFF, school),
    )
    return Sample(None, {"pk": hours.pk})


@sample("calendars:exams_change", "calendars:exams_withdrawal")
def an_examination(school: School) -> Sample:
    period = ExamPeriod.objects.create(
        name="Baccalauréat",
        first_on="2026-10-05",
        last_on="2026-10-09",
        kinds=["LGT"],
        levels=["terminale"],
        urgency="very_high",
        written_at=MORNING,
        written_by=make_person(Role.STAFF, school),
    )
    return Sample(None, {"pk": period.pk})
