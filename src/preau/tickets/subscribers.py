"""What follows from a fact: the letters about a ticket or a report, and other dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

from preau.accounts import queries as accounts
from preau.accounts.roles import CONTRACTOR_ROLES, Permission, Role
from preau.agenda.jobs import enqueue_once
from preau.core.actors import Actor
from preau.core.moments import PARIS
from preau.journal.facts import Audience
from preau.journal.wiring import subscribe
from preau.mail import actions as mail
from preau.schools import facts as school_facts
from preau.schools import queries as schools
from preau.schools.policies import holds
from preau.tickets import actions, facts, policies, queries, tasks
from preau.tickets.actions.keeping import recount
from preau.tickets.models import Message, Report, ReportMessage, Ticket
from preau.tickets.states import Channel, Handler

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.journal.facts import Fact
    from preau.journal.queries import Recorded

_ROLES = {
    Handler.SERVICE_DESK: Role.SERVICE_DESK,
    Handler.CONTRACTOR: Role.DISPATCHER,
    Handler.DIGITAL_OFFICER: Role.DIGITAL_OFFICER,
    Handler.ACADEMY_SERVICES: Role.ACADEMY_SERVICES,
    Handler.REGION: Role.REGION,
}
#: What of a ticket each service reads in its letters; the rectorat reads what the lycée does.
_CIRCLES = {
    Handler.CONTRACTOR: frozenset({Audience.LYCEE, Audience.EXCHANGE}),
    Handler.DIGITAL_OFFICER: frozenset(Audience),
    Handler.REGION: frozenset(Audience),
    Handler.SERVICE_DESK: frozenset(Audience),
}


def _lycee(ticket: Ticket, at: datetime) -> list[User]:
    """Who reads for the lycée: the correspondent, and the sender while the mandate lasts.

    While the correspondent is away, whoever stands in reads instead.
    """
    parties = queries.parties_of(ticket, at)
    sender = [person for person in parties if person.pk == ticket.sent_by_id]
    spokesperson = schools.spokesperson_of(ticket.school, at)
    if spokesperson is not None and spokesperson.stands_for is not None:
        sender = [person for person in sender if person != spokesperson.stands_for]
        return list(dict.fromkeys([*sender, spokesperson.person]))
    return list(dict.fromkeys([*sender, *parties[:1]]))


def _service(ticket: Ticket, at: datetime) -> list[User]:
    """Who has the ticket: the technician where one is named, else the service's people.

    A technician whose mandate is over reads nothing more: the dispatchers do.
    """
    if ticket.handler == Handler.CONTRACTOR and ticket.technician is not None:
        technician = schools.actor_of(ticket.technician, at)
        if policies.wears(technician, CONTRACTOR_ROLES, ticket.school):
            return [schools.technician_on_duty(ticket.technician, ticket.school, at).person]
    if ticket.handler == Handler.DIGITAL_OFFICER:
        officers = schools.digital_officers_on_duty(ticket.school, at)
        return list(dict.fromkeys(officer.person for officer in officers))
    return schools.holders(_ROLES[Handler(ticket.handler)], at, ticket.school)


def _post(
    recorded: Recorded,
    at: datetime,
    to: Iterable[User],
    template: str,
    ticket: Ticket,
    *,
    circle: frozenset[Audience] = frozenset({Audience.LYCEE}),
    **context: Any,
) -> None:
    """Write one letter to each, never to the author of what it tells.

    What was written goes along only where its audience is in the readers' `circle`.
    """
    message = _message(recorded.fact, circle)
    promise = queries.promise_of(ticket, at)
    names = accounts.names({recorded.person_key, recorded.behalf_key})
    for person in to:
        if str(person.key) == recorded.person_key:
            continue
        mail.post(
            person,
            f"tickets/letters/{template}",
            {
                "ticket": ticket,
                "message": message,
                "author": accounts.signature(recorded, names),
                "promise": promise,
                "recipient": person,
                **context,
            },
            thread=ticket.thread,
            key=f"{recorded.id}:{template}:{person.pk}",
            at=at,
            school=ticket.school,
            automatic=message is None or message.author_id is None,
        )


def _message(fact: Fact, circle: frozenset[Audience]) -> Message | None:
    message_id: int | None = getattr(fact, "message_id", None)
    if message_id is None:
        return None
    return Message.objects.filter(pk=message_id, audience__in=circle).first()


def _ticket(recorded: Recorded) -> Ticket:
    related = ("school", "form", "sent_by", "technician", "room")
    return Ticket.objects.select_related(*related).get(pk=recorded.fact.thing_id)


def acknowledge(recorded: Recorded, at: datetime) -> None:
    """Tell the sender the number and the date of receipt, and what is missing (INC-3)."""
    ticket = _ticket(recorded)
    opening = ticket.messages.select_related("letter").order_by("pk")[0]
    mail.post(
        ticket.sent_by,
        "tickets/letters/acknowledged",
        {
            "ticket": ticket,
            "message": opening,
            "promise": queries.promise_of(ticket, at),
            "recipient": ticket.sent_by,
            "is_by_mail": ticket.channel == Channel.MAIL,
            "asks_for_room": ticket.room is None,
        },
        thread=ticket.thread,
        key=f"{recorded.id}:acknowledged:{ticket.sent_by_id}",
        at=at,
        school=ticket.school,
        in_reply_to=opening.letter,
    )


def tell_lycee(template: str) -> Callable[[Recorded, datetime], None]:
    """A letter to the lycée, under one template."""

    def handler(recorded: Recorded, at: datetime) -> None:
        ticket = _ticket(recorded)
        _post(recorded, at, _lycee(ticket, at), template, ticket, fact=recorded.fact)

    return handler


def tell_service(template: str) -> Callable[[Recorded, datetime], None]:
    """A letter to whoever has the ticket, under one template."""

    def handler(recorded: Recorded, at: datetime) -> None:
        ticket = _ticket(recorded)
        circle = _CIRCLES.get(Handler(ticket.handler), frozenset({Audience.LYCEE}))
        to = _service(ticket, at)
        _post(recorded, at, to, template, ticket, circle=circle, fact=recorded.fact)

    return handler


def tell_warned(recorded: Recorded, at: datetime) -> None:
    """Tell the technician who has the ticket that its limit is near, or passed (INC-7).

    A service, and those above it, get one letter for all that came near or late: `alerting`.
    """
    ticket = _ticket(recorded)
    if ticket.technician is not None and _service(ticket, at) == [ticket.technician]:
        circle = _CIRCLES[Handler(ticket.handler)]
        to = [ticket.technician]
        _post(recorded, at, to, "warned", ticket, circle=circle, fact=recorded.fact)


def tell_written(recorded: Recorded, at: datetime) -> None:
    """Pass a message on: the lycée's to whoever has the ticket, a service's to the lycée."""
    ticket = _ticket(recorded)
    author = accounts.person_of(recorded.person_key)
    is_lycee = author is not None and holds(
        schools.actor_of(author, recorded.at), Permission.TICKET_SEND, school=ticket.school
    )
    to = _service(ticket, at) if is_lycee else _lycee(ticket, at)
    if not (is_lycee and ticket.handler == Handler.SERVICE_DESK):
        # CESAME lives in its queue: a copy of every message would only be noise.
        _post(recorded, at, to, "written", ticket, is_lycee=is_lycee)


def tell_withdrawn(recorded: Recorded, at: datetime) -> None:
    """Spare the service that had the ticket a visit for nothing."""
    if _ticket(recorded).handler != Handler.SERVICE_DESK:
        tell_service("withdrawn")(recorded, at)


def tell_merged(recorded: Recorded, at: datetime) -> None:
    """Tell the lycée which ticket goes on, and the twin's service that it has none (INC-14)."""
    if not isinstance(recorded.fact, facts.Merged):
        return
    ticket = _ticket(recorded)
    other = Ticket.objects.get(pk=recorded.fact.other_id)
    _post(recorded, at, _lycee(ticket, at), "merged", ticket, other=other)
    if ticket.handler != Handler.SERVICE_DESK:
        _post(recorded, at, _service(ticket, at), "merged_service", ticket, other=other)


