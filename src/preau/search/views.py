"""The page of results, and what is proposed while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from preau.search import queries, wiring
from preau.search.asking import MOST_CHARACTERS, opened, parse
from preau.search.forms import ALL, SearchForm
from preau.search.queries import MOST, Sought

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from preau.core.http import SignedRequest
    from preau.search.queries import Found, Line

#: Results of a kind on its own page, and on the page of all kinds; proposals in all, and of one.
_PER_PAGE, _FIRST, _PROPOSED, _PROPOSED_OF_ONE = 20, 5, 8, 3


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind that the page shows."""

    name: str
    label: StrOrPromise
    icon: str
    count: str
    lines: Sequence[Line]
    url: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind with results, at its own address."""

    label: StrOrPromise
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the results of a kind, as the pager wants it."""

    number: int
    has_next: bool
    previous_url: str
    next_url: str

    @property
    def has_previous(self) -> bool:
        """Whether results come before."""
        return self.number > 1


def search(request: SignedRequest) -> HttpResponse:
    """What is found of every kind, or of one, a page at a time; a number leads to its thing."""
    form = SearchForm(request.GET, actor=request.actor)
    if form.is_exact_wanted:
        places = queries.exact(request.actor, form.text)
        if len(places) == 1:
            return redirect(places[0])
    sought = form.sought()
    found = queries.find(sought)
    chosen = next((each for each in found if each.kind.name == form.tab), None)
    if chosen is None and len(found) == 1:
        chosen = found[0]
    page = _page(request, chosen) if chosen else None
    if chosen and page:
        start = (page.number - 1) * _PER_PAGE
        groups = [_group(request, chosen, sought, start, start + _PER_PAGE)]
    else:
        groups = [_group(request, each, sought, 0, _FIRST) for each in found]
    is_vain = bool(sought.query) and not found
    wider = opened(form.text) if form.is_valid() else ""
    context = {
        "form": form,
        "query": sought.query,
        "tabs": _tabs(request, found, chosen),
        "groups": groups,
        "page": page,
        "most": MOST,
        "kinds": [kind.label for kind in wiring.kinds() if sought.within(kind) is not None],
        "alone": _alone(request, sought) if is_vain else [],
        "begun_url": _url(request, q=wider, page=None) if wider else "",
        "begun": parse(wider).terms[-1].typed.rstrip("*") if wider else "",
        "is_narrowed": bool(sought.school or sought.since),
        "wider_url": _url(request, school=None, since=None, page=None),
    }
    return render(request, "search/search.html", context)


def suggestions(request: SignedRequest) -> HttpResponse:
    """A few results while one types, as the fragment under the box."""
    text = request.GET.get("q", "")[:MOST_CHARACTERS]
    sought = Sought(query=parse(text, is_typing=True), actor=request.actor)
    proposed: list[Line] = []
    for found in queries.propose(sought, _PROPOSED):
        few = min(_PROPOSED_OF_ONE, _PROPOSED - len(proposed))
        known = {line.told.number for line in proposed}
        # What is written on a ticket that is proposed already would only repeat it.
        proposed += [
            line
            for line in queries.lines(found, sought, 0, few)
            if not (line.told.is_part and line.told.number in known)
        ]
    context = {
        "lines": proposed,
        "text": text.strip(),
        # What is proposed begins with the last word: all of it does too.
        "asked": opened(text) or text.strip(),
        "exact": queries.exact(request.actor, text)[:1],
        "is_asked": bool(sought.query),
    }
    return render(request, "search/suggestions.html", context)


def _group(request: SignedRequest, found: Found, sought: Sought, start: int, end: int) -> Group:
    return Group(
        name=found.kind.name,
        label=found.kind.label,
        icon=found.kind.icon,
        count=_count(found),
        lines=queries.lines(found, sought, start, end),
        url=_url(request, kind=found.kind.name, page=None),
        is_cut=len(found) > end and not start,
    )


def _count(found: Found) -> str:
    return f"{MOST}+" if found.is_more else str(len(found))


def _tabs(request: SignedRequest, found: Sequence[Found], chosen: Found | None) -> list[Tab]:
    """All kinds, then each kind with results; none where one kind only has any."""
    if len(found) < 2:
        return []
    everything = Tab(_("Everything"), _url(request, kind=ALL, page=None), "", chosen is None)
    kinds = [
        Tab(
            each.kind.label,
            _url(request, kind=each.kind.name, page=None),
            _count(each),
            each is chosen,
        )
        for each in found
    ]
    return [everything, *kinds]


def _page(request: SignedRequest, found: Found) -> Page:
    """Where one is among the results that one may see: there are no others."""
    last = max((len(found) - 1) // _PER_PAGE + 1, 1)
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 9 else 1
    return Page(
        number=number,
        has_next=number < last,
        previous_url=_url(request, page=str(number - 1) if number > 2 else None),
        next_url=_url(request, page=str(number + 1)),
    )


def _alone(request: SignedRequest, sought: Sought) -> list[tuple[str, str]]:
    """Where all words together find nothing: those that find something alone, each to try."""
    if len(sought.query.terms) < 2:
        return []
    return [
        (term.typed, _url(request, q=term.typed, kind=ALL, page=None))
        for term in queries.known_words(sought)
    ]


def _url(request: SignedRequest, **changes: str | None) -> str:
    """The same address with some words of it changed, or left out."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = value
    return f"{request.path}?{asked.urlencode()}"
