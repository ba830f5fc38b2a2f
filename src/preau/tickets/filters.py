"""The list of tickets: its views, its filters and its orders, all kept in its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from preau.accounts.roles import CONTRACTOR_ROLES, SCHOOL_ROLES, Permission, Role
from preau.core.moments import in_paris
from preau.core.text import fold
from preau.schools.models import School
from preau.tickets import queries
from preau.tickets.models import Level, Ticket, Watch
from preau.tickets.states import TREATED, Handler, Nature, Status, Urgency
from preau.tickets.treated import TreatedFilter
from preau.ui import formats
from preau.ui.widgets import DayInput

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.tickets.models import TicketQuerySet


@dataclass(frozen=True, slots=True)
class View:
    """One of the views of the list: a queue with a name."""

    code: str
    label: StrOrPromise
    tone: str = "calm"


OPEN = View("open", _("Open"))
MINE = View("mine", _("Waiting for me"), "wait")
VIEWS = {
    view.code: view
    for view in (
        OPEN,
        MINE,
        View("to_qualify", _("To qualify"), "wait"),
        View("to_appoint", _("To appoint"), "wait"),
        View("dispatched", _("In progress")),
        View("to_close", _("To close"), "wait"),
        View("on_hold", pgettext_lazy("view of the list", "On hold")),
        View("nudged", _("Reminders"), "wait"),
        View("soon", pgettext_lazy("view of the list", "Limit near"), "wait"),
        View("late", _("Late"), "late"),
        View("treated", pgettext_lazy("view of the list", "Treated")),
        View("closed", pgettext_lazy("view of the list", "Closed")),
        View("out_of_scope", _("Out of scope")),
        View("withdrawn", pgettext_lazy("view of the list", "Withdrawn")),
        View("watched", pgettext_lazy("view of the list", "Followed")),
        View("all", _("All")),
    )
}

_ENDED = ["closed", "out_of_scope", "watched", "all"]
#: The views that a person sees as tabs, the default first: by the first role that fits.
_TABS: list[tuple[frozenset[Role], list[str]]] = [
    (
        frozenset({Role.SERVICE_DESK}),
        ["to_qualify", "nudged", "soon", "late", "on_hold", "open", "to_close", *_ENDED],
    ),
    (
        frozenset({Role.DISPATCHER}),
        [
            "mine",
            "to_appoint",
            "soon",
            "late",
            "nudged",
            "on_hold",
            "to_close",
            "open",
            "closed",
            "watched",
            "all",
        ],
    ),
    (CONTRACTOR_ROLES, ["mine", "late", "nudged", "on_hold", "open", "closed", "watched", "all"]),
    (
        frozenset({Role.CORRESPONDENT, Role.DEPUTY}),
        ["open", "mine", "to_close", "late", "on_hold", *_ENDED],
    ),
    (
        frozenset({Role.DIGITAL_OFFICER, Role.ACADEMY_SERVICES, Role.REGION}),
        ["mine", "nudged", "late", "open", "to_close", *_ENDED],
    ),
]
_OTHERS = ["open", "late", "on_hold", "to_close", *_ENDED]


def views_for(actor: Actor) -> list[View]:
    """The views of a person, their default first."""
    for roles, codes in _TABS:
        if roles & actor.roles:
            return [VIEWS[code] for code in codes]
    return [VIEWS[code] for code in _OTHERS]


def narrowed(tickets: TicketQuerySet, view: str, actor: Actor) -> TicketQuerySet:
    """The tickets of one view; the counters count the same."""
    match view:
        case "mine":
            return tickets.open().filter(queries.service_filter(actor))
        case "to_qualify":
            return tickets.filter(status=Status.RECEIVED)
        case "to_appoint":
            return tickets.filter(
                status=Status.DISPATCHED, handler=Handler.CONTRACTOR, technician=None
            )
        case "dispatched":
            return tickets.filter(status=Status.DISPATCHED)
        case "to_close":
            return tickets.filter(status=Status.TECHNICALLY_CLOSED)
        case "on_hold":
            return tickets.open().filter(held_at__isnull=False)
        case "nudged":
            return tickets.open().filter(nudge_due_at__isnull=False)
        case "soon":
            return tickets.open().filter(queries.COUNTED["soon"](actor))
        case "late":
            return tickets.late(actor.at)
        case "treated":
            return tickets.filter(status__in=TREATED)
        case "closed" | "out_of_scope" | "withdrawn":
            return tickets.filter(status=view)
        case "watched":
            return tickets.filter(pk__in=Watch.objects.filter(person=actor.person).values("ticket"))
        case "all":
            return tickets
        case _:
            return tickets.open()


_URGENCY_RANK = Case(
    When(urgency=Urgency.VERY_HIGH, then=Value(0)),
    When(urgency=Urgency.MEDIUM, then=Value(1)),
    default=Value(2),
)
#: By name in the address: the words, and the columns.
SORTS: dict[str, tuple[StrOrPromise, list[Any]]] = {
    "-received": (_("Received, newest first"), [F("received_at").desc(), F("pk").desc()]),
    "received": (_("Received, oldest first"), [F("received_at").asc(), F("pk").asc()]),
    "due": (_("By when"), [F("due_at").asc(nulls_last=True), F("pk").asc()]),
    "-due": (_("By when, last first"), [F("due_at").desc(nulls_last=True), F("pk").desc()]),
    "urgency": (
        _("Urgency"),
        [_URGENCY_RANK.asc(), F("due_at").asc(nulls_last=True), F("pk").asc()],
    ),
    "-updated": (_("Last change"), [F("updated_at").desc(), F("pk").desc()]),
}
#: Queues are worked from what is due first; what is over is read from the end.
_DUE_FIRST = frozenset({"mine", "to_qualify", "to_appoint", "to_close", "soon", "late", "nudged"})


def _labels(field: forms.Field) -> dict[Any, Any]:
    """The choices of a field by their value; none where anything can be typed."""
    choices: Any = getattr(field, "choices", ())
    return dict(choices)


def default_sort(view: str) -> str:
    """The order of a view where none is asked for."""
    return "due" if view in _DUE_FIRST else "-received"


#: Each word is looked for apart; nobody types more in earnest.
_WORDS = 8
#: No number of a ticket has more.
_DIGITS = 9


class TicketFilter(TreatedFilter):
    """By words, urgency, nature, service, place, technician and period; all together."""

    q = filters.CharFilter(
        label=_("Number or words of the subject"), method="with_words", max_length=80
    )
    urgency = filters.ChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, empty_label=_("All levels")
    )
    nature = filters.ChoiceFilter(
        label=_("Nature"), choices=Nature.choices, empty_label=_("All natures")
    )
    handler = filters.ChoiceFilter(
        label=_("With whom"), choices=Handler.choices, empty_label=_("All services")
    )
    school = filters.CharFilter(label=_("Lycée, commune or UAI"), method="of_school", max_length=80)
    department = filters.ChoiceFilter(
        label=_("Department"),
        field_name="school__department_code",
        choices=[],
        empty_label=_("All of them"),
    )
    technician = filters.CharFilter(label=_("Technician"), method="of_technician", max_length=80)
    opinion = filters.ChoiceFilter(
        label=_("Opinion of the lycée"),
        choices=[
            ("given", _("Every opinion given")),
            ("low", _("Dissatisfied")),
            ("high", _("Satisfied")),
        ],
        method="of_opinion",
        empty_label=_("With or without"),
    )
    since = filters.DateFilter(label=_("Received from"), method="from_day", widget=DayInput())
    until = filters.DateFilter(label=_("Received until"), method="until_day", widget=DayInput())
    sort = filters.ChoiceFilter(
        label=_("In the order of"),
        choices=[(code, label) for code, (label, _columns) in SORTS.items()],
        method="in_order",
        empty_label=_("The usual one"),
    )

    class Meta:
        model = Ticket
        fields: list[str] = []

    def __init__(
        self,
        data: Any,
        *,
        actor: Actor,
        queryset: TicketQuerySet,
        places: list[tuple[str, str]] | None = None,
    ) -> None:
        self.views = views_for(actor)
        asked = data.get("view", "")
        self.view = asked if asked in VIEWS else self.views[0].code
        if VIEWS[self.view] not in self.views:
            # Figures lead to views that are nobody's tab: the list says where one is.
            self.views = [*self.views, VIEWS[self.view]]
        super().__init__(data, queryset=narrowed(queryset, self.view, actor))
        if actor.roles <= SCHOOL_ROLES:
            # The lycée is known, and who works for the contractor is not its concern.
            for name in ("school", "department", "technician", "opinion"):
                del self.filters[name]
        else:
            if places is None:
                rows = School.objects.order_by("department_code").distinct()
                places = list(rows.values_list("department_code", "department_name"))
            self.filters["department"].extra["choices"] = places
        if not any(Permission.TICKET_NOTE in held.permissions for held in actor.mandates):
            # The opinions are for the Region and its services.
            self.filters.pop("opinion", None)
        #: The departments, which several filters at once read once.
        self.places = places

    @property
    def named(self) -> str:
        """The view that is shown, in words."""
        return str(VIEWS[self.view].label)

    @property
    def qs(self) -> TicketQuerySet:
        """The tickets asked for, always in an order."""
        found: TicketQuerySet = super().qs
        return found if found.ordered else found.order_by(*SORTS[default_sort(self.view)][1])

    @property
    def order(self) -> str:
        """The order in which the list is shown."""
        asked = self.form.cleaned_data.get("sort", "") if self.form.is_valid() else ""
        return asked or default_sort(self.view)

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters that are set: name, label and value in words; an order hides nothing."""
        if not self.form.is_valid():
            return []
        found = []
        for name, value in self.form.cleaned_data.items():
            if not value or name == "sort":
                continue
            field = self.form.fields[name]
            choices = _labels(field)
            said = formats.short_day(value) if isinstance(value, date) else str(value)
            found.append((name, str(field.label), str(choices.get(value, said))))
        return found

    @property
    def active(self) -> int:
        """How many filters are set."""
        return len(self.chosen)

    def with_words(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """Every word in the subject, accents and capitals ignored; a number leads to its ticket.

        No index serves it: the words are looked for among the tickets of the person's places that
        the view and the other filters leave.
        """
        words = fold(value).removeprefix("#").split()[:_WORDS]
        if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= _DIGITS:
            # "406" is how people call 2026-000406, and may be a room as well.
            return queryset.filter(Q(pk=int(words[0])) | Q(folded_subject__contains=words[0]))
        for word in words:
            queryset = queryset.filter(folded_subject__contains=word)
        return queryset

    def of_school(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """Every word in the name, the commune or the UAI of the lycée."""
        for word in fold(value).split():
            queryset = queryset.filter(school__folded_name__contains=word)
        return queryset

    def of_technician(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """Every word in the technician's name."""
        for word in fold(value).split():
            queryset = queryset.filter(technician__folded_name__contains=word)
        return queryset

    def of_opinion(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """Closed tickets on which the lycée gave an opinion."""
        if value == "given":
            return queryset.filter(satisfaction__level__isnull=False)
        if value == "low":
            return queryset.filter(satisfaction__level__lte=Level.BAD)
        return queryset.filter(satisfaction__level__gte=Level.GOOD)

    def from_day(self, queryset: TicketQuerySet, name: str, value: date) -> TicketQuerySet:
        """Received on a day or later."""
        return queryset.filter(received_at__gte=in_paris(value, time.min))

    def until_day(self, queryset: TicketQuerySet, name: str, value: date) -> TicketQuerySet:
        """Received on a day or earlier."""
        return queryset.filter(received_at__lte=in_paris(value, time.max))

    def in_order(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """In the order asked for; what has no date comes last."""
        return queryset.order_by(*SORTS[value][1])
