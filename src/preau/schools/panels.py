"""What this room puts on home pages, on the rail and on the page of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission, Role
from preau.schools import directory, policies
from preau.schools.away import running_for
from preau.schools.models import Confirmation, Mandate, School
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.core.http import SignedRequest

#: How many lines a panel shows; the count and the link tell the rest.
SHOWN = 8
#: How long a home page tells of a mandate that ended ◇: beside others, and where none is left.
ENDED_SHOWN = timedelta(days=30)
ENDED_LATELY = timedelta(days=365)


def _actor(request: HttpRequest) -> Actor:
    return cast("SignedRequest", request).actor


@dataclass(frozen=True, slots=True)
class ToDesignate:
    """A lycée that waits for its head to designate a correspondent."""

    school: School
    asked_at: datetime | None
    takes: bool


@dataclass(frozen=True, slots=True)
class MySchool:
    """A lycée as its own people see it at home: who is who."""

    school: School
    correspondent: str
    deputies: list[str]
    officers: list[str]
    technicians: list[str]


def without_correspondent(request: HttpRequest) -> Panel | None:
    """The lycées in one's reach without an active correspondent (ROL-1)."""
    schools = (
        School.objects.visible_to(_actor(request))
        .open()
        .without_holder(Role.CORRESPONDENT, _actor(request).at)
    )
    number = schools.count()
    return Panel(
        title=_("Lycées without correspondent"),
        template="schools/panels/schools.html",
        context={
            "schools": list(schools.order_by("folded_name", "uai")[:SHOWN]),
            "nothing": _("Every lycée has its correspondent."),
        },
        count=number,
        url=reverse("schools:list") + "?missing=correspondent",
        icon="person-x",
        tone="late",
        calm=number == 0,
    )


def without_exchange(request: HttpRequest) -> Panel | None:
    """The lycées that an RTN has not met this term (ROL-6)."""
    schools = directory.without_exchange(
        School.objects.granting(_actor(request), Permission.EXCHANGE_SEE).open(),
        _actor(request).at,
    )
    number = schools.count()
    return Panel(
        title=_("Lycées not met this term"),
        template="schools/panels/schools.html",
        context={
            "schools": list(schools.order_by("folded_name", "uai")[:SHOWN]),
            "nothing": _("You met every lycée this term."),
        },
        count=number,
        url=reverse("schools:list") + "?missing=exchange",
        icon="chat-left-text",
        calm=True,
    )


def designate(request: HttpRequest) -> Panel | None:
    """The head's own lycées that have no correspondent: they are asked for one."""
    actor = _actor(request)
    places = {
        held.school_id
        for held in actor.mandates
        if held.school_id and Permission.CORRESPONDENT_DESIGNATE in held.permissions
    }
    schools = (
        School.objects.filter(pk__in=places)
        .open()
        .without_holder(Role.CORRESPONDENT, actor.at)
        .order_by("folded_name", "uai")
    )
    rows = [
        ToDesignate(
            school,
            school.correspondent_asked_at,
            bool(policies.can_take_correspondence(actor, school)),
        )
        for school in schools
    ]
    if not rows:
        return None
    return Panel(
        title=_("Designate your correspondent"),
        template="schools/panels/designate.html",
        context={"rows": rows},
        count=len(rows),
        icon="person-check",
        tone="late",
    )


def deputies_to_confirm(request: HttpRequest) -> Panel | None:
    """The deputies whom a former correspondent left: confirm or end each."""
    actor = _actor(request)
    places = {held.school_id for held in actor.mandates if held.role == Role.CORRESPONDENT}
    mandates = list(
        Mandate.objects.in_force(actor.at)
        .filter(school__in=places, role=Role.DEPUTY)
        .exclude(stands_for=actor.person)
        .select_related("person", "school")
        .order_by(F("ends_at").asc(nulls_last=True), "pk")
    )
    if not mandates:
        return None
    return Panel(
        title=_("Deputies to confirm"),
        template="schools/panels/deputies.html",
        context={"mandates": mandates},
        count=len(mandates),
        icon="people",
    )


def to_confirm(request: HttpRequest) -> Panel | None:
    """The lycées whose head is asked to confirm the mandates of the year."""
    actor = _actor(request)
    places = {
        held.school_id
        for held in actor.mandates
        if held.school_id and Permission.CORRESPONDENT_DESIGNATE in held.permissions
    }
    rows = list(
        Confirmation.objects.awaited()
        .filter(school__in=places, school__closed_on=None)
        .select_related("school")
        .order_by("school__folded_name", "pk")
    )
    if not rows:
        return None
    return Panel(
        title=_("Confirm the mandates of the year"),
        template="schools/panels/confirmations.html",
        context={"rows": rows},
        count=len(rows),
        icon="list-check",
        tone="wait",
    )


def unconfirmed(request: HttpRequest) -> Panel | None:
    """The lycées in one's reach that have not confirmed their mandates this year."""
    visible = School.objects.visible_to(_actor(request)).open().unconfirmed()
    number = visible.count()
    if not number:
        return None
    return Panel(
        title=_("Mandates not confirmed this year"),
        template="schools/panels/schools.html",
        context={
            "schools": list(visible.order_by("folded_name", "uai")[:SHOWN]),
            "nothing": _("Every lycée that was asked has confirmed its mandates."),
        },
        count=number,
        url=reverse("schools:list") + "?missing=confirmation",
        icon="list-check",
        calm=True,
    )


