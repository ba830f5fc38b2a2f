"""What the pages of lycées read, a few queries each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils import timezone

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.text import fold
from preau.schools.models import Mandate, School, SchoolQuerySet, Territory
from preau.schools.queries import covering, distance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from preau.core.actors import Actor


@dataclass(slots=True)
class People:
    """The mandates that a lycée's page shows, by duty."""

    head: Mandate | None = None
    deputy_heads: list[Mandate] = field(default_factory=list)
    correspondent: Mandate | None = None
    deputies: list[Mandate] = field(default_factory=list)
    staff: list[Mandate] = field(default_factory=list)
    digital_officers: list[Mandate] = field(default_factory=list)
    technicians: list[Mandate] = field(default_factory=list)
    to_come: list[Mandate] = field(default_factory=list)

    def deputies_to_confirm(self) -> list[Mandate]:
        """The deputies whom a former correspondent left."""
        if self.correspondent is None:
            return []
        successor = self.correspondent.person_id
        return [each for each in self.deputies if each.stands_for_id != successor]


def people_of(school: School, at: datetime) -> People:
    """Who is who for a lycée, now and soon, in one query; each with the state of their access."""
    shown = [Role.HEAD, Role.DEPUTY_HEAD, Role.CORRESPONDENT, Role.DEPUTY, Role.STAFF]
    around = [Role.DIGITAL_OFFICER, Role.ONSITE]
    mandates = list(
        with_access(
            Mandate.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), ends_after_start())
            .filter(Q(school=school, role__in=shown) | Q(covering(school), role__in=around))
            .order_by("person__folded_name", "pk")
        )
    )
    people = People()
    for mandate in mandates:
        if mandate.starts_at > at:
            if mandate.school_id:
                people.to_come.append(mandate)
        elif mandate.role == Role.HEAD:
            people.head = mandate
        elif mandate.role == Role.CORRESPONDENT:
            people.correspondent = mandate
        elif mandate.role in _LISTS:
            getattr(people, _LISTS[Role(mandate.role)]).append(mandate)
    people.digital_officers = _nearest(people.digital_officers)
    people.technicians = _nearest(people.technicians)
    return people


_LISTS = {
    Role.DEPUTY_HEAD: "deputy_heads",
    Role.DEPUTY: "deputies",
    Role.STAFF: "staff",
    Role.DIGITAL_OFFICER: "digital_officers",
    Role.ONSITE: "technicians",
}


def with_access(mandates: models.QuerySet[Mandate]) -> models.QuerySet[Mandate]:
    """Mandates with their person, and whether the person's address is confirmed."""
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("person"), email__iexact=OuterRef("person__email"), verified=True
    )
    return mandates.select_related("person", "stands_for", "given_by", "ended_by").annotate(
        has_confirmed_address=Exists(confirmed)
    )


def ends_after_start() -> Q:
    """Leaves out the mandates that were given up before they began."""
    return Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))


def _nearest(mandates: list[Mandate]) -> list[Mandate]:
    """Those whose place is nearest to the lycée: its own technician, not the Region's pool."""
    if not mandates:
        return []
    near = min(distance(mandate) for mandate in mandates)
    return [mandate for mandate in mandates if distance(mandate) == near]


