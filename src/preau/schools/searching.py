"""How lycées and people are found."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from preau.accounts import facts as account_facts
from preau.accounts.models import User
from preau.accounts.roles import Permission
from preau.journal.wiring import subscribe
from preau.schools import facts
from preau.schools.models import Mandate, School
from preau.schools.names import short_name
from preau.schools.reach import within
from preau.search import actions as search
from preau.search import wiring
from preau.search.wiring import Passage, Reach, Told
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from preau.core.actors import Actor, Held
    from preau.journal.queries import Recorded

#: Beyond so many lycées, a list of them costs more than it spares.
_FEW = 60
_UAI = re.compile(r"\d{7}[A-Z]")


def placed(mandates: Iterable[Held]) -> Q:
    """The rows of the index that belong to the lycées of these mandates' places."""
    places = list(mandates)
    if any(held.is_everywhere for held in places):
        return Q(pk__isnull=False)
    reach = Q(school_id__in={held.school_id for held in places if held.school_id})
    if wider := [held for held in places if not held.school_id]:
        reach |= Q(school_id__in=School.objects.filter(within(wider)).order_by().values("pk"))
    return reach


def few(mandates: Iterable[Held]) -> frozenset[str] | None:
    """The words of the lycées of these mandates' places, where they are not many."""
    places = list(mandates)
    if any(held.is_everywhere or held.academy for held in places):
        return None
    schools = {held.school_id for held in places if held.school_id}
    if wider := [held for held in places if not held.school_id]:
        inside = School.objects.filter(within(wider)).order_by()
        schools |= set(inside.values_list("pk", flat=True))
    return words_of(schools)


def words_of(schools: Collection[int]) -> frozenset[str] | None:
    """Their words in the index, where they are not many."""
    return frozenset(map(wiring.school_term, schools)) if len(schools) <= _FEW else None


def reach(actor: Actor, permission: str) -> Reach | None:
    """The rows of the lycées where the person has a permission; None where there is none."""
    held = [mandate for mandate in actor.mandates if permission in mandate.permissions]
    return Reach(placed(held), few(held)) if held else None


# --- Narrowing to lycées ----------------------------------------------------------------------
def has_several(actor: Actor) -> bool:
    """Whether the person sees more than one lycée."""
    return len(School.objects.visible_to(actor)[:2]) > 1


def named(actor: Actor, words: str) -> Q:
    """The rows of the lycées that the person sees and that bear these words."""
    found = School.objects.visible_to(actor).named(words)
    return Q(school_id__in=found.order_by().values("pk"))


# --- Lycées -----------------------------------------------------------------------------------
def _tell_schools(schools: QuerySet[School], actor: Actor | None) -> Iterator[Told]:
    for school in schools.prefetch_related("former_names"):
        former = "; ".join(name.name for name in school.former_names.all())
        address = " ".join([school.address, school.postal_code]).strip()
        passages = [
            (_("Official name"), school.official_name),
            (_("Former names"), former),
            (_("Address"), address),
            (_("Académie"), school.get_academy_display()),
            (_("Telephone"), formats.phone(school.phone)),
            (_("E-mail"), school.email),
        ]
        yield Told(
            key=school.pk,
            school_id=school.pk,
            number=school.uai,
            title=school.name,
            where=f"{school.commune} ({school.department_name})",
            url=school.get_absolute_url(),
            passages=[Passage(label, text) for label, text in passages if text],
            also=[short_name(school.name), _joined(school.phone)],
            state=pgettext("of a lycée", "Closed") if school.closed_on else "",
        )


def _school_by_uai(actor: Actor, text: str) -> str | None:
    uai = text.upper()
    if not _UAI.fullmatch(uai):
        return None
    school = School.objects.visible_to(actor).filter(uai=uai).first()
    return school.get_absolute_url() if school else None


# --- People -----------------------------------------------------------------------------------
def _visible_people(actor: Actor) -> QuerySet[User]:
    """Those whose page the person may open: whoever has a mandate that they see."""
    seen = Mandate.objects.visible_to(actor).order_by().values("person")
    return User.objects.filter(pk__in=seen).order_by("folded_name", "pk")


def _reach_people(actor: Actor) -> Reach:
    """A person belongs to no one lycée: their rows are looked through by who they are."""
    held = [m for m in actor.mandates if Permission.SCHOOL_SEE in m.permissions]
    if any(mandate.is_everywhere for mandate in held):
        return Reach(Q())
    return Reach(wiring.among(_PERSON, _visible_people(actor)))


def _tell_people(people: QuerySet[User], actor: Actor | None) -> Iterator[Told]:
    rows = list(people)
    duties = _duties(rows, actor) if actor is not None else {}
    for person in rows:
        passages = [
            (_("Function"), person.title),
            (_("E-mail"), person.email),
            (_("Telephone"), formats.phone(person.phone)),
        ]
        yield Told(
            key=person.pk,
            title=person.name,
            url=reverse("schools:person", args=[person.key]),
            passages=[Passage(label, text) for label, text in passages if text],
            also=[_joined(person.phone)],
            note=" · ".join(duties.get(person.pk, [])),
        )


def _duties(people: list[User], actor: Actor) -> dict[int, list[str]]:
    """The duties of today that the reader may see, shown and never searched: the place of one
    that the reader does not see would otherwise be found out word by word."""
    held = Mandate.objects.visible_to(actor).in_force(actor.at).filter(person__in=people)
    duties: defaultdict[int, list[str]] = defaultdict(list)
    for mandate in held.select_related("school", "territory").order_by("pk"):
        place = short_name(mandate.school.name) if mandate.school else mandate.territory
        label = str(mandate.get_role_display())
        duties[mandate.person_id].append(f"{label}, {place}" if place else label)
    return duties


def _joined(phone: str) -> str:
    """A telephone number as one word, however it was typed."""
    return "".join(c for c in formats.phone(phone) if c.isdecimal())


# --- Wiring -----------------------------------------------------------------------------------
def _refresh_school(recorded: Recorded, at: datetime) -> None:
    search.refresh("school", [recorded.fact.thing_id])


def _refresh_person(recorded: Recorded, at: datetime) -> None:
    search.refresh("person", [recorded.fact.thing_id])


#: The facts that change what is searched of a lycée.
SCHOOL_FACTS = [
    facts.Opened,
    facts.Reopened,
    facts.Closed,
    facts.Merged,
    facts.Renamed,
    facts.Corrected,
]
#: Those that change what is searched of what belongs to it, too.
NAMING_FACTS = [facts.Renamed, facts.Corrected]
_SCHOOL, _PERSON = 1, 2


def wire() -> None:
    """Make lycées and people findable, and keep them so."""
    wiring.places(has_several, named)
    wiring.kind(
        wiring.Kind(
            name="school",
            number=_SCHOOL,
            label=gettext_lazy("Lycées"),
            icon="building",
            order=10,
            things=School.objects.all,
            reach=lambda actor: reach(actor, Permission.SCHOOL_SEE),
            visible=School.objects.visible_to,
            tell=_tell_schools,
            exact=_school_by_uai,
        )
    )
    wiring.kind(
        wiring.Kind(
            name="person",
            number=_PERSON,
            label=gettext_lazy("People"),
            icon="person",
            order=50,
            things=User.objects.all,
            reach=_reach_people,
            visible=_visible_people,
            tell=_tell_people,
        )
    )
    subscribe("schools.search", SCHOOL_FACTS, _refresh_school)
    subscribe(
        "schools.search_people",
        [account_facts.Opened, account_facts.Corrected],
        _refresh_person,
    )
