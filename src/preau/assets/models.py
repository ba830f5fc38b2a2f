"""The register of equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.assets.states import MOVES, Kind, Owner, Status
from preau.core.constraints import one_of
from preau.core.moves import IllegalMove
from preau.core.text import fold
from preau.core.verdicts import Stale
from preau.schools.models import Room, School
from preau.schools.reach import within

if TYPE_CHECKING:
    from datetime import date
    from typing import Self

    from preau.core.actors import Actor


class AssetQuerySet(models.QuerySet["Asset"]):
    """Equipment, as lists narrow it."""

    def visible_to(self, actor: Actor) -> Self:
        """The equipment of the lycées where a mandate lets the person see it."""
        seeing = [held for held in actor.mandates if Permission.ASSET_SEE in held.permissions]
        return self.filter(within(seeing, "school"))

    def locked(self, pk: int, *, seen: int | None = None) -> Asset:
        """Take a piece of equipment for a change; stale if it was saved since version `seen`."""
        asset = self.select_for_update(of=("self",)).select_related("school").get(pk=pk)
        if seen is not None and asset.version != seen:
            raise Stale(asset)
        return asset

    def present(self) -> Self:
        """What is still in the lycée, in service or stored."""
        return self.exclude(status=Status.DISPOSED)

    def matching(self, words: str) -> Self:
        """Those whose label, serial number, model or room has every word."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(folded__contains=word) | Q(room__folded_name__contains=word))
        return found


class Asset(models.Model):
    """A piece of equipment, known by the label stuck on it.

    The label (`tag`) is unique in the whole Region, so that a scan finds one thing only.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="assets")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="assets")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("make and model"), max_length=120)
    tag = models.CharField(_("label"), max_length=40, unique=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    owner = models.CharField(_("owner"), max_length=10, choices=Owner, default=Owner.REGION)
    status = models.CharField(max_length=10, choices=Status, default=Status.IN_SERVICE)
    commissioned_on = models.DateField(_("in service since"), null=True, blank=True)
    warranty_until = models.DateField(_("under warranty until"), null=True, blank=True)
    folded = models.CharField(max_length=444, editable=False)
    request_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of equipment")
        verbose_name_plural = _("equipment")
        ordering: ClassVar[list[str]] = ["kind", "folded", "pk"]
        constraints = [
            one_of("kind", Kind.values, name="asset_kind_known"),
            one_of("owner", Owner.values, name="asset_owner_known"),
            one_of("status", Status.values, name="asset_status_known"),
            models.CheckConstraint(condition=~Q(tag=""), name="asset_has_label"),
            models.CheckConstraint(
                condition=Q(warranty_until=None)
                | Q(commissioned_on=None)
                | Q(warranty_until__gte=models.F("commissioned_on")),
                name="asset_warranty_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "kind", "folded", "id"], name="asset_list"),
            models.Index(fields=["kind", "folded", "id"], name="asset_list_of_all"),
            models.Index(fields=["school", "status", "kind"], name="asset_count"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.tag})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded text, for search and sorting, true to its parts."""
        self.fold()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The equipment's page."""
        return reverse("assets:asset", args=[self.tag])

    def fold(self) -> None:
        """Work the searched text out again; bulk writes call it themselves."""
        self.folded = fold(f"{self.name} {self.tag} {self.serial}", 444)

    def move_to(self, target: Status) -> None:
        """Go from one status to another along the table of moves."""
        if target not in MOVES[Status(self.status)]:
            raise IllegalMove(self, target)
        self.status = target

    def under_warranty(self, on: date) -> bool:
        """Whether the supplier still answers for it on a day."""
        return self.warranty_until is not None and self.warranty_until >= on
