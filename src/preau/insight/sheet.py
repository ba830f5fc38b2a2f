"""The figures in words: what the page, the home panel and the file show, each with its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.insight import periods
from preau.insight.definitions import DEFINITIONS
from preau.tickets.models import Form
from preau.tickets.states import Ending, Handler, Nature, Urgency
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from preau.insight.queries import Backlog, Figures, Scope

_DAY = 1440
NONE = "–"


def calendar_time(minutes: float | None) -> str:
    """A time by the calendar: "3 j 4 h"."""
    return NONE if minutes is None else formats.lasting(timedelta(minutes=round(minutes)))


def service_time(minutes: float | None) -> str:
    """A time of service in hours: "24 h 30"."""
    if minutes is None:
        return NONE
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest}{formats.NBSP}min"
    said = f"{formats.number(hours)}{formats.NBSP}h"
    return f"{said}{formats.NBSP}{rest:02d}" if rest else said


def share(part: float | None) -> str:
    """A part of a whole: "82 %"."""
    return NONE if part is None else f"{formats.number(part * 100)}{formats.NARROW}%"


def list_url(scope: Scope, view: str, **more: str) -> str:
    """The list of exactly the tickets that a figure counted."""
    asked = {"view": view, **scope.narrowed}
    if view == "treated":
        asked["treated_since"] = scope.period.first_on.isoformat()
        asked["treated_until"] = scope.period.last_on.isoformat()
    return f"{reverse('tickets:tickets')}?{urlencode(asked | more)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as a page shows it."""

    code: str
    value: str
    detail: str
    url: str
    tone: str = "calm"
    unit: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return str(DEFINITIONS[self.code].label)

    @property
    def definition(self) -> str:
        """What it means."""
        return str(DEFINITIONS[self.code].sentence)


def shown(whole: Figures, waiting: Backlog, scope: Scope, day: int) -> list[Shown]:
    """The figures of a scope; `day` is how many service minutes make a day now."""
    treated = list_url(scope, "treated")
    contractor = list_url(scope, "treated", closed_by="yes")
    limits = _("limits kept: %(kept)s of %(all)s") % {
        "kept": formats.number(whole.kept),
        "all": formats.number(whole.limited),
    }
    tacit = whole.endings.get(Ending.TACIT, 0)
    return [
        Shown("treated", formats.number(whole.count), "", treated),
        Shown(
            "treatment",
            calendar_time(whole.treatment.mean),
            _spread(whole, "treatment", day),
            treated,
        ),
        Shown("working", *_in_days(whole.working.mean, day), treated),
        Shown(
            "contractor",
            _in_days(whole.contractor.mean, day)[0],
            _spread(whole, "contractor", day),
            contractor,
        ),
        Shown("within", share(whole.share), limits, list_url(scope, "treated", limit="kept")),
        Shown(
            "tacit",
            formats.number(tacit),
            _accepted(whole),
            list_url(scope, "treated", ending="tacit"),
        ),
        Shown("open", formats.number(waiting.count), _age(waiting), list_url(scope, "open")),
        Shown(
            "late",
            formats.number(waiting.late),
            "",
            list_url(scope, "late"),
            "late" if waiting.late else "calm",
        ),
    ]


def _in_days(minutes: float | None, day: int) -> tuple[str, str]:
    """A time of service in days, and the same in hours beside."""
    if minutes is None:
        return NONE, ""
    days = minutes / day
    said = ngettext("%(days)s working day", "%(days)s working days", 2 if days >= 2 else 1)
    return said % {"days": formats.number(days, 1)}, service_time(minutes)


