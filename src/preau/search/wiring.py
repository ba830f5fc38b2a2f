"""What can be found: rooms sign their kinds of things up here, in their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from preau.search.models import circle_term, row_id, school_term

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a thing that is searched, under the words that say what it is."""

    label: StrOrPromise
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A thing as the index and the page of results know it.

    `number`, `title`, `where`, the passages, and `also` (other spellings) are searched: a result
    can show why it is one. A part of something else (`is_part`) bears the title of the whole, and
    is found by its passages only. `note` and `state` are never searched.
    """

    key: int
    title: str
    url: str
    number: str = ""
    is_part: bool = False
    school_id: int | None = None
    segment: str = ""
    at: datetime | None = None
    where: str = ""
    passages: Sequence[Passage] = ()
    also: Sequence[str] = ()
    note: StrOrPromise = ""
    state: StrOrPromise = ""
    tone: str = "calm"

    def searched(self) -> Iterable[str]:
        """All the texts by which it is found."""
        if not self.is_part:
            yield from (self.number, self.title, self.where, *self.also)
        for passage in self.passages:
            yield passage.text


@dataclass(frozen=True, slots=True)
class Reach:
    """Which rows of a kind a person may look through.

    `words` (of lycées, of circles) are such that each of these rows has one of them: the text
    index itself then leaves the others out. None where there are no such words, or too many.
    """

    rows: Q
    words: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of thing.

    - `number` stands in the rows of the index, and stays the same for ever;
    - `things()`: all that is to be found;
    - `reach(actor)`: which rows the person may look through, by `school_id` and `segment`; None
      where there is none. It saves work, and rights do not hang on it;
    - `visible(actor)`: the things themselves, by `visible_to`, in the order in which they are
      shown. Nothing is counted or shown that is not there;
    - `tell(things, actor)`: what is searched and shown of them; the index asks for nobody, and
      needs no address;
    - `exact(actor, text)`: the address of the one thing that bears this number, if it does.
    """

    name: str
    number: int
    label: StrOrPromise
    icon: str
    order: int
    things: Callable[[], QuerySet[Any]]
    reach: Callable[[Actor], Reach | None]
    visible: Callable[[Actor], QuerySet[Any]]
    tell: Callable[[QuerySet[Any], Actor | None], Iterable[Told]]
    exact: Callable[[Actor, str], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """How results are narrowed to lycées: whether the person has several, and which are named."""

    has_several: Callable[[Actor], bool]
    named: Callable[[Actor, str], Q]


__all__ = [
    "KINDS",
    "Kind",
    "Passage",
    "Places",
    "Reach",
    "Told",
    "among",
    "circle_term",
    "kind",
    "kinds",
    "places",
    "school_term",
    "the_places",
]

KINDS: dict[str, Kind] = {}
_places: list[Places] = []


def kind(signed: Kind) -> None:
    """Make a kind of thing findable; a room calls this in its AppConfig.ready()."""
    if signed.name in KINDS or any(other.number == signed.number for other in KINDS.values()):
        raise ValueError(f"{signed.name!r} ({signed.number}) is signed up twice.")
    if not signed.name.isalpha() or not signed.name.isascii():
        raise ValueError(f"{signed.name!r} is not a plain word.")
    KINDS[signed.name] = signed


def among(number: int, things: QuerySet[Any]) -> Q:
    """The rows of these things of a kind, for a reach that follows neither lycée nor segment."""
    rows = things.order_by().annotate(search_row=F("pk") + row_id(number, 0))
    return Q(pk__in=rows.values("search_row"))


def places(has_several: Callable[[Actor], bool], named: Callable[[Actor, str], Q]) -> None:
    """Say how results are narrowed to lycées; the room of the lycées calls this."""
    _places[:] = [Places(has_several, named)]


def the_places() -> Places | None:
    """How results are narrowed to lycées, where a room said it."""
    return _places[0] if _places else None


def kinds() -> list[Kind]:
    """All kinds, in the order of the page."""
    return sorted(KINDS.values(), key=lambda kind: kind.order)
