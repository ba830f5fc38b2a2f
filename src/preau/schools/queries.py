"""What pages, letters and other rooms read about lycées and mandates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Q

from preau.accounts.models import User
from preau.accounts.roles import MATRIX, SCHOOL_ROLES, Role
from preau.core.actors import Actor, Held
from preau.core.calendars import Holidays
from preau.core.calendars import SchoolHoliday as Holiday
from preau.core.working_time import Calendar, Hours
from preau.core.working_time import Closure as DaysClosed
from preau.schools.models import (
    Closure,
    ExamPeriod,
    Mandate,
    School,
    SchoolHoliday,
    ServiceHours,
    Territory,
)
from preau.schools.standing_in import LENT, OnDuty, lent_to, on_duty, replaced
from preau.schools.states import ProposedUrgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

#: Whose acts a substitute's acts are.
PRINCIPALS = {Role.DEPUTY: Role.CORRESPONDENT, Role.DEPUTY_HEAD: Role.HEAD}

# The journal takes the first mandate that covers the lycée: duties before mere membership.
_DUTIES_FIRST = [Role.CORRESPONDENT, Role.DEPUTY, Role.HEAD, Role.DEPUTY_HEAD]
_ORDER = {role: rank for rank, role in enumerate(dict.fromkeys([*_DUTIES_FIRST, *Role]))}


def actor_of(person: User, at: datetime, *, worn_id: int | None = None) -> Actor:
    """The person as an actor at an instant: one query for the mandates, and for substitutes one
    more for whom they stand in for.

    A substitute stands in for whoever holds the duty now: after a hand-over the deputies act
    for the new correspondent, and for nobody while there is none. An RTN or a technician who
    stands in for an absent colleague holds that mandate too, for as long as the absence runs.

    `worn_id` is the mandate that they chose to act under: while it is in force, the others give
    them nothing. One that has ended, or is somebody else's, narrows nothing.
    """
    columns = ("pk", "role", "school_id", "territory_id", "academy")
    rows = list(Mandate.objects.in_force(at).filter(person=person).values_list(*columns))
    rows.sort(key=lambda row: (_ORDER[Role(row[1])], row[0]))
    principals = _principals([(row[1], row[2]) for row in rows if row[1] in PRINCIPALS], at)
    mandates = tuple(
        Held(
            mandate_id=pk,
            role=role,
            permissions=MATRIX[Role(role)],
            school_id=school_id,
            territory_id=territory_id,
            academy=academy,
            stands_for_key=principals.get((role, school_id), ""),
        )
        for pk, role, school_id, territory_id, academy in rows
    )
    if any(row[1] in LENT for row in rows):
        # Only whoever holds such a duty can be lent another one.
        mandates += tuple(_lent(mandate) for mandate in lent_to(person, at))
    worn = next((held for held in mandates if held.mandate_id == worn_id), None)
    return Actor(
        at=at,
        person=person,
        key=str(person.key),
        mandates=(worn,) if worn else mandates,
        worn=worn,
        aside=tuple(held for held in mandates if held is not worn) if worn else (),
    )


def _lent(mandate: Mandate) -> Held:
    return Held(
        mandate_id=mandate.pk,
        role=mandate.role,
        permissions=MATRIX[Role(mandate.role)],
        school_id=mandate.school_id,
        territory_id=mandate.territory_id,
        academy=mandate.academy,
        stands_for_key=str(mandate.person.key),
        lent_by_id=mandate.person_id,
    )


def _principals(
    duties: list[tuple[str, int | None]], at: datetime
) -> dict[tuple[str, int | None], str]:
    """Who is stood in for, by the substitute's role and lycée; no query where nobody is."""
    if not duties:
        return {}
    roles = {PRINCIPALS[Role(role)] for role, _ in duties}
    schools = [school_id for _, school_id in duties if school_id is not None]
    held = Mandate.objects.in_force(at).filter(school_id__in=schools, role__in=roles)
    keys: dict[tuple[str, int | None], str] = {}
    for role, school_id, key in held.order_by("pk").values_list("role", "school_id", "person__key"):
        keys.setdefault((role, school_id), str(key))
    return {
        (role, school_id): keys.get((PRINCIPALS[Role(role)], school_id), "")
        for role, school_id in duties
    }


