"""One line per ticket, as lists, homes and other rooms' pages show it, in words already."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.accounts.models import name_of
from preau.schools.names import short_name
from preau.tickets.models import Link, ref_of
from preau.tickets.states import OPEN, Handler, LinkKind, Status, Urgency
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from preau.tickets.models import Ticket, TicketQuerySet

#: How a line shows a level: what is low stays grey.
URGENCY_TONES = {Urgency.LOW: "", Urgency.MEDIUM: "wait", Urgency.VERY_HIGH: "late"}
#: What a line needs and no more: the long texts of a ticket stay in the database.
_COLUMNS = (
    "pk",
    "year",
    "version",
    "subject",
    "status",
    "handler",
    "urgency",
    "received_at",
    "updated_at",
    "due_at",
    "warning_at",
    "held_at",
    "is_hold_contested",
    "nudges",
    "nudge_due_at",
    "is_closed_tacitly",
    "school__name",
    "school__commune",
    "room__name",
    "technician__first_name",
    "technician__last_name",
    "technician__email",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in one line: the exceptional has a tone, the rest is grey."""

    ref: str
    pick: str
    url: str
    subject: str
    school: str
    commune: str
    room: str
    urgency: str
    urgency_tone: str
    state: str
    state_tone: str
    who: str
    remark: str
    remark_tone: str
    due: str
    due_iso: str
    due_tone: str
    received: str
    received_iso: str


def narrow(tickets: TicketQuerySet, *more: str) -> QuerySet[Ticket, Any]:
    """Read only what lines show, with the names beside, in one query: bare columns, and `more`.

    Four model instances for each line would cost more than drawing it.
    """
    return tickets.values_list(*_COLUMNS, *more, named=True)


def rows_of(tickets: Iterable[Any], at: datetime) -> list[Row]:
    """The lines of tickets read by `narrow`."""
    # Labels and addresses are worked out once for the whole list.
    statuses = {value: str(label) for value, label in Status.choices}
    handlers = {value: str(label) for value, label in Handler.choices}
    urgencies = {value: str(label) for value, label in Urgency.choices}
    prefix = reverse("tickets:tickets")
    listed = list(tickets)
    joined = _joined(ticket.pk for ticket in listed if ticket.status == Status.WITHDRAWN)
    return [_row(ticket, at, statuses, handlers, urgencies, prefix, joined) for ticket in listed]


def _joined(withdrawn: Iterable[int]) -> dict[int, str]:
    """The numbers of the tickets that go on for those of which CESAME found a twin."""
    if not (pks := list(withdrawn)):
        return {}
    ties = Link.objects.filter(source__in=pks, kind=LinkKind.DUPLICATE_OF).order_by("pk")
    found = ties.values_list("source", "target__year", "target")
    return {twin: ref_of(year, pk) for twin, year, pk in found}


def lines(rows: Iterable[Row], *, shows_school: bool, may_pick: bool = False) -> SafeString:
    """The rows of the table, drawn from one pattern.

    The parts that all lines share (labels, icons, classes) are rendered once: a template for
    each line costs more than everything else on the page.
    """
    names = {field.name: f"{{{field.name}}}" for field in fields(Row)}
    context = {"line": names, "shows_school": shows_school, "may_pick": may_pick}
    # Between cells, blanks are only weight.
    pattern = "".join(map(str.strip, render_to_string("tickets/line.html", context).splitlines()))
    dated = render_to_string("tickets/line.html#dated", context).strip()
    late = render_to_string("tickets/line.html#late", context).strip()
    drawn = []
    for row in rows:
        said = {name: escape(getattr(row, name)) for name in names}
        due = dated.format(**said) if row.due else ""
        if row.due_tone == "late":
            due += late
        drawn.append(pattern.format(**{**said, "due": due}))
    return SafeString("\n".join(drawn))


