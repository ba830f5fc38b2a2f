"""What the demonstration's pages read: whether it is on, who can be entered, what they received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.text import fold
from preau.demo.models import Demonstration
from preau.demo.seed.population import SHOWN
from preau.schools.models import Mandate, School

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise


def demonstration() -> Demonstration | None:
    """The row of the guard, once the term is seeded."""
    return Demonstration.objects.filter(pk=1, ready_at__isnull=False).first()


def is_demonstration() -> bool:
    """Whether the guard stands, also while the term is being seeded."""
    return Demonstration.objects.exists()


def stop_real_mail(address: str) -> str:
    """Why a letter must not leave: in a demonstration, all but `.invalid` stays here."""
    if address.lower().endswith(".invalid") or not is_demonstration():
        return ""
    return _("A demonstration writes to nobody real: only addresses in .invalid.")


def is_persona(person: User) -> bool:
    """Whether a person is invented, in a demonstration: no second factor is asked of them."""
    return person.email.endswith(".invalid") and is_demonstration()


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who can be entered."""

    key: str
    name: str
    email: str
    title: str
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """Personas of one side of the dispositif."""

    label: StrOrPromise
    personas: list[Persona]


def _groups() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (
            _("At the lycée"),
            (Role.CORRESPONDENT, Role.DEPUTY, Role.HEAD, Role.DEPUTY_HEAD, Role.STAFF),
        ),
        (_("CESAME"), (Role.SERVICE_DESK,)),
        (_("The maintenance contractor"), (Role.DISPATCHER, Role.ONSITE, Role.FIELD)),
        (
            _("The Region and the académies"),
            (Role.DIGITAL_OFFICER, Role.REGION, Role.REGIONAL_ADMIN, Role.ACADEMY_SERVICES),
        ),
    ]


def groups(at: datetime) -> list[Group]:
    """A few personas of each side: those of the lycée shown first, and the services around it."""
    school = School.objects.filter(uai=SHOWN).first()
    return [
        Group(label, [persona for role in roles for persona in _few(role, school, at)])
        for label, roles in _groups()
    ]


def _few(role: str, school: School | None, at: datetime) -> list[Persona]:
    mandates = Mandate.objects.in_force(at).filter(role=role)
    near = Q(school=school)
    if school is not None:
        near |= Q(territory_id=school.territory_id, territory__isnull=False)
        near |= Q(academy=school.academy)
    wide = Q(school=None, territory=None, academy="")
    found = mandates.filter(near | wide).select_related("person", "school", "territory")
    return [_persona(mandate) for mandate in found.order_by("pk")[:2]]


def search(words: str, at: datetime, *, most: int = 30) -> list[Persona]:
    """Anybody, by name or lycée."""
    mandates = Mandate.objects.in_force(at).select_related("person", "school", "territory")
    for word in fold(words).split()[:6]:
        mandates = mandates.filter(
            Q(person__folded_name__contains=word) | Q(school__folded_name__contains=word)
        )
    return [_persona(mandate) for mandate in mandates.order_by("person__folded_name", "pk")[:most]]


def person(key: str) -> User | None:
    """The persona of a key."""
    return User.objects.filter(key=key, is_active=True, email__endswith=".invalid").first()


def persona_of(user: User, at: datetime) -> Persona:
    """Somebody as the personas' page shows them."""
    mandate = (
        Mandate.objects.in_force(at)
        .filter(person=user)
        .select_related("person", "school", "territory")
        .order_by("pk")
        .first()
    )
    if mandate is None:
        return Persona(str(user.key), user.name, user.email, user.title, _("no mandate"), "")
    return _persona(mandate)


def _persona(mandate: Mandate) -> Persona:
    place = mandate.school or mandate.territory or mandate.academy or _("the whole Region")
    user = mandate.person
    return Persona(
        key=str(user.key),
        name=user.name,
        email=user.email,
        title=user.title,
        role=str(Role(mandate.role).label),
        place=str(place),
    )
