"""Mandates: who may do what where, from when to when; and whom a head lets report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import SCHOOL_ROLES, Permission, Role
from preau.core.constraints import both_or_neither, one_of
from preau.schools.states import Academy

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor
from preau.schools.models.places import School, Territory


class NamedReporter(models.Model):
    """A member of staff whom the head names to report, where not all staff may (ROL-4)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="named_reporters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "person"], name="reporter_named_once")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.person_id}"


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates, as lists narrow them."""

    def in_force(self, at: datetime) -> MandateQuerySet:
        """Those that give a right at an instant: begun, and not yet ended."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)

    def visible_to(self, actor: Actor) -> Self:
        """The mandates held in the lycées that the person sees, those around them, and their own.

        A mandate in an RTN's territory is seen from its lycées; one in an académie or the whole
        Region, by those who see the whole Region.
        """
        schools = School.objects.visible_to(actor)
        seen = Q(person=actor.person) if actor.person is not None else Q(pk__in=[])
        if any(
            Permission.SCHOOL_SEE in held.permissions and held.is_everywhere
            for held in actor.mandates
        ):
            return self
        seen |= Q(school__in=schools) | Q(territory__schools__in=schools)
        return self.filter(pk__in=self.model.objects.filter(seen).values("pk"))

    def to_come(self, at: datetime) -> MandateQuerySet:
        """Those not yet begun, and not given up meanwhile."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), starts_at__gt=at)


class Mandate(models.Model):
    """A dated right: person, role, place, from, until, given by.

    The only source of rights. Its place is a lycée, a territory, an académie, or (none of
    them) the whole Region. `stands_for` is the person who answers for it: the correspondent who
    gave or confirmed a deputy's mandate, the head who delegated to a deputy head.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=24, choices=Role)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    academy = models.CharField(max_length=20, choices=Academy, blank=True)
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    makes_room_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The successor's mandate, still to come, for which this one ends."),
    )
    ends_at_before = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Its own end, which it has again if the successor's is given up."),
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        constraints = [
            one_of("role", Role.values, name="mandate_role_known"),
            one_of("academy", ["", *Academy.values], name="mandate_academy_known"),
            both_or_neither("confirmed_at", "confirmed_by", name="mandate_confirmer_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="mandate_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_at_before=None) | Q(makes_room_for__isnull=False),
                name="mandate_own_end_beside_successor",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False, territory=None, academy="")
                | (Q(school=None) & (Q(territory=None) | Q(academy=""))),
                name="mandate_has_one_place",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False) | ~Q(role__in=sorted(SCHOOL_ROLES)),
                name="mandate_of_school_has_school",
            ),
            # One contact per lycée, and no role twice for one person: the database holds
            # open-ended mandates apart, the action dated ones, under the lycée's lock.
            models.UniqueConstraint(
                fields=["school", "role"],
                condition=Q(ends_at=None, role__in=[Role.CORRESPONDENT, Role.HEAD]),
                name="mandate_single_holder",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "school"],
                condition=Q(ends_at=None, school__isnull=False),
                name="mandate_not_twice",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_at"]),
            models.Index(fields=["school", "role"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} {self.school_id or self.territory_id or self.academy}"

    @property
    def title(self) -> str:
        """The duty and its place, as one chooses among one's own: « Correspondant – Lycée … »."""
        if self.school is not None:
            place = f"{self.school.name}, {self.school.uai}"
        elif self.territory is not None:
            place = self.territory.name
        else:
            place = self.get_academy_display() or str(_("whole Region"))
        return f"{self.get_role_display()} – {place}"
