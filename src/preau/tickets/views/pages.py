"""The list, a ticket's page, why its date, its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.accounts.roles import SCHOOL_ROLES, Permission, Role
from preau.core.moments import PARIS
from preau.files.models import Attachment
from preau.files.responses import download
from preau.journal import queries as journal
from preau.schools.policies import holds
from preau.schools.queries import parties_of
from preau.tickets import facts, panels, policies, queries
from preau.tickets.filters import SORTS, TicketFilter
from preau.tickets.forms.acts import MessageForm
from preau.tickets.models import Satisfaction, SavedView, Ticket
from preau.tickets.offers import circles, offers
from preau.tickets.rows import URGENCY_TONES, lines, narrow, rows_of
from preau.tickets.saved import broken, query_of, saved_views
from preau.tickets.states import Handler, Status, Urgency
from preau.tickets.telling import tell
from preau.tickets.views.finding import found
from preau.ui import formats
from preau.ui.paging import page

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import FileResponse, HttpResponse

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.core.http import SignedRequest
    from preau.core.working_time import DayLine
    from preau.journal.facts import Audience


def tickets(request: SignedRequest) -> HttpResponse:
    """The tickets of one's places, by view, filters and order; a number leads to its ticket."""
    actor = request.actor
    visible = Ticket.objects.visible_to(actor)
    asked = request.GET.get("q", "").strip().lstrip("#")
    if asked and (ticket := visible.by_ref(asked).first()) is not None:
        return redirect(ticket)
    saved = request.GET.get("saved", "")
    if set(request.GET) == {"saved"} and saved.isdecimal():
        # A view is an address: what it filters stands in it, and can be changed there.
        found_view = SavedView.objects.visible_to(actor).kept().filter(pk=int(saved[:18])).first()
        if found_view is None or not found_view.query:
            return redirect("tickets:tickets")
        return redirect(found_view)
    listed = TicketFilter(request.GET, actor=actor, queryset=visible)
    shown = page(narrow(listed.qs), request)
    rows = rows_of(shown, actor.at)
    shows_school = not actor.roles <= SCHOOL_ROLES
    acts = policies.bulk_acts(actor)
    context = {
        "filter": listed,
        "page": shown,
        "rows": rows,
        "acts": acts,
        "picks": " ".join(row.pick for row in rows) if acts else "",
        "lines": lines(rows, shows_school=shows_school, may_pick=bool(acts)),
        "tabs": _tabs(request, listed),
        "saved_views": saved_views(request, current=saved),
        "saved_query": query_of(request.GET),
        "opinions": _opinions(listed),
        "broken": broken(listed, actor) if saved else [],
        "heads": _heads(request, listed),
        "chips": _chips(request, listed),
        "shows_school": shows_school,
        "review": _review(request),
        "may_send": holds(actor, Permission.TICKET_SEND, school=None),
    }
    name = "tickets/list.html#listed" if request.htmx else "tickets/list.html"
    return render(request, name, context)


def _review(request: SignedRequest) -> queries.ReviewState | None:
    """The reviews of the person's lycée, where they speak for one alone (INC-4)."""
    held = {h.school_id for h in request.actor.mandates if Permission.TICKET_SEND in h.permissions}
    return queries.review_state(held.pop() or 0) if len(held) == 1 else None


def _opinions(listed: TicketFilter) -> str:
    """The mean of the opinions on what is listed, where one asks for them."""
    if not listed.form.is_valid() or not listed.form.cleaned_data.get("opinion"):
        return ""
    found = queries.opinions(listed.qs)
    if found is None:
        return ""
    return ngettext(
        "Opinion of the lycées: %(mean)s out of 5, of %(n)d answer.",
        "Mean opinion of the lycées: %(mean)s out of 5, of %(n)d answers.",
        found.n,
    ) % {"mean": formats.number(found.mean, 1), "n": found.n}


@dataclass(frozen=True, slots=True)
class _Tab:
    label: Any
    url: str
    is_current: bool
    count: int | None
    tone: str