def tell_separated(recorded: Recorded, at: datetime) -> None:
    """Tell the lycée that its twin goes on alone, with CESAME (INC-14)."""
    if isinstance(recorded.fact, facts.Separated):
        ticket = _ticket(recorded)
        other = Ticket.objects.get(pk=recorded.fact.other_id)
        _post(recorded, at, _lycee(ticket, at), "separated", ticket, other=other)


def leave_outage(recorded: Recorded, at: datetime) -> None:
    """A ticket whose closure was refused is no longer part of the common outage (INC-14)."""
    actions.leave_outage(_ticket(recorded), by=Actor.preau(at))


def tell_resumed(recorded: Recorded, at: datetime) -> None:
    """Tell the service whose hold CESAME cancelled that its clock never stopped (INC-7)."""
    if isinstance(recorded.fact, facts.Resumed) and recorded.fact.void:
        tell_service("hold_cancelled")(recorded, at)


def tell_closed(recorded: Recorded, at: datetime) -> None:
    """Tell the lycée of a tacit closure, and how to contest it in one click (INC-8)."""
    if isinstance(recorded.fact, facts.Closed) and recorded.fact.tacit:
        ticket = _ticket(recorded)
        _post(recorded, at, _lycee(ticket, at), "closed_tacitly", ticket)


