"""The lists of tickets and of reports as files; the dates of tickets for one's own agenda."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from preau.accounts.models import name_of
from preau.accounts.roles import Permission
from preau.schools.names import short_name
from preau.schools.policies import holds
from preau.tickets import policies, queries
from preau.tickets.filters import VIEWS, TicketFilter
from preau.tickets.models import Ticket, ref_of
from preau.tickets.rows import Row, narrow, rows_of
from preau.tickets.states import OPEN, Extent, Handler, Nature, ReportStatus, Status, Urgency
from preau.ui.exports import Column, Event, Export, Kind, Listing, export

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from preau.tickets.models import Report
    from preau.ui.exports import Asked

#: What the file says beyond the lines of the page.
_MORE = (
    "nature",
    "extent",
    "requested_urgency",
    "school__uai",
    "school__department_name",
    "asset__tag",
    "dispatched_at",
    "visit_at",
    "expected_on",
    "technically_closed_at",
    "closed_at",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket as its columns, and as its line on the page."""

    ticket: Any
    row: Row


def _of(column: str) -> Any:
    return lambda line: getattr(line.ticket, column)


def _said(column: str, labels: dict[str, Any]) -> Any:
    """The label of a code."""
    return lambda line: str(labels.get(getattr(line.ticket, column), ""))


def _due(line: Line) -> datetime | None:
    """By when: of what is over, the date says nothing any more."""
    due: datetime | None = line.ticket.due_at
    return due if line.ticket.status in OPEN else None


COLUMNS = [
    Column(gettext_lazy("Number"), lambda line: line.row.ref, width=14),
    Column(gettext_lazy("Subject"), _of("subject"), width=50),
    Column(gettext_lazy("Lycée"), _of("school__name"), width=36),
    Column(gettext_lazy("UAI"), _of("school__uai"), width=11),
    Column(gettext_lazy("Commune"), _of("school__commune"), width=22),
    Column(gettext_lazy("Department"), _of("school__department_name"), width=20),
    Column(gettext_lazy("Room"), lambda line: line.row.room, width=14),
    Column(gettext_lazy("Equipment"), _of("asset__tag"), width=16),
    Column(gettext_lazy("Nature"), _said("nature", dict(Nature.choices)), width=26),
    Column(gettext_lazy("Extent"), _said("extent", dict(Extent.choices)), width=20),
    Column(
        gettext_lazy("Urgency asked for"),
        _said("requested_urgency", dict(Urgency.choices)),
        width=16,
        meaning=gettext_lazy("What the lycée asked for when it sent the request."),
    ),
    Column(
        gettext_lazy("Urgency"),
        lambda line: line.row.urgency,
        width=16,
        meaning=gettext_lazy("What CESAME retained; until it has, what was asked for."),
    ),
    Column(gettext_lazy("State"), lambda line: line.row.state, width=22),
    Column(gettext_lazy("Who has it"), lambda line: line.row.who, width=26),
    Column(gettext_lazy("Received"), _of("received_at"), Kind.MOMENT, 17),
    Column(
        gettext_lazy("By when"),
        _due,
        Kind.MOMENT,
        17,
        gettext_lazy("The next date that somebody owes, counted in hours of service."),
    ),
    Column(gettext_lazy("Reminders"), _of("nudges"), Kind.NUMBER, 10),
    Column(
        gettext_lazy("Answer to the reminder by"),
        _of("nudge_due_at"),
        Kind.MOMENT,
        17,
        gettext_lazy("Until when the last reminder is to be answered."),
    ),
    Column(gettext_lazy("Dispatched"), _of("dispatched_at"), Kind.MOMENT, 17),
    Column(gettext_lazy("Appointment"), _of("visit_at"), Kind.MOMENT, 17),
    Column(gettext_lazy("Announced for"), _of("expected_on"), Kind.DAY, 12),
    Column(
        gettext_lazy("Technically closed"),
        _of("technically_closed_at"),
        Kind.MOMENT,
        17,
        gettext_lazy("When the work was declared done."),
    ),
    Column(
        pgettext_lazy("date of a ticket", "Closed on"),
        _of("closed_at"),
        Kind.MOMENT,
        17,
        gettext_lazy("When the lycée agreed, or its time to answer was over."),
    ),
]


def _tickets(asked: Asked) -> Listing:
    visible = Ticket.objects.visible_to(asked.actor)
    listed = TicketFilter(asked.query, actor=asked.actor, queryset=visible)
    view = VIEWS[listed.view]
    chosen = [(label, said) for _name, label, said in listed.chosen]
    return Listing(
        found=listed.qs,
        rows=narrow(visible, *_MORE),
        told=partial(_lines, at=asked.actor.at),
        filters=[(_("View"), str(view.label)), *chosen],
        part=view.label,
    )


def chosen_lines(asked: Asked, keys: Sequence[int]) -> Listing:
    """Some lines of the list, chosen one by one: in the order of their receipt."""
    visible = Ticket.objects.visible_to(asked.actor)
    return Listing(
        found=visible.filter(pk__in=keys).order_by("-received_at", "-pk"),
        rows=narrow(visible, *_MORE),
        told=partial(_lines, at=asked.actor.at),
        filters=[(_("View"), _("lines chosen one by one"))],
    )


def _lines(tickets: list[Any], at: datetime) -> list[Line]:
    pairs = zip(tickets, rows_of(tickets, at), strict=True)
    return [Line(ticket, row) for ticket, row in pairs]


