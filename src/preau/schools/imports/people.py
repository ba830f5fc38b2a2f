"""People and their mandates: one row per person, role and place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.accounts import actions as accounts
from preau.accounts.actions import Newcomer
from preau.accounts.models import User
from preau.accounts.roles import Permission, Role
from preau.schools import actions
from preau.schools.imports.duties import Place, PlaceKey, Places, words_for_roles
from preau.schools.imports.kinds import Kind, attempt
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns
from preau.schools.imports.reports import Effect
from preau.schools.models import Mandate
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.core.actors import Actor
    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

#: One person at a time in each lycée.
_SINGLE = frozenset({Role.HEAD, Role.CORRESPONDENT})
#: Designated in the lycée, by its head or its correspondent.
_DESIGNATED = frozenset({Role.CORRESPONDENT, Role.DEPUTY, Role.DEPUTY_HEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one row says."""

    newcomer: Newcomer
    role: Role
    place: Place
    starts_at: datetime | None
    ends_at: datetime | None


def apply(rows: list[Row], report: Report, by: Actor) -> None:
    """Open accounts, confirm their addresses, give and end mandates; nobody is written to."""
    places = Places()
    lines = [Line(row, report) for row in rows]
    words = words_for_roles()
    wanted = [(line, _understood(line, places, words)) for line in lines]
    _refuse_twins(wanted)
    if not report.ok:
        return
    people = _people(row.newcomer.email for _line, row in wanted if row)
    mandates = _mandates(people.values())
    for line, row in wanted:
        if row is None or not line.ok:
            continue
        what: list[str] = []
        known = people.get(row.newcomer.email)
        person = _person(line, row.newcomer, known, by, what)
        if person is None:
            continue
        people[row.newcomer.email] = person
        held = mandates.setdefault((person.pk, row.role, row.place.key), [])
        _mandate(line, row, person, held, by, what)
        _tell(line, row, what, report, is_new=known is None)
    if report.ok and report.change_count:
        report.notes.append(
            _(
                "Nobody was written to. Each person chooses a password with “Forgotten password” "
                "at sign-in: their address is confirmed."
            )
        )