def _row(
    ticket: Any,
    at: datetime,
    statuses: dict[str, str],
    handlers: dict[str, str],
    urgencies: dict[str, str],
    prefix: str,
    joined: dict[int, str],
) -> Row:
    ref = ref_of(ticket.year, ticket.pk)
    state, state_tone = _state(ticket, statuses, joined)
    remark, remark_tone = _remark(ticket, at)
    due, due_tone = _due(ticket, at)
    is_out = ticket.status in {Status.DISPATCHED, Status.TECHNICALLY_CLOSED}
    return Row(
        ref=ref,
        pick=f"{ticket.pk}:{ticket.version}",
        url=f"{prefix}{ref}/",
        subject=ticket.subject,
        school=short_name(ticket.school__name),
        commune=ticket.school__commune,
        room=ticket.room__name or "",
        urgency=urgencies[ticket.urgency],
        urgency_tone=URGENCY_TONES[Urgency(ticket.urgency)],
        state=state,
        state_tone=state_tone,
        who=_who(ticket, handlers) if is_out or ticket.status == Status.RECEIVED else "",
        remark=remark,
        remark_tone=remark_tone,
        due=due,
        due_iso=ticket.due_at.isoformat() if ticket.due_at and due else "",
        due_tone=due_tone,
        received=formats.short_day(ticket.received_at, at=at),
        received_iso=ticket.received_at.isoformat(),
    )


def _state(ticket: Any, statuses: dict[str, str], joined: dict[int, str]) -> tuple[str, str]:
    match Status(ticket.status):
        case Status.RECEIVED:
            return _("To qualify"), "info"
        case Status.DISPATCHED if ticket.held_at is not None:
            return _("On hold"), "wait"
        case Status.DISPATCHED:
            return _("In progress"), "calm"
        case Status.TECHNICALLY_CLOSED:
            return _("To close"), "wait"
        case Status.CLOSED if ticket.is_closed_tacitly:
            return _("Closed tacitly"), "well"
        case Status.CLOSED:
            return statuses[ticket.status], "well"
        case Status.WITHDRAWN if ticket.pk in joined:
            return _("Twin of %(ref)s") % {"ref": joined[ticket.pk]}, "calm"
        case _:
            return statuses[ticket.status], "calm"


def _who(ticket: Any, handlers: dict[str, str]) -> str:
    """Who has it now."""
    if ticket.status == Status.TECHNICALLY_CLOSED or ticket.held_at is not None:
        return _("The lycée")
    if ticket.technician__email is not None and ticket.handler == Handler.CONTRACTOR:
        return name_of(
            ticket.technician__first_name, ticket.technician__last_name, ticket.technician__email
        )
    return handlers[ticket.handler]


def _remark(ticket: Any, at: datetime) -> tuple[str, str]:
    """The reminder that awaits an answer, or the hold on which CESAME has to decide."""
    if ticket.is_hold_contested:
        return _("contested hold"), "late"
    if ticket.nudge_due_at is None:
        return "", ""
    text = ngettext("%(n)d reminder", "%(n)d reminders", ticket.nudges) % {"n": ticket.nudges}
    return text, "late" if ticket.nudge_due_at < at else "wait"


def _due(ticket: Any, at: datetime) -> tuple[str, str]:
    """By when, short; late in brick, near in ochre."""
    if ticket.status not in OPEN or ticket.due_at is None:
        return "", ""
    if ticket.status == Status.TECHNICALLY_CLOSED:
        # The lycée answers until the end of a day: midnight is that of the next one.
        said = formats.short_day(ticket.due_at - timedelta(minutes=1), at=at)
    elif ticket.due_at > at and formats.short_day(ticket.due_at) == formats.short_day(at):
        said = _("before %(hour)s") % {"hour": formats.hour(ticket.due_at)}
    else:
        said = formats.short_moment(ticket.due_at, at=at)
    if ticket.due_at < at.replace(second=0, microsecond=0):
        return said, "late"
    is_near = ticket.warning_at is not None and ticket.warning_at < at
    return said, "wait" if is_near else ""
