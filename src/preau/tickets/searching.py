"""How tickets, what is written on them and the staff's reports are found."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.accounts.models import User
from preau.accounts.roles import CONTRACTOR_ROLES, Permission, Role
from preau.assets import facts as asset_facts
from preau.core.actors import Actor
from preau.journal.facts import Audience, Fact
from preau.journal.wiring import subscribe
from preau.schools.names import short_name
from preau.schools.reach import within
from preau.schools.searching import NAMING_FACTS, few, placed, words_of
from preau.search import actions as search
from preau.search import wiring
from preau.search.wiring import Passage, Reach, Told
from preau.tickets import facts
from preau.tickets.models import Message, Report, ReportMessage, Ticket
from preau.tickets.states import ReportStatus, Status
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from preau.core.actors import Held
    from preau.journal.queries import Recorded

_TICKET, _MESSAGE, _REPORT = 4, 5, 6
#: The circles that may read a row besides the Region's services.
_LYCEE, _CONTRACTOR, _ACADEMY = "l", "c", "a"
_TONES = {Status.RECEIVED: "info", Status.TECHNICALLY_CLOSED: "wait", Status.CLOSED: "well"}
#: "406" alone may be many things; "#406" and "2026-406" are tickets.
_REF = re.compile(r"#\s*\d{1,9}|#?\s*\d{4}\s*[-–]\s*\d{1,9}")
#: What is read of a ticket wherever it is shown, and of all that is searched: nothing else, for
#: a rebuild reads every one.
_HEADING = (
    "year",
    "subject",
    "reached_contractor",
    "reached_academy",
    "school__name",
    "school__commune",
    "school__uai",
)
_OF_TICKET = (
    *_HEADING,
    "received_at",
    "answers",
    "status",
    "room__name",
    "room__usage",
    "asset__name",
    "asset__tag",
    "asset__serial",
)
_OF_MESSAGE = ("at", "body", "author__first_name", "author__last_name", "author__email")
_SIDES = {
    Audience.LYCEE: gettext_lazy("Message"),
    Audience.EXCHANGE: gettext_lazy("Exchange between Region and contractor"),
    Audience.REGION: gettext_lazy("Internal note"),
}


def _segment(ticket: Ticket, audience: str = Audience.LYCEE) -> str:
    """Which circles may read something of a ticket: the same rule as `policies.audiences`."""
    lycee = _LYCEE if audience == Audience.LYCEE else ""
    contractor = _CONTRACTOR if ticket.reached_contractor and audience != Audience.REGION else ""
    academy = _ACADEMY if ticket.reached_academy and audience == Audience.LYCEE else ""
    return lycee + contractor + academy


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """What the person may read on the tickets that they see: each circle its own (INC-17)."""
    seen = [held for held in actor.mandates if Permission.TICKET_SEE in held.permissions]
    notes = [held for held in actor.mandates if Permission.TICKET_NOTE in held.permissions]
    contractor = [held for held in seen if held.role in CONTRACTOR_ROLES]
    readable = Q(audience=Audience.LYCEE)
    readable |= Q(audience=Audience.EXCHANGE) & within(contractor, "ticket__school")
    readable |= within(notes, "ticket__school")
    tickets = Ticket.objects.visible_to(actor)
    return Message.objects.filter(readable, ticket__in=tickets).order_by("-pk")


def _reach(actor: Actor, number: int) -> Reach | None:
    """The rows of tickets, or of messages, that the person's circles may read."""
    seen = [held for held in actor.mandates if Permission.TICKET_SEE in held.permissions]
    if not seen:
        return None
    notes = [held for held in seen if Permission.TICKET_NOTE in held.permissions]
    contractor = [held for held in seen if held.role in CONTRACTOR_ROLES]
    academy = [held for held in seen if held.role == Role.ACADEMY_SERVICES]
    others = [held for held in seen if held not in [*notes, *contractor, *academy]]
    reach = placed(notes) | placed(others) & Q(segment__startswith=_LYCEE)
    if academy:
        reach |= placed(academy) & Q(segment__contains=_ACADEMY)
    desks = [held for held in contractor if held.role == Role.DISPATCHER]
    if desks:
        reach |= placed(desks) & Q(segment__contains=_CONTRACTOR)
    if len(desks) < len(contractor):
        reach |= wiring.among(number, _of_technician(actor, number))
    return Reach(reach, _words(actor, seen))


