"""What a search finds for a person, and what a page shows of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q

from preau.search import wiring
from preau.search.models import Row, key_of, kind_term, number_of, row_id
from preau.search.snippets import Snippet, marked, snippets
from preau.search.wiring import Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from preau.core.actors import Actor
    from preau.search.asking import Query, Term
    from preau.search.wiring import Kind, Told

#: Nobody reads further; "more than 500" says enough.
MOST = 500
#: Rows that the index offers and the person may not see are passed over, but not without end.
_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What to find, for whom, and how it is narrowed."""

    query: Query
    actor: Actor
    school: str = ""
    since: datetime | None = None

    def within(self, kind: Kind) -> Reach | None:
        """Which rows of a kind are looked through, or None."""
        # Without a mandate nothing is found, not even what every person sees of themself.
        reach = kind.reach(self.actor) if self.actor.mandates else None
        if reach is None:
            return None
        rows = reach.rows & Q(pk__gte=row_id(kind.number, 0), pk__lt=row_id(kind.number + 1, 0))
        places = wiring.the_places()
        if self.school and places is not None:
            rows &= places.named(self.actor, self.school)
        if self.since:
            rows &= Q(at__gte=self.since)
        return Reach(rows, reach.words)

    def narrowed(self, rows: Q, offered: list[int]) -> Iterable[int]:
        """Those of some rows that the filters leave; without filters, the rooms decide alone."""
        if not self.school and not self.since:
            return offered
        return Row.objects.filter(rows, pk__in=offered).values_list("pk", flat=True)


@dataclass(slots=True)
class Found:
    """What was found of one kind: the keys of what the person may see, in the order shown."""

    kind: Kind
    keys: list[int] = field(default_factory=list)
    is_more: bool = False

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class Line:
    """One result, as the page shows it: the words found are marked."""

    told: Told
    icon: str
    number: SafeString
    title: SafeString
    where: SafeString
    why: Sequence[Snippet]


def find(sought: Sought, kinds: Iterable[Kind] | None = None) -> list[Found]:
    """What is found of each kind, in the order of the page; kinds without a result are left out."""
    return _find(sought, kinds or wiring.kinds(), _newest)


def propose(sought: Sought, most: int) -> list[Found]:
    """The same for whoever still types: of words that many things have, some of the latest."""
    return _find(sought, wiring.kinds(), partial(_latest, most=most))


def _find(
    sought: Sought, kinds: Iterable[Kind], frequent: Callable[[Kind, Sought, Reach], Found]
) -> list[Found]:
    if not sought.query:
        return []
    asked = [(kind, sought.within(kind)) for kind in kinds]
    within = [(kind, reach) for kind, reach in asked if reach is not None]
    if not within:
        return []
    hits = _few_hits(sought, within)
    if hits is None:
        found = [frequent(kind, sought, reach) for kind, reach in within]
    else:
        found = [_confirmed(kind, sought, hits.get(kind.number, [])) for kind, _ in within]
    return [one for one in found if one.keys]


def _few_hits(sought: Sought, within: Sequence[tuple[Kind, Reach]]) -> dict[int, list[int]] | None:
    """The hits of all kinds at once, where they are few enough: the usual case."""
    rows, scope = Q(), set[str]()
    for kind, reach in within:
        rows |= reach.rows
        scope |= _scope(kind, reach)
    if all(kind_term(kind.name) in scope for kind in wiring.kinds()):
        scope = set()
    offered, is_all = Row.objects.offered(sought.query, most=MOST, scope=scope)
    if not is_all:
        return None
    hits: defaultdict[int, list[int]] = defaultdict(list)
    for row in sought.narrowed(rows, offered):
        hits[number_of(row)].append(key_of(row))
    return hits


def _scope(kind: Kind, reach: Reach) -> frozenset[str]:
    return reach.words if reach.words is not None else frozenset({kind_term(kind.name)})


def _latest(kind: Kind, sought: Sought, reach: Reach, *, most: int) -> Found:
    """Some hits among the latest things of a kind."""
    near = Row.objects.latest_of(sought.query, kind.number, most=most, scope=reach.words or ())
    offered = sought.narrowed(reach.rows, near)
    return _confirmed(kind, sought, [key_of(row) for row in offered])


def _newest(kind: Kind, sought: Sought, reach: Reach) -> Found:
    """The newest hits of one kind that the person sees, for words that many things have."""
    found, scope = Found(kind), _scope(kind, reach)
    rows = Row.objects.filter(reach.rows)
    near, is_all = Row.objects.newest_of(
        sought.query, kind.number, kind.name, most=MOST + 1, scope=reach.words or ()
    )
    for start in range(0, len(near), MOST + 1):
        offered = sought.narrowed(reach.rows, near[start : start + MOST + 1])
        found.keys += _confirmed(kind, sought, [key_of(row) for row in offered]).keys
        if len(found) > MOST:
            break
    if not is_all and len(found) <= MOST:
        # Few of them are for this person: the rows within reach first, then the words.
        found.keys = []
        for _ in range(_ROUNDS):
            hits, is_all = rows.newest(sought.query, most=MOST + 1, scope=scope)
            found.keys += _confirmed(kind, sought, [key_of(row) for row in hits]).keys
            if is_all or len(found) > MOST:
                break
            rows = rows.filter(pk__lt=hits[-1])
    found.is_more = len(found) > MOST
    del found.keys[MOST:]
    return found


def _confirmed(kind: Kind, sought: Sought, keys: list[int]) -> Found:
    """Those of some things that the person really sees, in the order of their room."""
    if not keys:
        return Found(kind)
    visible = kind.visible(sought.actor).filter(pk__in=keys)
    return Found(kind, list(visible.values_list("pk", flat=True)))


def lines(found: Found, sought: Sought, start: int, end: int) -> list[Line]:
    """Some of the results of a kind, each with the reason why it is one."""
    shown = told(found, sought.actor, start, end)
    return [_line(found.kind, one, sought.query) for one in shown]


def told(found: Found, actor: Actor, start: int, end: int) -> list[Told]:
    """Some of the results of a kind, as their room tells of them, in the order shown."""
    keys = found.keys[start:end]
    things = found.kind.visible(actor).filter(pk__in=keys)
    known = {one.key: one for one in found.kind.tell(things, actor)}
    return [known[key] for key in keys if key in known]


def _line(kind: Kind, told: Told, query: Query) -> Line:
    # A part of something else is found by its own text: its heading is only shown.
    terms = () if told.is_part else query.terms
    return Line(
        told=told,
        icon=kind.icon,
        number=marked(told.number, terms),
        title=marked(told.title, terms),
        where=marked(told.where, terms),
        why=snippets(told, query.terms),
    )


def exact(actor: Actor, text: str) -> list[str]:
    """The addresses of the things that bear exactly this number, label or code."""
    # NUL, which PostgreSQL refuses, is in no number.
    text = text.replace("\0", "").strip()
    if not text or not actor.mandates:
        return []
    asked = [kind.exact(actor, text) for kind in wiring.kinds() if kind.exact]
    return [url for url in asked if url]


def known_words(sought: Sought) -> list[Term]:
    """Where nothing has all the words: those of them that the person would find alone."""
    from preau.search.asking import Query as Asked

    return [
        term
        for term in sought.query.terms
        if any(
            find(
                Sought(
                    query=Asked(term.typed, (term,)),
                    actor=sought.actor,
                    school=sought.school,
                    since=sought.since,
                )
            )
        )
    ]
