"""Territories, lycées, their former names, head counts and rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.constraints import one_of
from preau.core.text import fold
from preau.core.verdicts import Stale
from preau.schools.reach import within
from preau.schools.states import Academy, ReportingMode, SchoolKind, Track

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor
from preau.schools.models.confirmations import Confirmation


class Territory(models.Model):
    """The lycées that one digital officer (RTN) follows."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


def _held(role: str, at: datetime) -> Exists:
    """Whether the lycée of the outer row has a holder of the role."""
    from preau.schools.models.mandates import Mandate  # It imports this module.

    return Exists(Mandate.objects.in_force(at).filter(school=OuterRef("pk"), role=role))


class SchoolQuerySet(models.QuerySet["School"]):
    """Lycées, as lists narrow them."""

    def visible_to(self, actor: Actor) -> SchoolQuerySet:
        """The lycées where the person holds a mandate, in their territory, académie or Region."""
        return self.granting(actor, Permission.SCHOOL_SEE)

    def granting(self, actor: Actor, permission: str) -> SchoolQuerySet:
        """The lycées where a mandate of the person gives a permission."""
        return self.filter(
            within(held for held in actor.mandates if permission in held.permissions)
        )

    def open(self) -> SchoolQuerySet:
        """Those that have not closed."""
        return self.filter(closed_on=None)

    def named(self, words: str) -> SchoolQuerySet:
        """Those whose name, commune, UAI or former name has every word, accents ignored."""
        found = self
        for word in fold(words).split()[:8]:
            former = FormerName.objects.filter(school=OuterRef("pk"), folded_name__contains=word)
            found = found.filter(Q(folded_name__contains=word) | Exists(former))
        return found

    def with_holder(self, role: str, at: datetime) -> SchoolQuerySet:
        """Those where somebody holds a mandate of the lycée at an instant."""
        return self.filter(_held(role, at))

    def without_holder(self, role: str, at: datetime) -> SchoolQuerySet:
        """Those where nobody holds it: no correspondent, no deputy …"""
        return self.filter(~_held(role, at))

    def unconfirmed(self) -> Self:
        """Those whose head has not answered the question of the year."""
        return self.filter(Exists(Confirmation.objects.awaited().filter(school=OuterRef("pk"))))

    def locked(self, pk: int, *, seen: int | None = None) -> School:
        """Take the lycée for a change; stale if someone saved it since version `seen`."""
        school = self.select_for_update().get(pk=pk)
        if seen is not None and school.version != seen:
            raise Stale(school)
        return school


class School(models.Model):
    """A public lycée, known everywhere by its UAI."""

    uai = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=160)
    official_name = models.CharField(max_length=200, blank=True)
    folded_name = models.CharField(max_length=540, db_index=True, editable=False)
    kind = models.CharField(max_length=10, choices=SchoolKind)
    academy = models.CharField(max_length=20, choices=Academy, db_index=True)
    department_code = models.CharField(max_length=3, db_index=True)
    department_name = models.CharField(max_length=60)
    address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    commune = models.CharField(max_length=100)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(
        blank=True, help_text=_("Shared mailbox of the lycée: it identifies nobody.")
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="schools"
    )
    reporting_mode = models.CharField(
        max_length=10, choices=ReportingMode, default=ReportingMode.CLOSED
    )
    arrangement = models.TextField(
        blank=True,
        max_length=4000,
        help_text=_("How the lycée and its digital officer (RTN) communicate, in their own words."),
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    correspondent_asked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When the head was last asked to designate a correspondent."),
    )
    version = models.PositiveIntegerField(default=1)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("lycée")
        verbose_name_plural = _("lycées")
        ordering: ClassVar[list[str]] = ["folded_name", "uai"]
        constraints = [
            one_of("kind", SchoolKind.values, name="school_kind_known"),
            one_of("academy", Academy.values, name="school_academy_known"),
            one_of("reporting_mode", ReportingMode.values, name="school_reporting_known"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="school_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(closed_on__isnull=False),
                name="school_successor_after_closure",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name (name, commune, UAI) true to its parts."""
        self.folded_name = fold(f"{self.name} {self.commune} {self.uai}", 540)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded_name"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The lycée's page."""
        return reverse("schools:school", args=[self.uai])


class FormerName(models.Model):
    """A name that a lycée bore until a day."""

    school = models.ForeignKey(School, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=160)
    official_name = models.CharField(max_length=200, blank=True)
    folded_name = models.CharField(max_length=320, editable=False)
    until_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-until_on", "-pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name true to the name."""
        self.folded_name = fold(self.name, 320)
        super().save(*args, **kwargs)


class Headcount(models.Model):
    """Pupils of one lycée in one school year, by track, stream and level, with their source."""

    school = models.ForeignKey(School, models.CASCADE, related_name="headcounts")
    school_year = models.CharField(max_length=9)
    track = models.CharField(max_length=4, choices=Track)
    stream = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    pupils = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "track", "stream", "level"],
                name="headcount_unique",
            ),
            one_of("track", Track.values, name="headcount_track_known"),
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.track} {self.stream} {self.level}: {self.pupils}"


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms, as lists narrow them."""

    def visible_to(self, actor: Actor) -> Self:
        """The rooms of the lycées that the person sees."""
        return self.filter(school__in=School.objects.visible_to(actor))


class Room(models.Model):
    """A room of a lycée, by the name on its door."""

    school = models.ForeignKey(School, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)
    folded_name = models.CharField(max_length=120, editable=False)
    usage = models.CharField(max_length=80, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["folded_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "folded_name"], name="room_unique")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name true to the name."""
        self.folded_name = self.folded(self.name)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded_name"}
        super().save(*args, **kwargs)

    @staticmethod
    def folded(name: str) -> str:
        """Give the folded form of a name on a door: one per lycée."""
        return fold(name, 120)
