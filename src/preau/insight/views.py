"""The page of the figures, and its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.insight import policies, queries, sheet
from preau.insight.files import csv_file
from preau.insight.forms import LINES, ScopeForm
from preau.schools.queries import region_calendar
from preau.tickets.states import Ending
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


@dataclass(frozen=True, slots=True)
class _Read:
    """What an address asks for, and its figures."""

    form: ScopeForm
    scope: queries.Scope
    whole: queries.Figures
    lines: list[sheet.Line]
    day: int


def _read(request: SignedRequest) -> _Read:
    policies.can_see_figures(request.actor).enforce()
    form = ScopeForm(request.GET, actor=request.actor)
    scope, by = form.scope, form.lines_by
    whole, found = queries.figures(request.actor, scope, by)
    day = region_calendar().hours_on(form.today).minutes
    lines = sheet.lines(found, scope, by, form.departments, day)
    return _Read(form, scope, whole, lines, day)


def figures(request: SignedRequest) -> HttpResponse:
    """How long treatments take, for whom, and what is still open: each number with its list."""
    read = _read(request)
    waiting = queries.backlog(request.actor, read.scope)
    context = {
        "form": read.form,
        "scope": read.scope,
        "shown": sheet.shown(read.whole, waiting, read.scope, read.day),
        "lines": read.lines,
        "whole": sheet.whole_line(read.whole, read.scope, read.day),
        "by": LINES[read.form.lines_by],
        "chart": sheet.chart(read.lines, read.day),
        "file_url": f"{reverse('insight:file')}?{request.GET.urlencode()}",
    }
    return render(request, "insight/figures.html", context, status=form_status(read.form))


def file(request: SignedRequest) -> HttpResponse:
    """The table of the page, in minutes, to be counted on with."""
    read = _read(request)
    head = [
        str(LINES[read.form.lines_by]),
        _("Tickets treated"),
        _("Mean time of treatment (minutes)"),
        _("Median (minutes)"),
        _("90th percentile (minutes)"),
        _("The same in service hours (minutes)"),
        _("Tickets closed by the contractor"),
        _("Mean contractor's time (minutes)"),
        _("Median of the contractor (minutes)"),
        _("90th percentile of the contractor (minutes)"),
        _("Limits"),
        _("Limits kept"),
        _("Closed tacitly"),
    ]
    whole = sheet.whole_line(read.whole, read.scope, read.day)
    rows = [_row(line.label, line.figures) for line in (*read.lines, whole)]
    name = f"preau-{read.scope.period.first_on}-{read.scope.period.last_on}"
    return csv_file(name, head, rows)


def _row(label: str, of: queries.Figures) -> list[object]:
    def whole(minutes: float | None) -> object:
        return "" if minutes is None else round(minutes)

    return [
        label,
        of.count,
        whole(of.treatment.mean),
        whole(of.treatment.median),
        whole(of.treatment.p90),
        whole(of.working.mean),
        of.contractor.count,
        whole(of.contractor.mean),
        whole(of.contractor.median),
        whole(of.contractor.p90),
        of.limited,
        of.kept,
        of.endings.get(Ending.TACIT, 0),
    ]