def my_school(request: HttpRequest) -> Panel | None:
    """Who is who in one's own lycées."""
    actor = _actor(request)
    places = {held.school_id for held in actor.mandates if held.school_id}
    schools = list(School.objects.filter(pk__in=places).order_by("folded_name", "uai")[:SHOWN])
    if not schools:
        return None
    rows = [_row(school, actor.at) for school in schools]
    return Panel(
        title=_("My lycée") if len(rows) == 1 else _("My lycées"),
        template="schools/panels/my_school.html",
        context={"rows": rows},
        icon="building",
        url=schools[0].get_absolute_url() if len(rows) == 1 else reverse("schools:list"),
        calm=True,
    )


@dataclass(frozen=True, slots=True)
class Over:
    """A mandate that ended lately, and who is to be turned to now."""

    mandate: Mandate
    turn_to: Mandate | None


def ended(request: HttpRequest, person: User) -> Panel | None:
    """What one no longer holds, since when, and who does now: so that nobody writes in vain.

    For a month beside other mandates, for a year where none is left: names and addresses of a
    lycée are not for whoever left it long ago.
    """
    actor = _actor(request)
    since = actor.at - (ENDED_SHOWN if actor.mandates else ENDED_LATELY)
    mandates = (
        person.mandates.filter(ends_at__gt=since, ends_at__lte=actor.at)
        .filter(directory.ends_after_start())
        .select_related("school", "territory")
        .order_by("-ends_at", "-pk")
    )
    held = set(
        person.mandates.in_force(actor.at).values_list("role", "school", "territory", "academy")
    )
    latest: dict[tuple[str, int | None, int | None, str], Mandate] = {}
    for mandate in mandates:
        place = (mandate.role, mandate.school_id, mandate.territory_id, mandate.academy)
        if place not in held:
            latest.setdefault(place, mandate)
    if not latest:
        return None
    rows = [Over(mandate, _turn_to(mandate, actor.at)) for mandate in latest.values()][:SHOWN]
    return Panel(
        title=_("A mandate of yours has ended") if len(rows) == 1 else _("Mandates that ended"),
        template="schools/panels/ended.html",
        context={"rows": rows},
        icon="key",
        calm=True,
    )


def _turn_to(mandate: Mandate, at: datetime) -> Mandate | None:
    """Who answers for the lycée now: its correspondent, else its head."""
    if mandate.school is None:
        return None
    around = (
        Mandate.objects.in_force(at)
        .filter(school=mandate.school, role__in=[Role.CORRESPONDENT, Role.HEAD])
        .exclude(person=mandate.person)
        .select_related("person")
        .order_by("pk")
    )
    return min(around, key=lambda held: held.role != Role.CORRESPONDENT, default=None)


def absences(request: HttpRequest, person: User) -> Panel | None:
    """That one is away, and for whom one stands in: with what is then theirs to do."""
    own, standing = running_for(person, _actor(request).at)
    if not own and not standing:
        return None
    return Panel(
        title=_("Absences"),
        template="schools/panels/absences.html",
        context={"away": own, "standing": standing},
        icon="calendar-event",
        calm=True,
    )


def account_mandates(request: HttpRequest, person: User) -> Panel | None:
    """The mandates of a person, on the page of their account."""
    rows = person.mandates.select_related("person", "school", "territory", "stands_for")
    return Panel(
        title=_("My mandates"),
        template="schools/panels/mandates.html",
        context={
            "rows": (held := list(rows.order_by("-starts_at", "-pk"))),
            "at": _actor(request).at,
            "declares": [
                mandate
                for mandate in held
                if policies.can_declare_absence(_actor(request), mandate)
            ],
        },
        icon="key",
    )


def worn(request: HttpRequest, person: User) -> Panel | None:
    """The mandate under which one chose to act, on every page."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.worn is None:
        return None
    mandate = Mandate.objects.select_related("school", "territory").get(pk=actor.worn.mandate_id)
    context = {"title": mandate.title}
    return Panel(title="", template="schools/panels/worn.html", context=context)


def worn_link(request: HttpRequest, person: User) -> Panel | None:
    """The way to the choice among one's mandates, for whoever holds several."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or (actor.worn is None and len(actor.mandates) < 2):
        return None
    return Panel(title="", template="schools/panels/worn_link.html")


def badge_without_correspondent(request: HttpRequest) -> int:
    """How many lycées wait for a correspondent, on the rail of those who watch over it."""
    if not any(Permission.HEAD_DESIGNATE in held.permissions for held in _actor(request).mandates):
        return 0
    visible = School.objects.visible_to(_actor(request)).open()
    return visible.without_holder(Role.CORRESPONDENT, _actor(request).at).count()


def _row(school: School, at: datetime) -> MySchool:
    people = directory.people_of(school, at)
    return MySchool(
        school=school,
        correspondent=people.correspondent.person.name if people.correspondent else "",
        deputies=[mandate.person.name for mandate in people.deputies],
        officers=[mandate.person.name for mandate in people.digital_officers],
        technicians=[mandate.person.name for mandate in people.technicians],
    )
