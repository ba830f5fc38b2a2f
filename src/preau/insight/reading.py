"""What an address asks of the figures, read once for the page and for its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from preau.insight import policies, queries, sheet
from preau.insight.forms import ScopeForm
from preau.schools.queries import region_calendar

if TYPE_CHECKING:
    from django.http import QueryDict

    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Read:
    """What an address asks for, and its figures."""

    form: ScopeForm
    scope: queries.Scope
    whole: queries.Figures
    lines: list[sheet.Line]
    day: int


def read(actor: Actor, query: QueryDict) -> Read:
    """The figures that an address asks for, among the tickets that the person sees."""
    policies.can_see_figures(actor).enforce()
    form = ScopeForm(query, actor=actor)
    scope, by = form.scope, form.lines_by
    whole, found = queries.figures(actor, scope, by)
    day = region_calendar().hours_on(form.today).minutes
    lines = sheet.lines(found, scope, by, form.departments, day)
    return Read(form, scope, whole, lines, day)