def _understood(line: Line, places: Places, words: dict[str, str]) -> Wanted | None:
    newcomer = Newcomer(
        email=line.email("email", required=True),
        first_name=line.text("first_name", 80),
        last_name=line.text("last_name", 80, required=True),
        title=line.text("title", 120),
        phone=line.phone("phone", 30),
    )
    code = line.choice("role", words, required=True)
    starts, ends = line.day("from"), line.day("until")
    if starts and ends and ends < starts:
        line.problem("until", _("The last day comes before the first one."))
    if not code:
        return None
    place = places.named(line, Role(code))
    if place is None or not line.ok:
        return None
    return Wanted(
        newcomer=newcomer,
        role=Role(code),
        place=place,
        starts_at=_midnight(starts) if starts else None,
        # The last day is still a day of the mandate.
        ends_at=_midnight(ends + timedelta(days=1)) if ends else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def _refuse_twins(wanted: list[tuple[Line, Wanted | None]]) -> None:
    """One row per person, role and place; one head and one correspondent per lycée."""
    seen: dict[tuple[object, ...], int] = {}
    for line, row in wanted:
        if row is None:
            continue
        own = (row.newcomer.email, row.role, row.place.key)
        if own in seen:
            line.problem(
                "email",
                _("The same person, role and place are already on row %(row)d.")
                % {"row": seen[own]},
            )
            continue
        seen[own] = line.number
        if row.role in _SINGLE and row.ends_at is None:
            single = (row.role, row.place.key)
            if single in seen:
                line.problem(
                    "role",
                    _("Row %(row)d already gives this duty, which one person holds at a time.")
                    % {"row": seen[single]},
                )
            seen[single] = line.number


def _people(addresses: Iterable[str]) -> dict[str, User]:
    known: dict[str, User] = {}
    wanted = sorted(set(addresses))
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        known |= {u.email.lower(): u for u in User.objects.filter(email__in=chunk)}
    return known


MandateKey = tuple[int, str, PlaceKey]


def _mandates(people: Iterable[User]) -> dict[MandateKey, list[Mandate]]:
    ids = [person.pk for person in people]
    found: dict[MandateKey, list[Mandate]] = {}
    for start in range(0, len(ids), 500):
        chunk = (
            Mandate.objects.filter(person__in=ids[start : start + 500])
            .select_related("person", "given_by")
            .order_by("starts_at", "pk")
        )
        for m in chunk:
            place = (m.school_id, m.territory_id, m.academy)
            found.setdefault((m.person_id, m.role, place), []).append(m)
    return found


def _person(
    line: Line, newcomer: Newcomer, known: User | None, by: Actor, what: list[str]
) -> User | None:
    """The person of a row: found, opened or, where they never came in, corrected."""
    person = known
    confirmed = (
        person is not None
        and EmailAddress.objects.filter(
            user=person, email__iexact=newcomer.email, verified=True
        ).exists()
    )
    given = {
        name: value
        for name in ("first_name", "last_name", "title", "phone")
        if (value := getattr(newcomer, name))
    }
    differs = [n for n, v in given.items() if person is not None and getattr(person, n) != v]
    kept = person is not None and person.joined_at is not None and differs
    if kept:
        line.repair(
            ", ".join(differs), _("The account is in use: what the person wrote there is kept.")
        )

    def open_or_correct() -> None:
        nonlocal person
        if person is None or not confirmed:
            person = accounts.open_account(newcomer, by=by, confirmed=True)
        if differs and not kept:
            person = accounts.correct(person, by=by, **{name: given[name] for name in differs})

    if person is not None and confirmed and (kept or not differs):
        return person
    if not attempt(line, "email", open_or_correct):
        return None
    if known is None:
        what.append(_("account opened"))
    else:
        if not confirmed:
            what.append(_("address confirmed"))
        if differs and not kept:
            what.append(_("corrected: %(columns)s") % {"columns": ", ".join(sorted(differs))})
    return person


def _mandate(
    line: Line, row: Wanted, person: User, held: list[Mandate], by: Actor, what: list[str]
) -> None:
    """Give the mandate of a row, end it, or find that it is as the row says."""
    lasting = [m for m in held if m.ends_at is None or m.ends_at > max(by.at, m.starts_at)]
    ended = row.ends_at is not None and row.ends_at <= by.at
    if lasting:
        _adjust(line, row, lasting[-1], by, what)
        return
    if ended and held:
        return

    def give() -> None:
        held.append(
            actions.give_mandate(
                person,
                row.role,
                by=by,
                school=row.place.school,
                territory=row.place.territory,
                academy=row.place.academy,
                starts_at=row.starts_at or (row.ends_at if ended else None),
                ends_at=row.ends_at,
                tell=False,
            )
        )

    if ended and row.starts_at is None:
        line.problem("from", _("A mandate that is over needs its first day as well."))
    elif _leaves_alone(line, row, by) and attempt(line, "role", give):
        what.append(_("mandate given"))


def _leaves_alone(line: Line, row: Wanted, by: Actor) -> bool:
    """Whether giving the mandate of a row replaces nobody whom somebody named since."""
    if row.role not in _SINGLE or row.place.school is None:
        return True
    start = row.starts_at or by.at
    held = Mandate.objects.filter(school=row.place.school, role=row.role)
    others = held.filter(
        Q(ends_at=None) | (Q(ends_at__gt=max(start, by.at)) & Q(ends_at__gt=F("starts_at")))
    )
    if row.ends_at is not None:
        others = others.filter(starts_at__lt=row.ends_at)
    for mandate in others.select_related("person", "given_by").order_by("pk"):
        if _is_named_since(mandate, row, by):
            line.problem(
                "role",
                _(
                    "%(person)s holds this duty, given by %(giver)s on %(day)s: a file replaces"
                    " nobody whom somebody else named. End that mandate first, or leave this row"
                    " out."
                )
                % _told(mandate),
            )
            return False
    return True


def _is_named_since(mandate: Mandate, row: Wanted, by: Actor) -> bool:
    """Whether somebody other than the file's owner gave the mandate, and not before the row's day.

    The head's and the correspondent's designations (ROL-1, ROL-2) stand whatever the file's day.
    """
    if mandate.given_by_id is None or mandate.given_by == by.person:
        return False
    if mandate.role in _DESIGNATED:
        return True
    return row.starts_at is None or mandate.given_at >= row.starts_at


def _told(mandate: Mandate) -> dict[str, str]:
    return {
        "person": mandate.person.name,
        "giver": mandate.given_by.name if mandate.given_by else "Préau",
        "day": formats.day(mandate.given_at),
    }


def _adjust(line: Line, row: Wanted, mandate: Mandate, by: Actor, what: list[str]) -> None:
    if row.ends_at is None or row.ends_at == mandate.ends_at:
        return
    if _is_named_since(mandate, row, by):
        line.problem(
            "until",
            _(
                "This mandate of %(person)s was given by %(giver)s on %(day)s: a file does not end"
                " what somebody else gave."
            )
            % _told(mandate),
        )
        return
    if mandate.ends_at is not None and row.ends_at > mandate.ends_at:
        last = formats.day(mandate.ends_at - timedelta(seconds=1))
        line.problem(
            "until",
            _("The mandate runs until %(day)s. It is not lengthened: give a new one from there.")
            % {"day": last},
        )
        return
    if attempt(line, "until", lambda: actions.end_mandate(mandate, by=by, ends_at=row.ends_at)):
        what.append(_("end of the mandate set"))


def _tell(line: Line, row: Wanted, what: list[str], report: Report, *, is_new: bool) -> None:
    if not line.ok:
        return
    if not what:
        report.tally(Effect.UNCHANGED)
        return
    effect = Effect.CREATED if is_new else Effect.CHANGED
    report.tally(effect)
    name = f"{row.newcomer.first_name} {row.newcomer.last_name}".strip()
    subject = f"{name} – {row.role.label}, {row.place}"
    report.change(effect, line.number, subject, ", ".join(what))


KIND = Kind(
    name="people",
    label=gettext_lazy("People and mandates"),
    help=gettext_lazy(
        "One row per person, role and place. The place is a UAI, the name of a territory, an "
        "académie, or empty for the whole Region. Addresses given here count as confirmed. "
        "Correspondents, deputies and deputy heads are designated in the lycée: this page refuses "
        "them, and only the command of whoever installs Préau takes them in, to begin with. No "
        "file ends or replaces a mandate that somebody else gave."
    ),
    columns=Columns(
        required=("email", "last_name", "role"),
        optional=("first_name", "place", "from", "until", "phone", "title"),
    ),
    example={
        "email": "claire.martin@ac-paris.fr",
        "last_name": "Martin",
        "role": "Proviseure",
        "first_name": "Claire",
        "place": "0750654D",
        "from": "01/09/2026",
        "until": "31/08/2029",
        "phone": "01 23 45 67 89",
        "title": "Proviseure",
    },
    permission=Permission.SCHOOL_ADMINISTER,
    order=30,
    apply=apply,
)