def holders(role: str, at: datetime, school: School | None = None) -> list[User]:
    """Who holds a role at an instant, by name; with a lycée, those whose mandate covers it."""
    mandates = Mandate.objects.in_force(at).filter(role=role)
    if school is not None:
        mandates = mandates.filter(covering(school))
    return list(User.objects.filter(mandates__in=mandates).distinct().order_by("folded_name", "pk"))


def correspondent_of(school: School, at: datetime) -> User | None:
    """The lycée's single contact for the Region, if it has one."""
    return _first(_holders_at(school, [Role.CORRESPONDENT], at))


def head_of(school: School, at: datetime) -> User | None:
    """The head of school, if the Region has recorded one."""
    return _first(_holders_at(school, [Role.HEAD], at))


def deputies_of(school: School, at: datetime) -> list[User]:
    """Those who stand in for the correspondent."""
    return _holders_at(school, [Role.DEPUTY], at)


def spokesperson_of(school: School, at: datetime) -> OnDuty | None:
    """Who has what waits for the lycée: the correspondent, or whoever stands in meanwhile."""
    held = Mandate.objects.in_force(at).filter(school=school, role=Role.CORRESPONDENT)
    return next(iter(on_duty(held.select_related("person").order_by("pk")[:1], at)), None)


def addressees_of(school: School, at: datetime) -> list[User]:
    """Whom a letter to the lycée goes to; without a correspondent, to all deputies."""
    spokesperson = spokesperson_of(school, at)
    return [spokesperson.person] if spokesperson else deputies_of(school, at)


def parties_of(school: School, at: datetime) -> dict[User, Role]:
    """Who speaks for the lycée, with the duty: the correspondent first, then the deputies."""
    held = (
        Mandate.objects.in_force(at)
        .filter(school=school, role__in=[Role.CORRESPONDENT, Role.DEPUTY])
        .select_related("person")
        .order_by("person__folded_name", "person_id")
    )
    parties: dict[User, Role] = {}
    for mandate in sorted(held, key=lambda mandate: _ORDER[Role(mandate.role)]):
        parties.setdefault(mandate.person, Role(mandate.role))
    return parties


def digital_officers_of(school: School, at: datetime) -> list[User]:
    """The RTN of the lycée: those named for it, else for its territory, else more widely."""
    return _nearest(school, Role.DIGITAL_OFFICER, at)


def digital_officers_on_duty(school: School, at: datetime) -> list[OnDuty]:
    """The RTN of the lycée, or whoever stands in while they are away."""
    return on_duty(_nearest_mandates(school, Role.DIGITAL_OFFICER, at), at)


def technician_on_duty(technician: User, school: School, at: datetime) -> OnDuty:
    """The technician sent to a lycée, or whoever stands in while they are away: one query."""
    held = Mandate.objects.in_force(at).filter(
        covering(school), person=technician, role__in=[Role.ONSITE, Role.FIELD]
    )
    return replaced(held, at) or OnDuty(technician)


def onsite_technicians_of(school: School, at: datetime) -> list[User]:
    """The technician of proximity: named for the lycée, else for its territory …"""
    return _nearest(school, Role.ONSITE, at)


def _holders_at(school: School, roles: Iterable[str], at: datetime) -> list[User]:
    mandates = Mandate.objects.in_force(at).filter(school=school, role__in=list(roles))
    return list(User.objects.filter(mandates__in=mandates).distinct().order_by("folded_name", "pk"))


def _nearest(school: School, role: str, at: datetime) -> list[User]:
    return list(
        {held.person_id: held.person for held in _nearest_mandates(school, role, at)}.values()
    )


def _nearest_mandates(school: School, role: str, at: datetime) -> list[Mandate]:
    mandates = (
        Mandate.objects.in_force(at)
        .filter(covering(school), role=role)
        .select_related("person")
        .order_by("person__folded_name", "pk")
    )
    nearest = sorted(mandates, key=distance)
    return [held for held in nearest if distance(held) == distance(nearest[0])]


