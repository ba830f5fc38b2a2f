"""The results of a search as a file: what the page shows of them, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from preau.search import queries
from preau.search.forms import SearchForm
from preau.ui.exports import Column, Export, Kind, Listing, export

if TYPE_CHECKING:
    from preau.search.wiring import Kind as Sort
    from preau.search.wiring import Told
    from preau.ui.exports import Asked

_Hit = tuple["Sort", "Told"]

COLUMNS = [
    Column(_("Kind"), lambda hit: hit[0].label, width=18),
    Column(pgettext_lazy("search result", "Number"), lambda hit: hit[1].number, width=16),
    Column(_("Title"), lambda hit: hit[1].title, width=50),
    Column(_("Where"), lambda hit: hit[1].where, width=36),
    Column(pgettext_lazy("search result", "State"), lambda hit: hit[1].state, width=22),
    Column(pgettext_lazy("search result", "Date"), lambda hit: hit[1].at, Kind.MOMENT, 18),
]


def _listing(asked: Asked) -> Listing:
    form = SearchForm(asked.query, actor=asked.actor)
    sought = form.sought()
    found = queries.find(sought)
    if chosen := next((each for each in found if each.kind.name == form.tab), None):
        found = [chosen]
    hits: list[_Hit] = []
    for each in found:
        hits += [(each.kind, one) for one in queries.told(each, asked.actor, 0, len(each))]
    data = form.cleaned_data if form.is_valid() else {}
    filters = [
        (str(form.fields[name].label), str(value))
        for name, value in data.items()
        if value and name in form.fields
    ]
    return Listing(found=hits, filters=filters)


def wire() -> None:
    """Sign up the one list whose room knows no files."""
    export(
        Export(
            name="search",
            title=_("Search results"),
            page="search:search",
            listing=_listing,
            columns=COLUMNS,
        )
    )
