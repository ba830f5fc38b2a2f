"""The index: one row for each thing that can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import connections, models
from django.db.models import F, Lookup

from preau.search.asking import Query, to_fts5, to_tsquery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

#: The number of a row is the number of its kind and the key of its thing: the newest of a kind
#: comes last, and writing a row twice writes it once.
_SHIFT = 40
#: So many hits are sorted; where there are more, the newest rows are looked through instead.
_SORTED = 5_000
#: So many of the latest rows of a kind are read one by one, before its hits are gathered.
_WALKED = 4_000
#: Of a word that PostgreSQL takes for so frequent, the hits of all kinds are not gathered.
_FREQUENT = 5_000
_BEYOND = 1 << 62


def row_id(number: int, key: int) -> int:
    """The row of a thing, by the number of its kind and its key."""
    return (number << _SHIFT) | key


def key_of(row: int) -> int:
    """The key of the thing of a row."""
    return row & ((1 << _SHIFT) - 1)


def number_of(row: int) -> int:
    """The number of the kind of a row."""
    return row >> _SHIFT


def kind_term(name: str) -> str:
    """The word that stands before the words of each thing of a kind."""
    return f"k{name}"


def school_term(school_id: int) -> str:
    """The word that stands before the words of each thing of a lycée."""
    return f"c{school_id}"


def circle_term(letter: str) -> str:
    """The word that stands before the words of each thing that a circle may read."""
    return f"g{letter}"


class Matches(Lookup[Any]):
    """Whether the terms of a row are what a query asks for, in each database's own words.

    Of each scope, one of its words (of a kind, a lycée, a circle) stands there too: of a frequent
    word, the text index then reads no more than concerns the person.
    """

    prepare_rhs = False

    def __init__(self, query: Query, *scopes: Collection[str], walks: bool = False) -> None:
        super().__init__(F("terms"), query)
        self.scopes = scopes
        self.walks = walks

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """Hits first: the list of their numbers, then the rows."""
        hits = "SELECT rowid FROM search_terms WHERE search_terms MATCH %s"
        return f"{self._alias}.id IN ({hits})", [to_fts5(self.rhs, *self.scopes)]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        """By the index of the vectors; where `walks`, row by row, which no index can serve."""
        plain = f"{self._alias}.vector @@ to_tsquery('simple', %s)"
        said = to_tsquery(self.rhs, *self.scopes)
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

    def with_keys(self, number: int, keys: Iterable[int]) -> Self:
        """The rows of these things."""
        return self.filter(pk__in=[row_id(number, key) for key in keys])

    def newest(
        self, query: Query, *, most: int, scope: Collection[str] = ()
    ) -> tuple[list[int], bool]:
        """The newest of these rows that the query finds; and whether there are no others.

        PostgreSQL would now and then walk the whole table backwards for a rare word. So the hits
        come first, unsorted; only where they are very many, from the newest row on.
        """
        numbers = self.order_by().values_list("pk", flat=True)
        found = numbers.filter(Matches(query, scope))
        if self._is_postgresql:
            hits = list(found[: _SORTED + 1])
            if len(hits) <= _SORTED:
                hits.sort(reverse=True)
                return hits[:most], len(hits) <= most
            found = numbers.filter(Matches(query, walks=True))
        hits = list(found.order_by("-pk")[: most + 1])
        return hits[:most], len(hits) <= most

    def offered(
        self, query: Query, *, most: int, scope: Collection[str] = ()
    ) -> tuple[list[int], bool]:
        """Some rows that the text index offers, of any kind; and whether these are all.

        Of a frequent word, none on PostgreSQL: it would gather a hundred thousand for a few.
        """
        if self._is_postgresql:
            if self._guessed(query, scope) > _FREQUENT:
                return [], False
            hits = self._gathered(query, scope, most=most + 1)
        else:
            hits = self._from_the_newest(query, scope, 0, _BEYOND, most + 1)
        return hits[:most], len(hits) <= most

    def newest_of(
        self, query: Query, number: int, name: str, *, most: int, scope: Collection[str] = ()
    ) -> tuple[list[int], bool]:
        """The newest rows of a kind that the text index offers for a frequent word; all of them?

        PostgreSQL reads the latest rows of the kind in turn until there are enough. Where these do
        not suffice it gathers the hits: all of them then, be they more than `most`; or, where they
        are too many, the latest and a no.
        """
        first, beyond = row_id(number, 0), row_id(number + 1, 0)
        if not self._is_postgresql:
            hits = self._from_the_newest(query, scope, first, beyond, most + 1)
            return hits[:most], len(hits) <= most
        latest, is_all = self._walked(query, scope, first, beyond, most + 1)
        if len(latest) > most or is_all:
            return latest[:most], len(latest) <= most
        hits = self._gathered(query, scope, {kind_term(name)}, most=_SORTED + 1)
        if len(hits) <= _SORTED:
            return sorted(hits, reverse=True), True
        return latest, False

    def latest_of(
        self, query: Query, number: int, *, most: int, scope: Collection[str] = ()
    ) -> list[int]:
        """Some hits among the latest rows of a kind, and no look at the others."""
        first, beyond = row_id(number, 0), row_id(number + 1, 0)
        if self._is_postgresql:
            return self._walked(query, scope, first, beyond, most)[0]
        return self._from_the_newest(query, scope, first, beyond, most)

    def _guessed(self, query: Query, scope: Collection[str]) -> int:
        """How many rows PostgreSQL expects, from what it knows of the words of the table."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "EXPLAIN (FORMAT JSON) SELECT FROM search_row"
                " WHERE vector @@ to_tsquery('simple', %s)",
                [to_tsquery(query, scope)],
            )
            [(plan,)] = cursor.fetchall()
            guessed: int = plan[0]["Plan"]["Plan Rows"]
            return guessed

    def _gathered(self, query: Query, *scopes: Collection[str], most: int) -> list[int]:
        """Hits from the index, in no order: all of them first, lest the table itself be read."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "WITH hits AS MATERIALIZED (SELECT id FROM search_row"
                " WHERE vector @@ to_tsquery('simple', %s)) SELECT id FROM hits LIMIT %s",
                [to_tsquery(query, *scopes), most],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def _walked(
        self, query: Query, scope: Collection[str], first: int, beyond: int, most: int
    ) -> tuple[list[int], bool]:
        """The latest rows of a kind that are found, one by one; and whether there are no others."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "SELECT min(id), max(id) FROM search_row WHERE id >= %s AND id < %s",
                [first, beyond],
            )
            [(oldest, newest)] = cursor.fetchall()
            if newest is None:
                return [], True
            since = max(oldest, newest - _WALKED)
            cursor.execute(
                "SELECT id FROM search_row WHERE id >= %s AND id < %s"
                " AND (vector @@ to_tsquery('simple', %s)) IS TRUE ORDER BY id DESC LIMIT %s",
                [since, beyond, to_tsquery(query, scope), most],
            )
            hits = [pk for (pk,) in cursor.fetchall()]
        return hits, since == oldest and len(hits) < most

    def _from_the_newest(
        self, query: Query, scope: Collection[str], first: int, beyond: int, most: int
    ) -> list[int]:
        """SQLite's text index goes from the newest row on, and stops when there are enough."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_terms WHERE search_terms MATCH %s"
                " AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
                [to_fts5(query, scope), first, beyond, most],
            )
            return [pk for (pk,) in cursor.fetchall()]

    @property
    def _is_postgresql(self) -> bool:
        return connections[self.db].vendor == "postgresql"


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
