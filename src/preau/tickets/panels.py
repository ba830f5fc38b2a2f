"""What waits for somebody: the room's panels on homes, and its counters on the navigation."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import SCHOOL_ROLES, Permission
from preau.schools.models import School
from preau.schools.policies import holds
from preau.tickets import policies, queries
from preau.tickets.filters import SORTS, View, default_sort, narrowed
from preau.tickets.models import Report, Review, Ticket
from preau.tickets.rows import narrow, rows_of
from preau.tickets.saved import in_navigation
from preau.tickets.states import ReportStatus
from preau.ui import formats, homes, navigation
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest
    from preau.tickets.models import TicketQuerySet

#: A panel shows the first few; its link leads to all.
_LINES = 5


def actor_of(request: HttpRequest) -> Actor:
    """Who asks for the page."""
    return cast("SignedRequest", request).actor


def _known(request: HttpRequest) -> dict[str, int]:
    known: dict[str, int] = request.__dict__.setdefault("_ticket_counters", {})
    return known


def counts(request: HttpRequest, names: Iterable[str] = queries.COUNTED) -> dict[str, int]:
    """The counters of the person, read once for a page and its navigation."""
    known = _known(request)
    if missing := [name for name in names if name not in known]:
        known |= queries.counters(actor_of(request), missing)
    return known


def first_rows(tickets: TicketQuerySet, actor: Actor, view: str) -> list[object]:
    """The first few of a view, as lines of a panel."""
    columns = SORTS[default_sort(view)][1]
    return list(rows_of(narrow(tickets).order_by(*columns)[:_LINES], actor.at))


def queue(
    view: str,
    title: StrOrPromise,
    icon: str,
    empty: StrOrPromise,
    *,
    tone: str = "wait",
    calm: bool = False,
    may_send: bool = False,
) -> Callable[[HttpRequest], Panel | None]:
    """The panel of one view of the list, counted as the list counts."""

    def panel(request: HttpRequest) -> Panel | None:
        actor = actor_of(request)
        if not holds(actor, Permission.TICKET_SEE, school=None):
            return None
        count = counts(request)[view]
        rows = (
            first_rows(narrowed(Ticket.objects.visible_to(actor), view, actor), actor, view)
            if count
            else []
        )
        places = {held.school_id for held in actor.mandates}
        # Who serves several lycées reads one after the other; in each, the most urgent first.
        by_school = actor.roles <= SCHOOL_ROLES and len(places) > 1
        return Panel(
            title=title,
            template="tickets/panels/rows.html",
            context={
                "rows": sorted(rows, key=attrgetter("school")) if by_school else rows,
                "empty": empty,
                "shows_school": not actor.roles <= SCHOOL_ROLES,
                "by_school": by_school,
                "may_send": may_send and holds(actor, Permission.TICKET_SEND, school=None),
            },
            count=count,
            url=f"{reverse('tickets:tickets')}?view={view}",
            icon=icon,
            tone=tone,
            calm=calm or not count,
        )

    return panel


waiting_for_me = queue(
    "mine",
    _("Waiting for you"),
    "hourglass-split",
    _("Nothing waits for an answer from you."),
    may_send=True,
)
to_close = queue(
    "to_close",
    _("To accept or refuse"),
    "check-circle",
    _("No closure waits for your answer."),
)
in_progress = queue(
    "dispatched",
    _("In progress"),
    "tools",
    _("No ticket is being treated at the moment."),
    tone="info",
    calm=True,
)
to_qualify = queue(
    "to_qualify",
    _("To qualify"),
    "signpost-split",
    _("Everything that came in has been handed over."),
)
soon = queue(
    "soon",
    _("Limit near"),
    "hourglass-split",
    _("No limit is near."),
)
late = queue(
    "late",
    _("Late"),
    "exclamation-triangle",
    _("No date has passed."),
    tone="late",
)
nudged = queue(
    "nudged",
    _("Reminders to answer"),
    "bell",
    _("No lycée waits for an answer to its reminder."),
)
to_appoint = queue(
    "to_appoint",
    _("Without a technician"),
    "person-gear",
    _("Each intervention has its technician."),
)
my_interventions = queue(
    "mine",
    _("Your interventions"),
    "wrench",
    _("No intervention waits for you."),
)
handed_to_service = queue(
    "mine",
    _("With your service"),
    "inbox",
    _("Your service has no ticket at the moment."),
)


def _may_report(actor: Actor) -> bool:
    """Whether a lycée of the person has opened the service to them."""
    held = [h.school_id for h in actor.mandates if Permission.REPORT_WRITE in h.permissions]
    schools = School.objects.filter(pk__in=[pk for pk in held if pk])
    return any(policies.can_report(actor, school) for school in schools)


def reports(request: HttpRequest) -> Panel | None:
    """The staff's reports that wait for the correspondent; for staff, what became of theirs."""
    actor = actor_of(request)
    handles = holds(actor, Permission.REPORT_HANDLE, school=None)
    if not handles and not holds(actor, Permission.REPORT_WRITE, school=None):
        return None
    visible = Report.objects.visible_to(actor)
    if handles:
        visible = visible.filter(status=ReportStatus.OPEN)
    count = visible.count() if handles else None
    labels = {value: str(label) for value, label in ReportStatus.choices}
    rows = [
        {
            "url": report.get_absolute_url(),
            "subject": report.subject,
            "author": report.author.name,
            "status": labels[report.status],
            "when": formats.ago(report.at, at=actor.at),
        }
        for report in visible.select_related("author").order_by("-at", "-pk")[:_LINES]
    ]
    return Panel(
        title=_("Reports from the staff") if handles else _("Your reports"),
        template="tickets/panels/reports.html",
        context={"rows": rows, "handles": handles, "may_report": _may_report(actor)},
        count=count,
        url=reverse("tickets:reports"),
        icon="megaphone",
        calm=not count,
    )


