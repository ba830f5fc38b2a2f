"""The index: one row for each thing that can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import connections, models
from django.db.models import F, Lookup

from preau.search.asking import Query, to_fts5, to_tsquery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

#: The number of a row is the number of its kind and the key of its thing: the newest of a kind
#: comes last, and writing a row twice writes it once.
_SHIFT = 40
#: So many hits are sorted; where there are more, the newest rows are looked through instead.
_SORTED = 5_000


def row_id(number: int, key: int) -> int:
    """The row of a thing, by the number of its kind and its key."""
    return (number << _SHIFT) | key


def key_of(row: int) -> int:
    """The key of the thing of a row."""
    return row & ((1 << _SHIFT) - 1)


def number_of(row: int) -> int:
    """The number of the kind of a row."""
    return row >> _SHIFT


def kind_term(kind: str) -> str:
    """The word that stands before the words of each thing of a kind."""
    return f"k{kind}"


class Matches(Lookup[Any]):
    """Whether the terms of a row are what a query asks for, in each database's own words."""

    prepare_rhs = False

    def __init__(self, query: Query, kind: str = "", *, walks: bool = False) -> None:
        super().__init__(F("terms"), query)
        self.kind = kind
        self.walks = walks

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Hits first: the list of their numbers, then the rows."""
        hits = "SELECT rowid FROM search_terms WHERE search_terms MATCH %s"
        return f"{self._alias}.id IN ({hits})", [to_fts5(self.rhs)]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """By the index of the vectors; where `walks`, row by row, which no index can serve."""
        said = to_tsquery(self.rhs, self.kind and kind_term(self.kind))
        plain = f"{self._alias}.vector @@ to_tsquery('simple', %s)"
        return (f"({plain}) IS TRUE" if self.walks else plain), [said]

    @property
    def _alias(self) -> str:
        alias: str = self.lhs.alias
        return f'"{alias}"'


class RowQuerySet(models.QuerySet["Row"]):
    """Rows, as a search narrows them."""

    def of_kind(self, number: int) -> Self:
        """The rows of one kind."""
        return self.filter(pk__gte=row_id(number, 0), pk__lt=row_id(number + 1, 0))

    def newest(self, query: Query, *, most: int, kind: str = "") -> tuple[list[int], bool]:
        """The newest rows that the query finds, at most so many; and whether these are all.

        PostgreSQL would now and then walk the whole table backwards for a rare word. So the hits
        come first, unsorted; only a word that is frequent is looked for from the newest row on.
        """
        numbers = self.order_by().values_list("pk", flat=True)
        if connections[self.db].vendor == "postgresql":
            hits = list(numbers.filter(Matches(query, kind))[: _SORTED + 1])
            if len(hits) <= _SORTED:
                hits.sort(reverse=True)
                return hits[:most], len(hits) <= most
            found = numbers.filter(Matches(query, walks=True))
        else:
            found = numbers.filter(Matches(query, kind))
        hits = list(found.order_by("-pk")[: most + 1])
        return hits[:most], len(hits) <= most

    def with_keys(self, number: int, keys: Iterable[int]) -> Self:
        """The rows of these things."""
        return self.filter(pk__in=[row_id(number, key) for key in keys])


class Row(models.Model):
    """A thing that can be found: where it belongs, who may look for it, and its words.

    `segment` says which circles besides the Region's services may read it, one letter each, as
    its room has it. The texts themselves stay in the rooms. On PostgreSQL a column `vector`
    follows `terms`; on SQLite the table `search_terms` (FTS5) does, by triggers.
    """

    id = models.BigIntegerField(primary_key=True)
    school_id = models.BigIntegerField(null=True)
    segment = models.CharField(max_length=4, blank=True)
    at = models.DateTimeField(null=True)
    terms = models.TextField()

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = "row of the index"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["school_id", "id"], name="search_of_school")
        ]

    def __str__(self) -> str:
        return f"{number_of(self.pk)}/{key_of(self.pk)}"
