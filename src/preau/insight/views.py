"""The page of the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from preau.insight import policies, queries, sheet
from preau.insight.forms import LINES, YearForm
from preau.insight.open_data import SETS
from preau.insight.reading import read
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def figures(request: SignedRequest) -> HttpResponse:
    """How long treatments take, for whom, and what is still open: each number with its list."""
    found = read(request.actor, request.GET)
    waiting = queries.backlog(request.actor, found.scope)
    context = {
        "form": found.form,
        "scope": found.scope,
        "shown": sheet.shown(found.whole, waiting, found.scope, found.day),
        "lines": found.lines,
        "whole": sheet.whole_line(found.whole, found.scope, found.day),
        "by": LINES[found.form.lines_by],
        "chart": sheet.chart(found.lines, found.day),
        "may_publish": policies.can_take_open_data(request.actor),
    }
    return render(request, "insight/figures.html", context, status=form_status(found.form))


def open_data(request: SignedRequest) -> HttpResponse:
    """The files that the Region may publish, and what each column means."""
    policies.can_take_open_data(request.actor).enforce()
    form = YearForm(request.GET, at=request.actor.at)
    return render(
        request, "insight/open_data.html", {"form": form, "sets": SETS}, status=form_status(form)
    )