def _words(actor: Actor, seen: list[Held]) -> frozenset[str] | None:
    """The words of which each of these rows has one: of its lycée, or of the circle it is in."""
    roles = {Role(held.role) for held in seen}
    if roles == {Role.ACADEMY_SERVICES}:
        return frozenset({wiring.circle_term(_ACADEMY)})
    if not roles & CONTRACTOR_ROLES:
        return few(seen)
    if roles - CONTRACTOR_ROLES:
        return None
    everywhere = frozenset({wiring.circle_term(_CONTRACTOR)})
    if Role.DISPATCHER in roles:
        return everywhere
    # Who is sent from lycée to lycée is concerned by few of them.
    schools = Ticket.objects.visible_to(actor).order_by().values_list("school_id", flat=True)
    return words_of(set(schools.distinct())) or everywhere


def _of_technician(actor: Actor, number: int) -> QuerySet[Ticket] | QuerySet[Message]:
    """The tickets of a technician's places and appointments, or what is read there of them."""
    roles = CONTRACTOR_ROLES - {Role.DISPATCHER}
    mandates = tuple(held for held in actor.mandates if held.role in roles)
    technician = Actor(at=actor.at, person=actor.person, key=actor.key, mandates=mandates)
    tickets = Ticket.objects.visible_to(technician)
    if number == _TICKET:
        return tickets
    read = [Audience.LYCEE, Audience.EXCHANGE]
    return Message.objects.filter(ticket__in=tickets, audience__in=read)


# --- Tickets ----------------------------------------------------------------------------------
def _visible_tickets(actor: Actor) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(actor).order_by("-pk")


def _tell_tickets(tickets: QuerySet[Ticket], actor: Actor | None) -> Iterator[Told]:
    """A ticket with all that everybody who sees it reads on it."""
    rows = list(tickets.select_related("school", "room", "asset").only(*_OF_TICKET))
    written = Message.objects.filter(ticket__in=rows, audience=Audience.LYCEE)
    messages: defaultdict[int, list[Message]] = defaultdict(list)
    written = written.select_related("author").only("ticket", *_OF_MESSAGE)
    for message in written.order_by("ticket", "pk"):
        messages[message.ticket_id].append(message)
    for ticket in rows:
        room, asset = ticket.room, ticket.asset
        passages = [
            (_("Room"), f"{room.name} {room.usage}".strip() if room else ""),
            (_("Equipment"), f"{asset.name} ({asset.tag}) {asset.serial}".strip() if asset else ""),
            *((str(one.get("label", "")), str(one.get("answer", ""))) for one in ticket.answers),
            *((_signed(message), message.body) for message in messages[ticket.pk]),
        ]
        yield Told(
            key=ticket.pk,
            school_id=ticket.school_id,
            segment=_segment(ticket),
            at=ticket.received_at,
            number=ticket.ref,
            title=ticket.subject,
            where=_place(ticket),
            url=ticket.get_absolute_url() if actor else "",
            passages=[Passage(label, text) for label, text in passages if text],
            also=[ticket.school.uai],
            state=ticket.get_status_display(),
            tone=_TONES.get(Status(ticket.status), "calm"),
        )


def _place(thing: Ticket | Report) -> str:
    return f"{short_name(thing.school.name)}, {thing.school.commune}"


def _signed(message: Message | ReportMessage) -> str:
    """Who wrote, and when."""
    day = formats.short_day(message.at)
    author: User | None = message.author
    return f"{author.name}, {day}" if author else day


def _ticket_by_ref(actor: Actor, text: str) -> str | None:
    if not _REF.fullmatch(text):
        return None
    ticket = Ticket.objects.visible_to(actor).called(text).first()
    return ticket.get_absolute_url() if ticket else None


# --- Messages ---------------------------------------------------------------------------------
def _tell_messages(messages: QuerySet[Message], actor: Actor | None) -> Iterator[Told]:
    columns = [*_OF_MESSAGE, "audience", *(f"ticket__{name}" for name in _HEADING)]
    for message in messages.select_related("author", "ticket__school").only(*columns):
        ticket = message.ticket
        side = _SIDES[Audience(message.audience)]
        yield Told(
            key=message.pk,
            is_part=True,
            school_id=ticket.school_id,
            segment=_segment(ticket, message.audience),
            at=message.at,
            number=ticket.ref,
            title=ticket.subject,
            where=_place(ticket),
            url=f"{ticket.get_absolute_url()}#m{message.pk}" if actor else "",
            passages=[Passage(_signed(message), message.body)],
            state="" if message.audience == Audience.LYCEE else side,
            tone="wait",
        )


# --- Reports ----------------------------------------------------------------------------------
def _reach_reports(actor: Actor) -> Reach | None:
    """What is handled in one's lycées, and what one reported oneself."""
    own = [held for held in actor.mandates if held.school_id]
    handled = [held for held in own if Permission.REPORT_HANDLE in held.permissions]
    if not own or actor.person is None:
        return None
    written = wiring.among(_REPORT, Report.objects.filter(author=actor.person))
    return Reach(placed(handled) | placed(own) & written, few(own))