def _tabs(request: SignedRequest, listed: TicketFilter) -> list[_Tab]:
    """The views of the person, each with its count and without the present one's page."""
    # The navigation shows what waits for the person.
    counted = {"mine", *(view.code for view in listed.views)} & queries.COUNTED.keys()
    counts = panels.counts(request, sorted(counted))
    tabs = []
    for view in listed.views:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop("saved", None)
        query["view"] = view.code
        count = counts.get(view.code)
        tabs.append(
            _Tab(
                view.label,
                f"{request.path}?{query.urlencode()}",
                view.code == listed.view,
                count,
                view.tone if count else "calm",
            )
        )
    return tabs


@dataclass(frozen=True, slots=True)
class _Chip:
    label: str
    value: str
    url: str


def _chips(request: SignedRequest, listed: TicketFilter) -> list[_Chip]:
    """The filters that are set, each with the address of the list without it."""
    chips = []
    for name, label, value in listed.chosen:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop(name)
        query["view"] = listed.view
        chips.append(_Chip(label, value, f"{request.path}?{query.urlencode()}"))
    return chips


@dataclass(frozen=True, slots=True)
class _Head:
    label: str
    url: str
    sorted: str


def _heads(request: SignedRequest, listed: TicketFilter) -> dict[str, _Head]:
    """The heads of the columns that can be put in order; a second click turns the order round."""
    current = listed.order
    heads = {}
    for name, label in (
        ("received", _("Received")),
        ("due", _("By when")),
        ("urgency", _("Urgency")),
    ):
        turned = current.removeprefix("-") == name
        target = f"-{name}" if current == name else name
        if target not in SORTS:
            target = name if name in SORTS else f"-{name}"
        query = request.GET.copy()
        query.pop("page", None)
        query["sort"] = target
        direction = "descending" if current.startswith("-") else "ascending"
        heads[name] = _Head(
            label, f"{request.path}?{query.urlencode()}", direction if turned else ""
        )
    return heads


#: Since when somebody may follow a ticket; a twin brings its followers along.
_FOLLOWED = {facts.Watched, facts.Absorbed}


def ticket(request: SignedRequest, ref: str) -> HttpResponse:
    """A ticket: what is next first, then its story, its facts beside."""
    shown = found(request, ref)
    actor = request.actor
    entries = journal.history("tickets.ticket", shown.pk)
    open_to = circles(shown, actor)
    tied = queries.tied_to(entries, actor)
    moments = queries.timeline(shown, actor, entries=entries, tied=tied)
    # Its journal, read already, tells what need not be asked for.
    happened = {type(entry.fact) for entry in entries}
    told = tell(shown, moments, actor.at, shows_audience=len(policies.audiences(actor, shown)) > 1)
    context = {
        "ticket": shown,
        "next": _opened(queries.next_step(shown, actor, entries=entries), actor),
        "told": told,
        "offers": offers(shown, actor),
        "reply": _reply(open_to, actor),
        "cannot_write": policies.can_write(actor, shown),
        "has_promise": _has_promise(shown),
        "facts": _facts(shown, actor.at),
        "people": _people(shown, actor.at),
        "ties": queries.ties_of(shown, entries, tied),
        "may_tie": policies.can_tie(actor, shown),
        "twins": _twins(shown, actor),
        "shows_presence": policies.can_note(actor, shown),
        "seen": entries[-1].position if entries else 0,
        "tells_presence": policies.can_be_present(actor, shown),
        "reporters": _reporters(shown),
        "opinion": _opinion(shown, actor) if facts.Rated in happened else None,
        "watches": queries.watches_shown(shown, actor) if happened & _FOLLOWED else [],
        "urgency_tone": URGENCY_TONES[Urgency(shown.urgency)] or "calm",
    }
    return render(request, "tickets/ticket.html", context)


def _opened(step: queries.NextStep, actor: Actor) -> queries.NextStep:
    """The next step, with a link in its words to the ticket that they name, if one may read it."""
    if step.other is None or not queries.seen_among([step.other.pk], actor):
        return step
    before, ref, after = step.what.partition(step.other.ref)
    url = step.other.get_absolute_url()
    return replace(step, what=format_html('{}<a href="{}">{}</a>{}', before, url, ref, after))


def _reply(open_to: list[Audience], actor: Actor) -> MessageForm | None:
    """The form at the foot of the story, with the replies of the person's services."""
    if not open_to:
        return None
    return MessageForm(circles=open_to, replies=queries.replies_for(actor), auto_id="reply_%s")


