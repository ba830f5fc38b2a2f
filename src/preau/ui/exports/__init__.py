"""Lists that leave as files: each room says once what a list's file holds, and signs it up."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from preau.core.verdicts import YES, Verdict

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_filters import FilterSet
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor


class Kind(StrEnum):
    """What the cells of a column hold: spreadsheets then sort and add them up."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    MONEY = "money"


class Format(StrEnum):
    """The forms that a list takes as a file."""

    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ICS: "text/calendar; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, how to find the value in a row, its kind, and what it means.

    A sum of money is given in cents, an instant with its zone.
    """

    label: StrOrPromise
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: int = 20
    meaning: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A date for somebody's own agenda. It may be shown to others: nothing confidential in it."""

    uid: str
    starts_at: datetime
    summary: str
    place: str = ""
    path: str = ""
    changed_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a list, with the filters of its page's address; `of` names whose list it is."""

    actor: Actor
    query: QueryDict
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list as one person sees it at one moment, narrowed and ordered as an address asks.

    `found` are the rows in order, all pages together. Where they are a queryset, `rows` is where
    each is read again, a batch at a time and through `visible_to`, and `told` makes of a batch
    what the columns read. `filters` say in words what narrows the list, `part` names it in the
    name of the file ("ouverts").
    """

    found: QuerySet[Any] | Sequence[Any]
    rows: QuerySet[Any] | None = None
    told: Callable[[list[Any]], Iterable[Any]] | None = None
    columns: Sequence[Column] = ()
    filters: Sequence[tuple[str, str]] = ()
    part: StrOrPromise = ""

    def numbers(self) -> array[int]:
        """The keys of all rows, in order: eight octets each, whatever a row holds."""
        if not isinstance(self.found, QuerySet):
            return array("q", range(len(self.found)))
        # One short transaction: a pooled connection may change hands between two.
        with transaction.atomic():
            keys = self.found.values_list("pk", flat=True)
            return array("q", keys.iterator(chunk_size=2000))

    @property
    def is_read_by_key(self) -> bool:
        """Whether its rows are read again by their keys; others were read at the beginning."""
        return isinstance(self.found, QuerySet)

    def read(self, numbers: Sequence[int]) -> list[Any]:
        """The rows of some keys, in their order, less those that are no longer to be seen."""
        if not isinstance(self.found, QuerySet):
            return [self.found[number] for number in numbers]
        base = self.found if self.rows is None else self.rows
        read = {row.pk: row for row in base.order_by().filter(pk__in=numbers)}
        rows = [read[number] for number in numbers if number in read]
        return rows if self.told is None else list(self.told(rows))


def everyone(actor: Actor) -> Verdict:
    """Whoever sees the list may take it away."""
    return YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What the file of a list holds.

    `page` is the name of the address of the list's page. `listing` opens the list with the same
    filters as that page; it raises what the page would answer (`Http404`, `Refused`). `events`
    gives the dates of a row, where the list has any.
    """

    name: str
    title: StrOrPromise
    page: str
    listing: Callable[[Asked], Listing]
    columns: Sequence[Column] = ()
    events: Callable[[Any], Iterable[Event]] | None = None
    can_take: Callable[[Actor], Verdict] = everyone

    @property
    def formats(self) -> list[Format]:
        """The forms in which it can be had."""
        return [Format.CSV, Format.XLSX, *([Format.ICS] if self.events else [])]


EXPORTS: dict[str, Export] = {}


def export(signed: Export) -> None:
    """Let a list be taken out as a file; a room calls this in its AppConfig.ready()."""
    if signed.name in EXPORTS:
        raise ValueError(f"{signed.name!r} is signed up twice.")
    EXPORTS[signed.name] = signed


def chosen(filters: FilterSet, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The filters that are set, in words: label and value."""
    if not filters.form.is_valid():
        return []
    found = []
    for name, value in filters.form.cleaned_data.items():
        if value in (None, "") or name in leave_out:
            continue
        field = filters.form.fields[name]
        choices: Any = getattr(field, "choices", ())
        labels = {str(code): str(label) for code, label in choices}
        found.append((str(field.label), labels.get(str(value), str(value))))
    return found