def _visible_reports(actor: Actor) -> QuerySet[Report]:
    return Report.objects.visible_to(actor).order_by("-pk")


def _tell_reports(reports: QuerySet[Report], actor: Actor | None) -> Iterator[Told]:
    rows = list(reports.select_related("school", "room", "author", "handled_by"))
    messages: defaultdict[int, list[ReportMessage]] = defaultdict(list)
    written = ReportMessage.objects.filter(report__in=rows)
    for message in written.select_related("author").order_by("report", "pk"):
        messages[message.report_id].append(message)
    for report in rows:
        author = f"{report.author.name}, {formats.short_day(report.at)}"
        passages = [
            (author, report.body),
            (_("Room"), report.place_name),
            (_("Answer"), report.answer),
            *((_signed(message), message.body) for message in messages[report.pk]),
        ]
        yield Told(
            key=report.pk,
            school_id=report.school_id,
            segment=_LYCEE,
            at=report.at,
            title=report.subject,
            where=_place(report),
            url=report.get_absolute_url(),
            passages=[Passage(label, text) for label, text in passages if text],
            state=report.get_status_display(),
            tone="wait" if report.status == ReportStatus.OPEN else "calm",
        )


# --- Wiring -----------------------------------------------------------------------------------
#: Nothing of these is searched: whom one waits for, alerts, who follows.
SILENT = frozenset(
    {
        facts.Announced,
        facts.Appointed,
        facts.Reminded,
        facts.Unwatched,
        facts.Warned,
        facts.Watched,
    }
)


def _heard(kind: str) -> list[type[Fact]]:
    """All facts about a kind of thing that may change what is searched of it."""
    known = [value for value in vars(facts).values() if isinstance(value, type)]
    about = [fact for fact in known if issubclass(fact, Fact) and fact.name.startswith(kind)]
    return [fact for fact in about if fact not in SILENT]


def _refresh_ticket(recorded: Recorded, at: datetime) -> None:
    """The words of a ticket, and who may read them, which follows where it has been."""
    _refresh_tickets([recorded.fact.thing_id])


def _refresh_tickets(keys: Iterable[int]) -> None:
    tickets = list(keys)
    messages = Message.objects.filter(ticket__in=tickets).order_by()
    search.refresh("ticket", tickets)
    search.refresh("message", messages.values_list("pk", flat=True))


def _refresh_report(recorded: Recorded, at: datetime) -> None:
    search.refresh("report", [recorded.fact.thing_id])


def _refresh_school(recorded: Recorded, at: datetime) -> None:
    """A lycée is found by its name in all that it sent."""
    tickets = Ticket.objects.filter(school=recorded.fact.thing_id).order_by()
    reports = Report.objects.filter(school=recorded.fact.thing_id).order_by()
    search.refresh("ticket", tickets.values_list("pk", flat=True))
    search.refresh("report", reports.values_list("pk", flat=True))


def _refresh_asset(recorded: Recorded, at: datetime) -> None:
    """A ticket is found by the name and the serial number of what it is about."""
    tickets = Ticket.objects.filter(asset=recorded.fact.thing_id).order_by()
    search.refresh("ticket", tickets.values_list("pk", flat=True))


def wire() -> None:
    """Make tickets, messages and reports findable, and keep them so."""
    wiring.kind(
        wiring.Kind(
            name="ticket",
            number=_TICKET,
            label=gettext_lazy("Tickets"),
            icon="ticket-detailed",
            order=20,
            things=Ticket.objects.all,
            reach=lambda actor: _reach(actor, _TICKET),
            visible=_visible_tickets,
            tell=_tell_tickets,
            exact=_ticket_by_ref,
        )
    )
    wiring.kind(
        wiring.Kind(
            name="message",
            number=_MESSAGE,
            label=gettext_lazy("Messages"),
            icon="chat-left-text",
            order=30,
            things=Message.objects.all,
            reach=lambda actor: _reach(actor, _MESSAGE),
            visible=messages_visible_to,
            tell=_tell_messages,
        )
    )
    wiring.kind(
        wiring.Kind(
            name="report",
            number=_REPORT,
            label=gettext_lazy("Staff reports"),
            icon="megaphone",
            order=60,
            things=Report.objects.all,
            reach=_reach_reports,
            visible=_visible_reports,
            tell=_tell_reports,
        )
    )
    subscribe("tickets.search", _heard("tickets.ticket."), _refresh_ticket)
    subscribe("tickets.search_reports", _heard("tickets.report."), _refresh_report)
    subscribe("tickets.search_schools", NAMING_FACTS, _refresh_school)
    subscribe("tickets.search_assets", [asset_facts.Corrected], _refresh_asset)