def for_list(schools: SchoolQuerySet, at: datetime) -> SchoolQuerySet:
    """Lycées as their list shows them: with the correspondent's name and the number of deputies."""
    in_force = Mandate.objects.in_force(at).filter(school=OuterRef("pk"))
    name = Trim(Concat("person__first_name", Value(" "), "person__last_name"))
    correspondent = in_force.filter(role=Role.CORRESPONDENT).order_by("pk")
    deputies = (
        in_force.filter(role=Role.DEPUTY)
        .order_by()
        .values("school")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return schools.annotate(
        correspondent_name=Subquery(
            correspondent.values_list(
                Coalesce(NullIf(name, Value("")), "person__email", output_field=CharField())
            )[:1]
        ),
        deputies_number=Coalesce(Subquery(deputies), 0),
    )


def mandates_of_region(actor: Actor, words: str, role: str) -> models.QuerySet[Mandate]:
    """Mandates in force, by the name of their holder; without a role, those outside lycées."""
    found = with_access(Mandate.objects.visible_to(actor).in_force(actor.at))
    if role in Role.values:
        found = found.filter(role=role)
    else:
        found = found.exclude(role__in=[Role.STAFF, Role.DEPUTY, Role.CORRESPONDENT])
    for word in fold(words).split()[:5]:
        found = found.filter(
            Q(person__folded_name__contains=word) | Q(school__folded_name__contains=word)
        )
    return found.select_related("school", "territory").order_by("person__folded_name", "pk")


def mandates_ever(school: School) -> models.QuerySet[Mandate]:
    """Every mandate held in a lycée, the latest first, with who gave, confirmed and ended it."""
    beside = ("person", "given_by", "ended_by", "confirmed_by", "stands_for")
    return (
        Mandate.objects.filter(school=school).select_related(*beside).order_by("-starts_at", "-pk")
    )


# --- Head counts ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CountedYear:
    """The pupils of one school year: by track, in all, and where the figures come from."""

    school_year: str
    total: int
    tracks: list[tuple[str, int]]
    rows: list[tuple[str, str, str, int]]
    sources: list[str]


def counts_of(school: School) -> list[CountedYear]:
    """The head counts of a lycée, the latest year first, in one query."""
    rows = list(school.headcounts.order_by("-school_year", "track", "stream", "level"))
    years = []
    for school_year, group in groupby(rows, key=lambda row: row.school_year):
        counts = list(group)
        tracks: dict[str, int] = {}
        for row in counts:
            label = str(row.get_track_display())
            tracks[label] = tracks.get(label, 0) + row.pupils
        years.append(
            CountedYear(
                school_year=school_year,
                total=sum(row.pupils for row in counts),
                tracks=list(tracks.items()),
                rows=[
                    (row.get_track_display(), row.stream, row.level, row.pupils) for row in counts
                ],
                sources=sorted({row.source for row in counts if row.source}),
            )
        )
    return years


# --- Exchanges with the RTN -------------------------------------------------------------------
def term_of(day: date) -> tuple[date, date]:
    """The school term around a day ◇: September–December, January–March, April–August."""
    starts = [date(day.year, month, 1) for month in (1, 4, 9)]
    first = max(start for start in starts if start <= day)
    following = {1: date(day.year, 4, 1), 4: date(day.year, 9, 1), 9: date(day.year + 1, 1, 1)}
    return first, following[first.month] - timedelta(days=1)


def without_exchange(schools: SchoolQuerySet, at: datetime) -> SchoolQuerySet:
    """Those with which no exchange was written down this term."""
    first, last = term_of(timezone.localdate(at))
    return schools.exclude(exchanges__held_on__range=(first, last))


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """One line of the list of territories."""

    pk: int
    name: str
    number: int
    officers: Sequence[User]


def territories(schools: SchoolQuerySet, at: datetime) -> list[TerritoryRow]:
    """The territories of the lycées that one sees, their RTN and how many, in three queries."""
    numbers = dict(
        schools.open()
        .exclude(territory=None)
        .order_by("territory")
        .values_list("territory")
        .annotate(number=Count("pk"))
    )
    officers: dict[int, list[User]] = {}
    mandates = Mandate.objects.in_force(at).filter(
        role=Role.DIGITAL_OFFICER, territory__in=list(numbers)
    )
    for mandate in mandates.select_related("person").order_by("person__folded_name", "pk"):
        if mandate.territory_id:
            officers.setdefault(mandate.territory_id, []).append(mandate.person)
    rows = Territory.objects.filter(pk__in=list(numbers)).order_by("name")
    return [
        TerritoryRow(row.pk, row.name, numbers[row.pk], officers.get(row.pk, [])) for row in rows
    ]