def review(request: HttpRequest) -> Panel | None:
    """The review of the open tickets, while it waits for the correspondent (INC-4)."""
    actor = actor_of(request)
    held = [h.school_id for h in actor.mandates if Permission.TICKET_SEND in h.permissions]
    waiting = Review.objects.waiting().filter(school__in=[pk for pk in held if pk])
    first = waiting.select_related("school").order_by("opened_at", "pk").first()
    if first is None:
        return None
    return Panel(
        title=_("Fortnightly review"),
        template="tickets/panels/review.html",
        context={"review": first},
        count=first.tickets,
        url=reverse("tickets:review"),
        icon="list-check",
    )


def figures(request: HttpRequest) -> Panel | None:
    """The queues in figures, each with the list behind it."""
    actor = actor_of(request)
    if not holds(actor, Permission.TICKET_SEE, school=None):
        return None
    known = counts(request)
    url = reverse("tickets:tickets")
    shown = [
        (View("open", _("open tickets")), _("Somebody still has something to do.")),
        (View("late", _("late"), "late"), _("Open, and their date has passed.")),
        (View("on_hold", _("on hold")), _("The clock waits for the lycée.")),
        (View("to_close", _("to close")), _("Done, and the lycée has its say.")),
    ]
    return Panel(
        title=_("Tickets in figures"),
        template="tickets/panels/figures.html",
        context={
            "figures": [
                {
                    "value": formats.number(known[view.code]),
                    "label": view.label,
                    "definition": definition,
                    "url": f"{url}?view={view.code}",
                    "tone": view.tone if known[view.code] else "calm",
                }
                for view, definition in shown
            ]
        },
        icon="bar-chart",
        calm=True,
    )


def badge(request: HttpRequest) -> int:
    """How many tickets wait for the person, on the navigation."""
    actor = actor_of(request)
    if not holds(actor, Permission.TICKET_SEE, school=None):
        return 0
    # Most pages show no other counter.
    return counts(request, ["mine"])["mine"]


def reports_badge(request: HttpRequest) -> int:
    """How many reports wait for the correspondent."""
    actor = actor_of(request)
    if not holds(actor, Permission.REPORT_HANDLE, school=None):
        return 0
    return Report.objects.visible_to(actor).filter(status=ReportStatus.OPEN).count()


def wire() -> None:
    """Hang the panels and enter the navigation; called once, when the site starts."""
    for name, panel in {
        "tickets.waiting_for_me": waiting_for_me,
        "tickets.to_close": to_close,
        "tickets.in_progress": in_progress,
        "tickets.to_qualify": to_qualify,
        "tickets.soon": soon,
        "tickets.late": late,
        "tickets.nudged": nudged,
        "tickets.to_appoint": to_appoint,
        "tickets.my_interventions": my_interventions,
        "tickets.handed_to_service": handed_to_service,
        "tickets.reports": reports,
        "tickets.review": review,
        "tickets.figures": figures,
    }.items():
        homes.panel(name, panel)
    navigation.entry(
        "tickets",
        _("Tickets"),
        "ticket-detailed",
        "tickets:tickets",
        permission=Permission.TICKET_SEE,
        badge=badge,
        order=10,
        key="t",
        children=in_navigation,
    )
    navigation.entry(
        "reports",
        _("Reports"),
        "megaphone",
        "tickets:reports",
        permission=Permission.REPORT_HANDLE,
        badge=reports_badge,
        order=20,
    )
    navigation.entry(
        "my_reports",
        _("Reports"),
        "megaphone",
        "tickets:reports",
        permission=Permission.REPORT_WRITE,
        order=20,
    )
    navigation.entry(
        "reviews",
        _("Reviews"),
        "list-check",
        "tickets:reviews",
        permission=Permission.TICKET_NOTE,
        order=35,
    )
    navigation.entry(
        "limits",
        _("Limits"),
        "clock",
        "tickets:limits",
        permission=Permission.SCHOOL_ADMINISTER,
        order=81,
    )
    navigation.entry(
        "replies",
        _("Canned replies"),
        "chat-left-text",
        "tickets:replies",
        permission=Permission.TICKET_TREAT,
        order=75,
    )
    navigation.entry(
        "forms",
        _("Forms"),
        "sliders",
        "tickets:forms",
        permission=Permission.SCHOOL_ADMINISTER,
        order=80,
    )