def covering(school: School) -> Q:
    """The mandates whose place is the lycée, or has it inside."""
    wider = Q(territory=None, academy="") | Q(academy=school.academy)
    if school.territory_id:
        wider |= Q(territory=school.territory_id)
    return Q(school=school) | (Q(school=None) & wider)


def distance(mandate: Mandate) -> int:
    """How far above the lycée a mandate stands: lycée, territory, académie, Region."""
    if mandate.school_id:
        return 0
    if mandate.territory_id:
        return 1
    return 2 if mandate.academy else 3


def _first(people: list[User]) -> User | None:
    return people[0] if people else None


def known_at(school: School) -> QuerySet[User]:
    """Those who hold or held a duty of the lycée's own, to choose among them, by name."""
    held = Mandate.objects.filter(school=school, role__in=SCHOOL_ROLES).values("person")
    return User.objects.filter(pk__in=held, is_active=True).order_by("folded_name", "pk")


def mandates_to_confirm(school: School, at: datetime) -> list[Mandate]:
    """What a head looks at once a year: the lycée's own mandates in force, but the head's."""
    roles = SCHOOL_ROLES - {Role.HEAD}
    held = (
        Mandate.objects.in_force(at)
        .filter(school=school, role__in=roles)
        .select_related("person", "stands_for")
        .order_by("person__folded_name", "pk")
    )
    mandates = sorted(held, key=lambda mandate: _ORDER[Role(mandate.role)])
    for mandate in mandates:
        mandate.school = school
    return mandates


def mandate_held(
    person: User,
    role: str,
    at: datetime,
    *,
    school: School | None = None,
    territory: Territory | None = None,
    academy: str = "",
) -> Mandate | None:
    """The person's mandate of this role in exactly this place at an instant, if they have one."""
    return (
        Mandate.objects.in_force(at)
        .filter(person=person, role=role, school=school, territory=territory, academy=academy)
        .order_by("pk")
        .first()
    )


def region_calendar() -> Calendar:
    """When service is given in the Region, before the closures of any lycée: one query.

    The school holidays, which few questions ask for, are read when the first of them does.
    """
    laid = [row.hours for row in ServiceHours.objects.standing()]
    first = laid[0] if laid else Hours()
    return Calendar(
        first.opens_at,
        first.closes_at,
        first.weekdays,
        later=tuple(laid[1:]),
        holidays=Holidays(_school_holidays),
    )


def _school_holidays() -> Iterator[Holiday]:
    for row in SchoolHoliday.objects.order_by("first_on"):
        yield Holiday(row.first_on, row.last_on, row.name, row.is_official)


def calendars_of(school_ids: Iterable[int]) -> dict[int, Calendar]:
    """The service calendar as each lycée lives it, with the closures that it declared."""
    common, ids = region_calendar(), set(school_ids)
    closures: dict[int, list[DaysClosed]] = {school_id: [] for school_id in ids}
    rows = Closure.objects.standing().filter(school_id__in=ids).order_by("first_on", "pk")
    columns = ("school_id", "first_on", "last_on", "reason")
    for school_id, first_on, last_on, reason in rows.values_list(*columns):
        closures[school_id].append(DaysClosed(first_on, last_on, reason))
    return {
        school_id: replace(common, closures=tuple(declared))
        for school_id, declared in closures.items()
    }


def exams_at(school: School, day: date) -> list[ExamPeriod]:
    """The periods of examination of a day that concern a lycée, the most urgent first."""
    found = [
        period
        for period in ExamPeriod.objects.on(day).order_by("last_on", "pk")
        if not period.kinds or school.kind in period.kinds
    ]
    return sorted(found, key=lambda period: period.urgency != ProposedUrgency.VERY_HIGH)


def closed_days(school: School) -> list[tuple[date, date]]:
    """The standing closures of a lycée, first and last day included: for INC-7 and INC-8."""
    closures = school.closures.standing().order_by("first_on", "pk")
    return list(closures.values_list("first_on", "last_on"))
