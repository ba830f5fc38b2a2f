"""The page of the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from preau.insight import queries, sheet
from preau.insight.forms import LINES
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
    }
    return render(request, "insight/figures.html", context, status=form_status(found.form))
