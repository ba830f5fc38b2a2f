"""The table of the figures as a file, in minutes, to be counted on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from preau.insight import policies, sheet
from preau.insight.forms import LINES
from preau.insight.reading import read
from preau.tickets.states import Ending
from preau.ui.exports import Column, Export, Kind, Listing, export

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.insight.queries import Figures
    from preau.ui.exports import Asked


def _number(label: StrOrPromise, value: Callable[[Figures], Any]) -> Column:
    return Column(label, lambda line: value(line.figures), Kind.NUMBER, 18)


def _minutes(label: StrOrPromise, value: Callable[[Figures], float | None]) -> Column:
    def whole(of: Figures) -> int | None:
        minutes = value(of)
        return None if minutes is None else round(minutes)

    return _number(label, whole)


COLUMNS = [
    _number(_("Tickets treated"), lambda of: of.count),
    _minutes(_("Mean time of treatment (minutes)"), lambda of: of.treatment.mean),
    _minutes(_("Median (minutes)"), lambda of: of.treatment.median),
    _minutes(_("90th percentile (minutes)"), lambda of: of.treatment.p90),
    _minutes(_("The same in service hours (minutes)"), lambda of: of.working.mean),
    _number(_("Tickets closed by the contractor"), lambda of: of.contractor.count),
    _minutes(_("Mean contractor's time (minutes)"), lambda of: of.contractor.mean),
    _minutes(_("Median of the contractor (minutes)"), lambda of: of.contractor.median),
    _minutes(_("90th percentile of the contractor (minutes)"), lambda of: of.contractor.p90),
    _number(_("Limits"), lambda of: of.limited),
    _number(_("Limits kept"), lambda of: of.kept),
    _number(_("Closed tacitly"), lambda of: of.endings.get(Ending.TACIT, 0)),
]


def _listing(asked: Asked) -> Listing:
    found = read(asked.actor, asked.query)
    scope, form = found.scope, found.form
    whole = sheet.whole_line(found.whole, scope, found.day)
    data = form.cleaned_data if form.is_valid() else {}
    narrowed = [
        (str(form.fields[name].label), dict(form.fields[name].choices).get(data[name], data[name]))  # type: ignore[attr-defined]
        for name in scope.narrowed
    ]
    by = LINES[form.lines_by]
    return Listing(
        found=[*found.lines, whole] if found.lines else [],
        columns=[Column(by, lambda line: line.label, width=30), *COLUMNS],
        filters=[(str(_("Period")), str(scope.period.label)), *narrowed],
        part=f"{scope.period.first_on}-{scope.period.last_on}",
    )


def wire() -> None:
    """Sign the table up."""
    export(
        Export(
            name="figures",
            title=_("Figures"),
            page="insight:figures",
            listing=_listing,
            can_take=policies.can_see_figures,
        )
    )