def _spread(whole: Figures, name: str, day: int) -> str:
    """The median and the ninth tenth, and of how many tickets."""
    spread = getattr(whole, name)
    if not spread.count:
        return ""
    in_words: Callable[[float | None], str] = calendar_time
    if name == "contractor":

        def in_words(minutes: float | None) -> str:
            return _in_days(minutes, day)[0]

    said = ngettext(
        "median %(median)s; nine in ten: %(p90)s or less; %(count)s ticket",
        "median %(median)s; nine in ten: %(p90)s or less; %(count)s tickets",
        spread.count,
    )
    return said % {
        "median": in_words(spread.median),
        "p90": in_words(spread.p90),
        "count": formats.number(spread.count),
    }


def _accepted(whole: Figures) -> str:
    return _("accepted: %(accepted)s; awaiting the lycée's answer: %(awaited)s") % {
        "accepted": formats.number(whole.endings.get(Ending.ACCEPTED, 0)),
        "awaited": formats.number(whole.endings.get(Ending.AWAITED, 0)),
    }


def _age(waiting: Backlog) -> str:
    if waiting.mean_age is None:
        return ""
    return _("for %(age)s on average") % {"age": formats.lasting(waiting.mean_age)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, in words, with the figures that it says and its list."""

    label: str
    url: str
    figures: Figures
    count: str
    treatment: str
    median: str
    p90: str
    working: str
    contractor: str
    contractor_median: str
    share: str


def lines(
    found: list[Figures], scope: Scope, by: str, departments: Mapping[str, str], day: int
) -> list[Line]:
    """The lines of the table: months in their order, the rest by what is named first."""
    names = _names(by, departments)
    return [_line(each, *_named(each.key, scope, by, names), day) for each in found]


def _line(figures: Figures, label: str, url: str, day: int) -> Line:
    return Line(
        label=label,
        url=url,
        figures=figures,
        count=formats.number(figures.count),
        treatment=calendar_time(figures.treatment.mean),
        median=calendar_time(figures.treatment.median),
        p90=calendar_time(figures.treatment.p90),
        working=service_time(figures.working.mean),
        contractor=service_time(figures.contractor.mean),
        contractor_median=service_time(figures.contractor.median),
        share=share(figures.share),
    )


def whole_line(whole: Figures, scope: Scope, day: int) -> Line:
    """The last line: all of them."""
    return _line(whole, str(_("All of them")), list_url(scope, "treated"), day)


def _names(by: str, departments: Mapping[str, str]) -> dict[Any, tuple[str, str]]:
    """By key of a line: the words, and the value in an address."""
    match by:
        case "department":
            return {code: (f"{name} ({code})", code) for code, name in departments.items()}
        case "form":
            rows = Form.objects.values_list("pk", "code", "title")
            return {pk: (title, code) for pk, code, title in rows}
        case "nature":
            return {each.value: (str(each.label), each.value) for each in Nature}
        case "urgency":
            return {each.value: (str(each.label), each.value) for each in Urgency}
        case "handler":
            return {each.value: (str(each.label), each.value) for each in Handler}
    return {}


def _named(key: Any, scope: Scope, by: str, names: dict[Any, tuple[str, str]]) -> tuple[str, str]:
    """The words of a line, and its list."""
    if by == "month":
        month = periods.month(*divmod(key, 100))
        return month.label, list_url(
            scope,
            "treated",
            treated_since=max(month.first_on, scope.period.first_on).isoformat(),
            treated_until=min(month.last_on, scope.period.last_on).isoformat(),
        )
    label, code = names.get(key, (str(key), str(key)))
    return label, list_url(scope, "treated", **{by: code})


def chart(found: list[Line], day: int) -> dict[str, Any]:
    """What the drawing shows: both means in days of service, line by line."""

    def days(minutes: float | None) -> float | None:
        return None if minutes is None else round(minutes / day, 2)

    return {
        "labels": [line.label for line in found],
        "axis": _("days of service"),
        "series": [
            {
                "label": _("Mean time of treatment, in days of service"),
                "values": [days(line.figures.working.mean) for line in found],
            },
            {
                "label": _("Mean contractor's time"),
                "values": [days(line.figures.contractor.mean) for line in found],
            },
        ],
    }
