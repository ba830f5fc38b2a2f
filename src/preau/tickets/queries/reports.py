"""What is known already of a place, and who is told what becomes of a report (ROL-4, INC-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.accounts.models import User
from preau.core.moments import PARIS, say_hour
from preau.core.text import fold
from preau.schools.models import Mandate
from preau.tickets.models import PLACE_LENGTH, Affected, Report, Ticket
from preau.tickets.queries.links import with_twins
from preau.tickets.queries.story import next_step
from preau.tickets.states import OPEN, LinkKind, ReportStatus, Status
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.core.actors import Actor
    from preau.schools.models import Room, School
    from preau.tickets.models import ReportQuerySet

#: What waits comes first.
_OPEN_FIRST: Final = Case(When(status=ReportStatus.OPEN, then=Value(0)), default=Value(1))
#: The latest ones say enough.
_SHOWN: Final = 5


def reports_of(actor: Actor, status: str) -> ReportQuerySet:
    """The reports that one handles, and one's own: what waits first, then the latest."""
    visible = Report.objects.visible_to(actor).select_related("school", "author", "room", "ticket")
    if status in ReportStatus.values:
        visible = visible.filter(status=status)
    return visible.order_by(_OPEN_FIRST, "-at", "-pk")


@dataclass(frozen=True, slots=True)
class Known:
    """A matter that colleagues reported already, as whoever types a report reads it.

    Neither its author nor its text: what does not work, where, since when, how many it stops.
    """

    report: Report
    since: str
    place: str
    count: str
    state: str
    is_mine: bool
    can_join: bool


def known_reports(
    school: School, room: Room | None, actor: Actor, *, place: str = ""
) -> list[Known]:
    """What is known of a room, or of a place as it is typed: unsettled, or reported today.

    What names no room may concern any.
    """
    today = datetime.combine(actor.at.astimezone(PARIS).date(), time.min, PARIS)
    mains = Ticket.objects.open().filter(school=school, linked__kind=LinkKind.DUPLICATE_OF)
    twins = with_twins(mains.distinct().values_list("pk", flat=True))
    unsettled = Report.objects.unsettled(twins).filter(school=school)
    fresh = Report.objects.filter(school=school, status=ReportStatus.ANSWERED, at__gte=today)
    found = list(
        (unsettled | fresh)
        .at_place(room.pk if room else None, fold(place, PLACE_LENGTH))
        .select_related("room", "ticket", "school")
        .order_by("-at", "-pk")[:_SHOWN]
    )
    joined: dict[int, list[int]] = {report.pk: [] for report in found}
    pairs = Affected.objects.filter(report__in=joined).order_by("pk")
    for report_id, person_id in pairs.values_list("report_id", "person_id"):
        joined[report_id].append(person_id)
    person = actor.person.pk if actor.person is not None else None
    return [
        Known(
            report=report,
            since=_since(report.at, actor.at),
            place=report.place_name or _("room not given"),
            count=_people(1 + len(joined[report.pk])),
            state=str(report.get_status_display()),
            is_mine=person in {report.author_id, *joined[report.pk]},
            can_join=report.status != ReportStatus.ANSWERED,
        )
        for report in found
    ]


def _people(n: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", n) % {"n": n}


def _since(reported_at: datetime, at: datetime) -> str:
    """Since when: the hour for today, else the day and the hour."""
    if reported_at.astimezone(PARIS).date() == at.astimezone(PARIS).date():
        return say_hour(reported_at)
    return formats.short_moment(reported_at, at=at)


def same_matter(report: Report) -> list[Report]:
    """The other open reports of the same place, which could go to CESAME as one ticket."""
    others = Report.objects.filter(school=report.school_id, status=ReportStatus.OPEN)
    found = (
        others.at_place(report.room_id, report.folded_place)
        .exclude(pk=report.pk)
        .select_related("author", "room")
    )
    return list(found.order_by("-at", "-pk")[:20])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a forwarded matter is, for somebody who may not read the ticket."""

    state: str
    what: str
    until: str
    service: str
    is_over: bool
    #: The number of the ticket in which it goes on, where CESAME joined the two.
    joined: str


def progress_of(report: Report, actor: Actor) -> Progress | None:
    """The ticket's state, what is next and by when: nothing of what is written on it."""
    if report.ticket is None:
        return None
    ticket = report.ticket.goes_on
    step = next_step(ticket, actor)
    is_open = ticket.status in OPEN
    return Progress(
        state=str(ticket.get_status_display()),
        what=step.what,
        until=step.until_text if is_open else "",
        service=str(ticket.get_handler_display()) if ticket.status == Status.DISPATCHED else "",
        is_over=not is_open,
        joined=ticket.ref if ticket.pk != report.ticket_id else "",
    )


def hearers_of(report: Report, at: datetime) -> list[User]:
    """The author and those affected too, while they are of the lycée: they are told of it."""
    people = User.objects.filter(
        Q(pk=report.author_id) | Q(pk__in=report.affected.values("person"))
    )
    here = Mandate.objects.in_force(at).filter(school=report.school_id)
    return list(people.filter(pk__in=here.values("person")).order_by("pk"))


def names_of(reports: Iterable[Report]) -> str:
    """The authors of several reports, in words."""
    return ", ".join(dict.fromkeys(report.author.name for report in reports))
