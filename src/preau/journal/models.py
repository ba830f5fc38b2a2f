"""Entries, one per fact, and the seals that cover a day of them."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.core.constraints import one_of
from preau.journal.facts import Audience

#: The columns of an entry that its digest covers, in this order.
SAID = (
    "thing_kind",
    "thing_id",
    "position",
    "fact",
    "data",
    "at",
    "person_key",
    "behalf_key",
    "role",
    "school_id",
    "audience",
    "previous",
)


class WrittenOnce(Exception):
    """An attempt to change or to remove what the journal holds."""

    def __init__(self) -> None:
        super().__init__("The journal is written once: record another fact instead.")


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Rows that are added and read, never changed."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce

    def delete(self) -> NoReturn:
        """Refuse."""
        raise WrittenOnce


class Entry(models.Model):
    """One fact as it was recorded: what, about which thing, by whom, on whose behalf, when.

    `digest` covers all of it and the digest before it about the same thing; people are named
    by their pseudonymous key only.
    """

    thing_kind = models.CharField(max_length=60)
    thing_id = models.BigIntegerField()
    position = models.PositiveIntegerField()
    fact = models.CharField(max_length=80)
    data = models.TextField()
    at = models.DateTimeField()
    person_key = models.CharField(max_length=36)
    behalf_key = models.CharField(max_length=36, blank=True)
    role = models.CharField(max_length=24, blank=True)
    school_id = models.BigIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thing_kind", "thing_id", "position"], name="entry_position_once"
            ),
            one_of("audience", Audience.values, name="entry_audience_known"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1), name="entry_position_from_one"
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="entry_by_day"),
            models.Index(fields=["school_id", "id"], name="entry_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.thing_kind} {self.thing_id} #{self.position} {self.fact}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; a second save is refused."""
        if not self._state.adding:
            raise WrittenOnce
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce

    def said(self) -> dict[str, Any]:
        """All that the digest covers."""
        return {name: getattr(self, name) for name in SAID}


class Seal(models.Model):
    """A digest over the entries of one day in Paris, chained to the seal before.

    `members` names each entry it covers, so that a missing one can be named too. Entries that
    arrive for a day already sealed (an act dated back) get a further seal of that day.
    """

    number = models.PositiveIntegerField(unique=True)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField()
    members = models.TextField()
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal of a day")
        verbose_name_plural = _("seals of days")
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.day:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the seal; a second save is refused."""
        if not self._state.adding:
            raise WrittenOnce
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce
