"""The accounts that administrators look after: who comes in, when last, how well protected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from preau.accounts.factors import MAIN
from preau.accounts.models import User
from preau.accounts.roles import FACTOR_ROLES, Permission, Role
from preau.core.text import fold
from preau.schools.models import Mandate

if TYPE_CHECKING:
    from preau.core.actors import Actor

#: After how long without signing in an account is said to be asleep ◇.
ASLEEP_AFTER = timedelta(days=365)


#: Whoever has still to choose a password.
_CHOOSES = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)

_HAS_FACTOR = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=MAIN))


class Access(TextChoices):
    """Whether somebody comes in."""

    OPEN = "open", gettext_lazy("can sign in")
    INVITED = "invited", gettext_lazy("invited, no password yet")
    ASLEEP = "asleep", gettext_lazy("not signed in for a year")
    CLOSED = "closed", gettext_lazy("closed")


class Protection(TextChoices):
    """Whether something beside the password is asked."""

    SET_UP = "set_up", gettext_lazy("with a second factor")
    NONE = "none", gettext_lazy("without a second factor")
    MISSING = "missing", gettext_lazy("without one that the mandate asks for")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in the list."""

    pk: int
    person: User
    mandates: list[Mandate]
    factors: int
    needs_factor: bool

    @property
    def access(self) -> str:
        """The state of the access in words."""
        if not self.person.is_active:
            return str(Access.CLOSED.label)
        return str((Access.OPEN if self.person.has_access else Access.INVITED).label)

    @property
    def is_invited(self) -> bool:
        """Whether the letter with the link can be sent again."""
        return self.person.is_active and not self.person.has_access and bool(self.mandates)

    @property
    def protection(self) -> str:
        """The second factor in words."""
        if self.factors:
            return _("set up")
        return pgettext("second factor", "missing") if self.needs_factor else _("none")


def accounts(actor: Actor) -> QuerySet[User]:
    """The accounts that an administrator sees: all, or those of the place they serve."""
    factors = (
        Authenticator.objects.filter(user=OuterRef("pk"), type__in=MAIN)
        .order_by()
        .values("user")
        .annotate(number=Count("pk"))
        .values("number")
    )
    people = User.objects.annotate(factors_number=Coalesce(Subquery(factors), 0))
    if any(
        held.is_everywhere and Permission.SCHOOL_ADMINISTER in held.permissions
        for held in actor.mandates
    ):
        return people
    visible = Mandate.objects.visible_to(actor).values("person")
    return people.filter(pk__in=visible)


def narrowed(actor: Actor, query: Mapping[str, str]) -> QuerySet[User]:
    """Those that the address asks for, by name; what it does not know it leaves out."""
    found = accounts(actor)
    for word in fold(query.get("q", "")).split()[:5]:
        found = found.filter(Q(folded_name__contains=word) | Q(email__icontains=word))
    in_force = Mandate.objects.in_force(actor.at).filter(person=OuterRef("pk"))
    if (role := query.get("role", "")) in Role.values:
        found = found.filter(Exists(in_force.filter(role=role)))
    match query.get("access", ""):
        case Access.OPEN:
            found = found.filter(~_CHOOSES, is_active=True)
        case Access.INVITED:
            found = found.filter(_CHOOSES, is_active=True)
        case Access.ASLEEP:
            asleep = Q(last_login__lte=actor.at - ASLEEP_AFTER)
            found = found.filter(asleep, ~_CHOOSES, is_active=True)
        case Access.CLOSED:
            found = found.filter(is_active=False)
    match query.get("factor", ""):
        case Protection.SET_UP:
            found = found.filter(_HAS_FACTOR)
        case Protection.NONE:
            found = found.filter(~_HAS_FACTOR)
        case Protection.MISSING:
            asks = Exists(in_force.filter(role__in=FACTOR_ROLES))
            found = found.filter(asks, ~_HAS_FACTOR)
    return found.order_by("folded_name", "pk")


def rows(people: Iterable[User], at: datetime) -> list[AccountRow]:
    """The lines of some accounts, with their mandates in force: one query for all."""
    shown = list(people)
    held: dict[int, list[Mandate]] = {}
    mandates = (
        Mandate.objects.in_force(at)
        .filter(person__in=[person.pk for person in shown])
        .select_related("school", "territory")
        .order_by("pk")
    )
    for mandate in mandates:
        held.setdefault(mandate.person_id, []).append(mandate)
    return [
        AccountRow(
            pk=person.pk,
            person=person,
            mandates=held.get(person.pk, []),
            factors=getattr(person, "factors_number", 0),
            needs_factor=any(m.role in FACTOR_ROLES for m in held.get(person.pk, [])),
        )
        for person in shown
    ]


def said(query: Mapping[str, str]) -> list[tuple[str, str]]:
    """The filters in words, for the file of the list."""
    found = [(_("Name or address"), query["q"])] if query.get("q") else []
    for name, label, kind in (
        ("role", _("Duty"), Role),
        ("access", _("Access"), Access),
        ("factor", _("Second factor"), Protection),
    ):
        if query.get(name) in kind.values:
            found.append((label, str(kind(query[name]).label)))
    return found
