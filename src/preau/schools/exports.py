"""Lycées, their people, mandates, rooms, closures and exchanges as files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from preau.accounts.roles import Role
from preau.schools import accesses, changes, directory, policies, yearly
from preau.schools.filters import SchoolFilter
from preau.schools.models import Closure, ExamPeriod, Exchange, Room, School
from preau.schools.states import ExchangeKind, SchoolKind
from preau.ui.exports import Asked, Column, Export, Kind, Listing, chosen, export

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from preau.accounts.models import User
    from preau.schools.models import Mandate


def _name(person: User | None) -> str:
    return person.name if person else ""


def _school(asked: Asked) -> School:
    """The lycée whose list it is, where the person sees it."""
    schools = School.objects.visible_to(asked.actor).select_related("territory")
    return get_object_or_404(schools, uai=asked.of)


def _of(school: School) -> list[tuple[str, str]]:
    return [(_("Lycée"), f"{school.name} ({school.uai})")]


# --- Lycées ---------------------------------------------------------------------------------
_KINDS = dict(SchoolKind.choices)
#: What the public directory says of a lycée as well.
DIRECTORY = [
    Column(gettext_lazy("Lycée"), lambda school: school.name, width=40),
    Column(gettext_lazy("UAI"), lambda school: school.uai, width=11),
    Column(gettext_lazy("Kind"), lambda school: _KINDS.get(school.kind, ""), width=26),
    Column(gettext_lazy("Address"), lambda school: school.address, width=34),
    Column(gettext_lazy("Postal code"), lambda school: school.postal_code, width=11),
    Column(gettext_lazy("Commune"), lambda school: school.commune, width=22),
    Column(gettext_lazy("Department"), lambda school: school.department_name, width=20),
    Column(gettext_lazy("Académie"), lambda school: school.get_academy_display(), width=14),
]
SCHOOLS = [
    *DIRECTORY,
    Column(
        gettext_lazy("Territory"),
        lambda school: school.territory.name if school.territory else "",
        width=20,
    ),
    Column(gettext_lazy("Telephone"), lambda school: school.phone, width=17),
    Column(
        gettext_lazy("Shared mailbox"),
        lambda school: school.email,
        width=32,
        meaning=gettext_lazy("Shared mailbox of the lycée: it identifies nobody."),
    ),
    Column(gettext_lazy("Correspondent"), lambda school: school.correspondent_name or "", width=26),
    Column(gettext_lazy("Deputies"), lambda school: school.deputies_number, Kind.NUMBER, width=11),
    Column(gettext_lazy("Closed since"), lambda school: school.closed_on, Kind.DAY, 13),
]


def _schools(asked: Asked) -> Listing:
    visible = School.objects.visible_to(asked.actor)
    narrowed = SchoolFilter(asked.query, visible, actor=asked.actor)
    found = narrowed.qs if narrowed.form.is_valid() else visible.open()
    return Listing(
        found=found.order_by("folded_name", "uai"),
        rows=directory.for_list(visible.select_related("territory"), asked.actor.at),
        filters=chosen(narrowed),
    )


TERRITORIES = [
    Column(gettext_lazy("Territory"), lambda row: row.name, width=30),
    Column(
        gettext_lazy("Digital officer (RTN)"),
        lambda row: ", ".join(person.name for person in row.officers),
        width=40,
    ),
    Column(gettext_lazy("Number of lycées"), lambda row: row.number, Kind.NUMBER, 12),
]


def _territories(asked: Asked) -> Listing:
    visible = School.objects.visible_to(asked.actor)
    return Listing(found=directory.territories(visible, asked.actor.at))


# --- Mandates -------------------------------------------------------------------------------
def _place(mandate: Mandate) -> str:
    if mandate.school is not None:
        return mandate.school.name
    if mandate.territory is not None:
        return mandate.territory.name
    return mandate.get_academy_display() or _("whole Region")


def _last_day(mandate: Mandate) -> date | None:
    """The day of the last instant: a mandate that ends at midnight ended the day before."""
    return localdate(mandate.ends_at - timedelta(microseconds=1)) if mandate.ends_at else None


def _access(mandate: Mandate) -> str:
    return _("open") if mandate.person.has_access else _("invited")


_PERSON = Column(gettext_lazy("Person"), lambda mandate: mandate.person.name, width=28)
_DUTY = Column(gettext_lazy("Duty"), lambda mandate: Role(mandate.role).label, width=28)
_FROM = Column(
    pgettext_lazy("mandate", "From"), lambda mandate: localdate(mandate.starts_at), Kind.DAY, 13
)
_UNTIL = Column(
    pgettext_lazy("mandate", "Last day"),
    _last_day,
    Kind.DAY,
    13,
    gettext_lazy("The last day with the right, included; empty while no end is known."),
)
_STANDS_FOR = Column(
    gettext_lazy("Stands in for"), lambda mandate: _name(mandate.stands_for), width=26
)
MANDATES = [
    _PERSON,
    _DUTY,
    Column(gettext_lazy("Place"), _place, width=36),
    Column(
        gettext_lazy("UAI"), lambda mandate: mandate.school.uai if mandate.school else "", width=11
    ),
    _FROM,
    _UNTIL,
    Column(gettext_lazy("Access"), _access, width=12),
]
HISTORY = [
    _PERSON,
    _DUTY,
    _STANDS_FOR,
    _FROM,
    _UNTIL,
    Column(gettext_lazy("Given by"), lambda mandate: _name(mandate.given_by) or "Préau", width=26),
    Column(gettext_lazy("Confirmed by"), lambda mandate: _name(mandate.confirmed_by), width=26),
    Column(gettext_lazy("Ended by"), lambda mandate: _name(mandate.ended_by), width=26),
]
PEOPLE = [
    _PERSON,
    _DUTY,
    _STANDS_FOR,
    Column(gettext_lazy("E-mail address"), lambda mandate: mandate.person.email, width=34),
    Column(gettext_lazy("Telephone"), lambda mandate: mandate.person.phone, width=17),
    _FROM,
    _UNTIL,
]


def _mandates(asked: Asked) -> Listing:
    words, role = asked.query.get("q", ""), asked.query.get("role", "")
    said = [(_("Name of the person or the lycée"), words)] if words else []
    if role in Role.values:
        said.append((_("Duty"), str(Role(role).label)))
    found = directory.mandates_of_region(asked.actor, words, role)
    return Listing(found=found, filters=said)


def _history(asked: Asked) -> Listing:
    school = _school(asked)
    return Listing(found=directory.mandates_ever(school), filters=_of(school), part=school.uai)


def _people(asked: Asked) -> Listing:
    school = _school(asked)
    people = directory.people_of(school, asked.actor.at)
    everyone_there = [
        people.head,
        *people.deputy_heads,
        people.correspondent,
        *people.deputies,
        *people.digital_officers,
        *people.technicians,
        *people.to_come,
    ]
    held = [mandate for mandate in everyone_there if mandate is not None]
    return Listing(found=held, filters=_of(school), part=school.uai)


# --- Of one lycée ---------------------------------------------------------------------------
ROOMS = [
    Column(gettext_lazy("Name"), lambda room: room.name, width=24),
    Column(gettext_lazy("Use"), lambda room: room.usage, width=40),
]


def _rooms(asked: Asked) -> Listing:
    school = _school(asked)
    found = Room.objects.visible_to(asked.actor).filter(school=school)
    return Listing(found=found, filters=_of(school), part=school.uai)


CLOSURES = [
    Column(gettext_lazy("First day"), lambda closure: closure.first_on, Kind.DAY, 13),
    Column(gettext_lazy("Last day"), lambda closure: closure.last_on, Kind.DAY, 13),
    Column(gettext_lazy("Reason"), lambda closure: closure.reason, width=40),
    Column(gettext_lazy("Declared by"), lambda closure: _name(closure.declared_by), width=26),
    Column(gettext_lazy("Cancelled"), lambda closure: closure.cancelled_at, Kind.MOMENT, 17),
    Column(gettext_lazy("Cancelled by"), lambda closure: _name(closure.cancelled_by), width=26),
]


def _closures(asked: Asked) -> Listing:
    school = _school(asked)
    visible = Closure.objects.visible_to(asked.actor).filter(school=school)
    found = visible.select_related("declared_by", "cancelled_by").order_by("-first_on", "-pk")
    return Listing(found=found, filters=_of(school), part=school.uai)


_EXCHANGE_KINDS = dict(ExchangeKind.choices)
EXCHANGES = [
    Column(gettext_lazy("Day"), lambda exchange: exchange.held_on, Kind.DAY, 13),
    Column(gettext_lazy("Kind"), lambda exchange: _EXCHANGE_KINDS.get(exchange.kind, ""), width=20),
    Column(gettext_lazy("Points agreed"), lambda exchange: exchange.points, width=80),
    Column(gettext_lazy("Written by"), lambda exchange: exchange.written_by.name, width=26),
]


def _exchanges(asked: Asked) -> Listing:
    school = _school(asked)
    if not policies.can_see_exchanges(asked.actor, school):
        raise Http404
    found = Exchange.objects.visible_to(asked.actor).filter(school=school)
    return Listing(found=found.select_related("written_by"), filters=_of(school), part=school.uai)


# --- The calendars of the Region ------------------------------------------------------------
EXAMS = [
    Column(gettext_lazy("Period"), lambda period: period.name, width=40),
    Column(gettext_lazy("First day"), lambda period: period.first_on, Kind.DAY, 13),
    Column(gettext_lazy("Last day"), lambda period: period.last_on, Kind.DAY, 13),
    Column(gettext_lazy("Lycées concerned"), yearly.concerned, width=40),
    Column(gettext_lazy("Urgency proposed"), lambda period: period.get_urgency_display(), width=18),
]


def _exams(asked: Asked) -> Listing:
    return Listing(found=ExamPeriod.objects.standing().order_by("-first_on", "-pk"))


CHANGES = [
    Column(gettext_lazy("When"), lambda each: each.at, Kind.MOMENT, 17),
    Column(gettext_lazy("What happened"), lambda each: each.sentence, width=80),
    Column(gettext_lazy("About"), lambda each: each.about, width=40),
]


def _changes(asked: Asked) -> Listing:
    return Listing(found=changes.told(changes.changes()))


# --- Accounts ---------------------------------------------------------------------------------
ACCOUNTS = [
    Column(gettext_lazy("Person"), lambda row: row.person.name, width=28),
    Column(gettext_lazy("E-mail address"), lambda row: row.person.email, width=34),
    Column(
        gettext_lazy("Mandates"),
        lambda row: "\n".join(mandate.title for mandate in row.mandates),
        width=44,
    ),
    Column(gettext_lazy("Last sign-in"), lambda row: row.person.last_login, Kind.MOMENT, 17),
    Column(gettext_lazy("Access"), lambda row: row.access, width=24),
    Column(gettext_lazy("Second factor"), lambda row: row.protection, width=16),
]


def _accounts(asked: Asked) -> Listing:
    policies.can_administer(asked.actor).enforce()
    return Listing(
        found=accesses.narrowed(asked.actor, asked.query),
        rows=accesses.accounts(asked.actor),
        told=lambda people: accesses.rows(people, asked.actor.at),
        filters=accesses.said(asked.query),
    )


def wire() -> None:
    """Sign the lists up."""
    lists: list[tuple[str, StrOrPromise, str, Any, list[Column]]] = [
        ("schools", gettext_lazy("Lycées"), "schools:list", _schools, SCHOOLS),
        (
            "territories",
            gettext_lazy("Territories"),
            "schools:territories",
            _territories,
            TERRITORIES,
        ),
        ("people", gettext_lazy("People and mandates"), "schools:people", _people, PEOPLE),
        ("mandate-history", gettext_lazy("All mandates"), "schools:history", _history, HISTORY),
        ("rooms", gettext_lazy("Rooms"), "schools:rooms", _rooms, ROOMS),
        ("closures", gettext_lazy("Closures"), "schools:closures", _closures, CLOSURES),
        ("examinations", gettext_lazy("Periods of examination"), "calendars:exams", _exams, EXAMS),
        (
            "calendar-history",
            gettext_lazy("What was changed in the calendars"),
            "calendars:history",
            _changes,
            CHANGES,
        ),
        ("exchanges", gettext_lazy("Lycée and RTN"), "schools:exchanges", _exchanges, EXCHANGES),
    ]
    for name, title, page, listing, columns in lists:
        export(Export(name=name, title=title, page=page, listing=listing, columns=columns))
    export(
        Export(
            name="mandates",
            title=gettext_lazy("Mandates"),
            page="schools:mandates",
            listing=_mandates,
            columns=MANDATES,
            can_take=policies.can_see_mandates,
        )
    )
    export(
        Export(
            name="accounts",
            title=gettext_lazy("Accounts"),
            page="schools:accounts",
            listing=_accounts,
            columns=ACCOUNTS,
            can_take=policies.can_administer,
        )
    )