def _twins(shown: Ticket, actor: Actor) -> list[queries.Twin]:
    """What CESAME looks at before it qualifies; afterwards nobody is asked any more."""
    if shown.status != Status.RECEIVED or not policies.can_join(actor, shown):
        return []
    return queries.twins_of(shown, actor)


def _has_promise(shown: Ticket) -> bool:
    """Whether a rule sets a date, which a page explains; the clock itself is not asked twice."""
    if shown.status == Status.DISPATCHED:
        return shown.handler == Handler.CONTRACTOR
    return shown.status in {Status.RECEIVED, Status.TECHNICALLY_CLOSED}


def _people(shown: Ticket, at: datetime) -> list[tuple[User, str]]:
    """Who speaks for the lycée, each with the duty."""
    said = {Role.CORRESPONDENT: _("Correspondent"), Role.DEPUTY: _("Deputy")}
    return [(person, said[role]) for person, role in parties_of(shown.school, at).items()]


def _opinion(shown: Ticket, actor: Actor) -> Satisfaction | None:
    """What the lycée thought of the treatment, for the Region's services."""
    if shown.status != Status.CLOSED or not policies.can_note(actor, shown):
        return None
    return Satisfaction.objects.filter(ticket=shown, level__isnull=False).first()


def _reporters(shown: Ticket) -> str:
    """Who reported the matter to the correspondent, where somebody did: one or several."""
    if shown.reporter is None:
        return ""
    reports = shown.reports.select_related("author").order_by("at", "pk")
    return queries.names_of(reports) or shown.reporter.name


#: Equipment younger than this is counted in months.
_YEARS_FROM = 24


def _facts(shown: Ticket, at: datetime) -> dict[str, Any]:
    """What the margin says of the equipment, and who sent the request."""
    asset = shown.asset
    told: dict[str, Any] = {"age": "", "warranty": ""}
    if asset is not None and asset.commissioned_on is not None:
        months = _months(asset.commissioned_on, at)
        told["age"] = (
            _("%(n)d months old") % {"n": months}
            if months < _YEARS_FROM
            else _("%(n)d years old") % {"n": months // 12}
        )
    if asset is not None and asset.warranty_until is not None:
        day = formats.short_day(asset.warranty_until, at=at)
        is_running = asset.under_warranty(at.astimezone(PARIS).date())
        text = _("under warranty until %(day)s") if is_running else _("warranty over since %(day)s")
        told["warranty"] = text % {"day": day}
    return told


def _months(since: date, at: datetime) -> int:
    today = at.astimezone(PARIS).date()
    return max((today.year - since.year) * 12 + today.month - since.month, 0)


@dataclass(frozen=True, slots=True)
class _Line:
    day: str
    iso: str
    counted: str
    total: str
    why: str
    is_null: bool


def due(request: SignedRequest, ref: str) -> HttpResponse:
    """Why this date: a line per day, what counts of it, and why not more (INC-15)."""
    shown = found(request, ref)
    promise = queries.promise_of(shown, request.actor.at)
    if promise is None:
        raise Http404
    in_days = promise.closure is not None
    context = {
        "ticket": shown,
        "promise": promise,
        "next": queries.next_step(shown, request.actor),
        "in_days": in_days,
        "lines": [_line(line, in_days=in_days, at=request.actor.at) for line in promise.lines],
    }
    return render(request, "tickets/due.html", context)


def _line(line: DayLine, *, in_days: bool, at: datetime) -> _Line:
    def said(amount: int) -> str:
        if in_days:
            return str(amount)
        hours, minutes = divmod(amount, 60)
        return f"{hours}{formats.NBSP}h{formats.NBSP}{minutes:02d}"

    return _Line(
        day=formats.day(line.day, at=at),
        iso=line.day.isoformat(),
        counted=said(line.counted),
        total=said(line.total),
        why=line.why,
        is_null=not line.counted,
    )


def file(request: SignedRequest, ref: str, pk: int) -> FileResponse:
    """A file of a message that the person may read."""
    shown = found(request, ref)
    circle = policies.audiences(request.actor, shown)
    messages = shown.messages.filter(audience__in=circle)
    kept = Attachment.objects.filter(pk__in=messages.values("attachments")).select_related("file")
    return download(get_object_or_404(kept, pk=pk))