def _report_letter(
    recorded: Recorded,
    at: datetime,
    template: str,
    *,
    to_author: bool,
    message: ReportMessage | None = None,
) -> None:
    report = Report.objects.select_related("school", "author", "ticket", "handled_by").get(
        pk=recorded.fact.thing_id
    )
    if to_author:
        # Who is no longer of the lycée hears nothing more; those affected too hear what it became.
        to = queries.hearers_of(report, at)
        if message is not None:
            to = [person for person in to if person.pk == report.author_id]
    else:
        to = schools.addressees_of(report.school, at)
    for person in to:
        mail.post(
            person,
            f"tickets/letters/{template}",
            {"report": report, "recipient": person, "message": message},
            thread=f"report:{report.pk}",
            key=f"{recorded.id}:{template}:{person.pk}",
            at=at,
            school=report.school,
            automatic=message is None,
            in_reply_to=report.letter if person.pk == report.author_id else None,
        )


def tell_reported(recorded: Recorded, at: datetime) -> None:
    """Put a report before the correspondent (ROL-4)."""
    _report_letter(recorded, at, "reported", to_author=False)


def tell_handled(recorded: Recorded, at: datetime) -> None:
    """Tell the author of a report what became of it (ROL-4)."""
    _report_letter(recorded, at, "report_handled", to_author=True)


def tell_written_on_report(recorded: Recorded, at: datetime) -> None:
    """Pass what one side of a report wrote on to the other (INC-3)."""
    fact = cast("facts.WroteOnReport", recorded.fact)
    message = ReportMessage.objects.select_related("author", "report").get(pk=fact.message_id)
    to_author = message.author_id != message.report.author_id
    _report_letter(recorded, at, "report_written", to_author=to_author, message=message)


def recount_dates(recorded: Recorded, at: datetime) -> None:
    """Other days on which a lycée is closed give its open tickets other dates (INC-15)."""
    tickets = Ticket.objects.open().filter(school_id=recorded.fact.school_id or 0)
    for ticket in tickets.order_by("pk"):
        recount(ticket, at=at)
    # What was treated today was counted as if the lycée were open.
    today = datetime.combine(at.astimezone(PARIS).date(), time.min, PARIS)
    treated = Ticket.objects.filter(
        school_id=recorded.fact.school_id or 0, technically_closed_at__gte=today
    )
    actions.measure(treated.order_by("pk"))


def recount_all_dates(recorded: Recorded, at: datetime) -> None:
    """Other calendars of the Region give every open ticket another date, perhaps (INC-15).

    One count does for all the changes that a file brings.
    """
    enqueue_once(tasks.recount_open, at.isoformat())


def wire() -> None:
    """Sign up for the facts that letters follow; the names stay the same for ever."""
    heard: list[tuple[str, type[Fact], Callable[[Recorded, datetime], None]]] = [
        ("acknowledge", facts.Received, acknowledge),
        ("urgency", facts.UrgencyRetained, tell_lycee("urgency_changed")),
        ("dispatched", facts.Dispatched, tell_lycee("dispatched")),
        ("handed", facts.Dispatched, tell_service("handed")),
        ("appointed", facts.Appointed, tell_service("appointed")),
        ("contacted", facts.Contacted, tell_lycee("contacted")),
        ("announced", facts.Announced, tell_lycee("announced")),
        ("written", facts.Wrote, tell_written),
        ("nudged", facts.Nudged, tell_service("nudged")),
        ("held", facts.Held, tell_lycee("held")),
        ("resumed", facts.Resumed, tell_resumed),
        ("technically_closed", facts.TechnicallyClosed, tell_lycee("technically_closed")),
        ("reminded", facts.Reminded, tell_lycee("reminded")),
        ("refused", facts.ClosureRefused, tell_service("closure_refused")),
        ("contested", facts.Contested, tell_service("closure_contested")),
        ("closed", facts.Closed, tell_closed),
        ("withdrawn", facts.Withdrawn, tell_withdrawn),
        ("merged", facts.Merged, tell_merged),
        ("separated", facts.Separated, tell_separated),
        ("out_of_scope", facts.DeclaredOutOfScope, tell_lycee("out_of_scope")),
        ("warned", facts.Warned, tell_warned),
        ("reported", facts.Reported, tell_reported),
        ("written_on_report", facts.WroteOnReport, tell_written_on_report),
        ("forwarded", facts.Forwarded, tell_handled),
        ("answered", facts.Answered, tell_handled),
        ("declined", facts.Declined, tell_handled),
    ]
    for name, fact, handler in heard:
        subscribe(f"tickets.letters.{name}", [fact], handler)
    subscribe("tickets.leave_outage", [facts.ClosureRefused, facts.Contested], leave_outage)
    subscribe(
        "tickets.recount",
        [school_facts.ClosureDeclared, school_facts.ClosureCancelled],
        recount_dates,
    )
    subscribe(
        "tickets.recount_all",
        [school_facts.HoursLaidDown, school_facts.HoursWithdrawn, school_facts.HolidaySet],
        recount_all_dates,
    )