def events(line: Line) -> Iterator[Event]:
    """The dates that a ticket owes: by when it is done, and by when a reminder is answered.

    An agenda is often shown to others: the number, the lycée and what is due, no subject.
    """
    ticket = line.ticket
    if ticket.status not in OPEN:
        return
    about = {
        "place": f"{short_name(ticket.school__name)}, {ticket.school__commune}",
        "path": line.row.url,
        "changed_at": ticket.updated_at,
        "version": ticket.version,
    }
    ref, answer = ref_of(ticket.year, ticket.pk), _("answer to the reminder")
    if ticket.due_at is not None:
        yield Event(
            uid=f"ticket-{ticket.pk}-due",
            starts_at=ticket.due_at,
            summary=f"{ref} · {_owed(ticket)}",
            **about,
        )
    if ticket.nudge_due_at is not None:
        yield Event(
            uid=f"ticket-{ticket.pk}-reminder",
            starts_at=ticket.nudge_due_at,
            summary=f"{ref} · {answer}",
            **about,
        )


def _owed(ticket: Any) -> str:
    match Status(ticket.status):
        case Status.RECEIVED:
            return _("to be dispatched by CESAME")
        case Status.TECHNICALLY_CLOSED:
            return _("the lycée agrees to the closure, or refuses it")
        case _:
            who = {value: str(label) for value, label in Handler.choices}[ticket.handler]
            return _("treatment (%(who)s)") % {"who": who}


# --- Reports --------------------------------------------------------------------------------
_STATUSES = dict(ReportStatus.choices)


def _handler(report: Report) -> str:
    person = report.handled_by
    return name_of(person.first_name, person.last_name, person.email) if person else ""


#: For whoever handles reports: a colleague who is affected too does not read who made one.
_REPORTED_BY = Column(gettext_lazy("Reported by"), lambda report: report.author.name, width=26)
REPORT_COLUMNS = [
    Column(gettext_lazy("Subject"), lambda report: report.subject, width=50),
    Column(gettext_lazy("Lycée"), lambda report: report.school.name, width=36),
    Column(gettext_lazy("UAI"), lambda report: report.school.uai, width=11),
    Column(gettext_lazy("Room"), lambda report: report.place_name, width=14),
    _REPORTED_BY,
    Column(gettext_lazy("When"), lambda report: report.at, Kind.MOMENT, 17),
    Column(gettext_lazy("What became of it"), lambda report: _STATUSES[report.status], width=24),
    Column(
        gettext_lazy("Ticket"), lambda report: report.ticket.ref if report.ticket else "", width=14
    ),
    Column(gettext_lazy("Handled"), lambda report: report.handled_at, Kind.MOMENT, 17),
    Column(gettext_lazy("Handled by"), _handler, width=26),
]


def _reports(asked: Asked) -> Listing:
    status = asked.query.get("status", "")
    found = queries.reports_of(asked.actor, status)
    chosen = [(_("What became of it"), str(_STATUSES[status]))] if status in _STATUSES else []
    handles = holds(asked.actor, Permission.REPORT_HANDLE, school=None)
    return Listing(
        found=found,
        rows=queries.reports_of(asked.actor, "").select_related("handled_by"),
        columns=[each for each in REPORT_COLUMNS if handles or each is not _REPORTED_BY],
        filters=chosen,
        part=_STATUSES.get(status, ""),
    )


# --- Reviews --------------------------------------------------------------------------------
REVIEW_COLUMNS = [
    Column(gettext_lazy("Lycée"), lambda review: review.school.name, width=36),
    Column(gettext_lazy("UAI"), lambda review: review.school.uai, width=11),
    Column(gettext_lazy("Commune"), lambda review: review.school.commune, width=22),
    Column(gettext_lazy("Put on"), lambda review: review.opened_at, Kind.DAY, 13),
    Column(gettext_lazy("Times put"), lambda review: review.times_put, Kind.NUMBER, 10),
    Column(gettext_lazy("Done on"), lambda review: review.done_at, Kind.DAY, 13),
    Column(
        pgettext_lazy("review", "By"),
        lambda review: review.done_by.name if review.done_by else "",
        width=26,
    ),
    Column(gettext_lazy("Tickets"), lambda review: review.tickets, Kind.NUMBER, 10),
    Column(gettext_lazy("Still so"), lambda review: review.current, Kind.NUMBER, 12),
    Column(gettext_lazy("Solved"), lambda review: review.solved, Kind.NUMBER, 10),
    Column(gettext_lazy("Reminders"), lambda review: review.nudged, Kind.NUMBER, 10),
]


def _reviews(asked: Asked) -> Listing:
    status = asked.query.get("status", "")
    found = queries.reviews_of(asked.actor, status)
    said = _("Done") if status == "done" else _("Awaited")
    return Listing(found=found, filters=[(_("View"), said)], part=said)


def wire() -> None:
    """Sign the lists up."""
    export(
        Export(
            name="tickets",
            title=gettext_lazy("Tickets"),
            page="tickets:tickets",
            listing=_tickets,
            columns=COLUMNS,
            events=events,
        )
    )
    export(
        Export(
            name="reports",
            title=gettext_lazy("Reports"),
            page="tickets:reports",
            listing=_reports,
            columns=REPORT_COLUMNS,
        )
    )
    export(
        Export(
            name="reviews",
            title=gettext_lazy("Reviews of the lycées"),
            page="tickets:reviews",
            listing=_reviews,
            columns=REVIEW_COLUMNS,
            can_take=policies.can_follow_reviews,
        )
    )
