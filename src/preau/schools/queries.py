"""What pages, letters and other rooms read about lycées and mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from preau.accounts.models import User
from preau.accounts.roles import MATRIX, Role
from preau.core.actors import Actor, Held
from preau.schools.models import Mandate, School, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

#: Whose acts a substitute's acts are.
PRINCIPALS = {Role.DEPUTY: Role.CORRESPONDENT, Role.DEPUTY_HEAD: Role.HEAD}

# The journal takes the first mandate that covers the lycée: duties before mere membership.
_DUTIES_FIRST = [Role.CORRESPONDENT, Role.DEPUTY, Role.HEAD, Role.DEPUTY_HEAD]
_ORDER = {role: rank for rank, role in enumerate(dict.fromkeys([*_DUTIES_FIRST, *Role]))}


def actor_of(person: User, at: datetime, *, worn_id: int | None = None) -> Actor:
    """The person as an actor at an instant: one query for the mandates and whom they stand in for.

    A substitute stands in for whoever holds the duty now: after a hand-over the deputies act
    for the new correspondent, and for nobody while there is none.
    """
    principal = (
        Mandate.objects.in_force(at)
        .filter(school=OuterRef("school_id"), role=OuterRef("principal_role"))
        .order_by("pk")
    )
    rows = (
        Mandate.objects.in_force(at)
        .filter(person=person)
        .annotate(
            principal_role=Case(
                *(When(role=role, then=Value(of.value)) for role, of in PRINCIPALS.items()),
                default=Value(""),
            ),
            principal_key=Subquery(principal.values("person__key")[:1]),
        )
        .values_list("pk", "role", "school_id", "territory_id", "academy", "principal_key")
    )
    mandates = tuple(
        Held(
            mandate_id=pk,
            role=role,
            permissions=MATRIX[Role(role)],
            school_id=school_id,
            territory_id=territory_id,
            academy=academy,
            stands_for_key=str(principal_key or ""),
        )
        for pk, role, school_id, territory_id, academy, principal_key in sorted(
            rows, key=lambda row: (_ORDER[Role(row[1])], row[0])
        )
    )
    worn = next((held for held in mandates if held.mandate_id == worn_id), None)
    return Actor(at=at, person=person, key=str(person.key), mandates=mandates, worn=worn)


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


def digital_officers_of(school: School, at: datetime) -> list[User]:
    """The RTN of the lycée: those named for it, else for its territory, else more widely."""
    return _nearest(school, Role.DIGITAL_OFFICER, at)


def onsite_technicians_of(school: School, at: datetime) -> list[User]:
    """The technician of proximity: named for the lycée, else for its territory …"""
    return _nearest(school, Role.ONSITE, at)


def _holders_at(school: School, roles: Iterable[str], at: datetime) -> list[User]:
    mandates = Mandate.objects.in_force(at).filter(school=school, role__in=list(roles))
    return list(User.objects.filter(mandates__in=mandates).distinct().order_by("folded_name", "pk"))


def _nearest(school: School, role: str, at: datetime) -> list[User]:
    mandates = (
        Mandate.objects.in_force(at)
        .filter(covering(school), role=role)
        .select_related("person")
        .order_by("person__folded_name", "pk")
    )
    nearest = sorted(mandates, key=distance)
    return list(
        {m.person_id: m.person for m in nearest if distance(m) == distance(nearest[0])}.values()
    )


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
    """Those who hold or held a mandate of the lycée, to choose among them, by name."""
    held = Mandate.objects.filter(school=school).values("person")
    return User.objects.filter(pk__in=held, is_active=True).order_by("folded_name", "pk")


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


def closed_days(school: School) -> list[tuple[date, date]]:
    """The standing closures of a lycée, first and last day included: for INC-7 and INC-8."""
    closures = school.closures.standing().order_by("first_on", "pk")
    return list(closures.values_list("first_on", "last_on"))
