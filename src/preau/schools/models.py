"""Lycées, their rooms, head counts and calendars, and the mandates held there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import SCHOOL_ROLES, Permission, Role
from preau.core.constraints import both_or_neither, one_of
from preau.core.text import fold
from preau.core.verdicts import Stale
from preau.schools.absences import Absence, Substitute
from preau.schools.almanac import ExamPeriod, SchoolHoliday, ServiceHours
from preau.schools.confirmations import Confirmation
from preau.schools.states import Academy, ExchangeKind, ReportingMode, SchoolKind, Track

__all__ = [
    "Absence",
    "Closure",
    "Confirmation",
    "ExamPeriod",
    "Exchange",
    "FormerName",
    "Headcount",
    "Mandate",
    "NamedReporter",
    "Room",
    "School",
    "SchoolHoliday",
    "ServiceHours",
    "Substitute",
    "Territory",
]

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor


class Territory(models.Model):
    """The lycées that one digital officer (RTN) follows."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


def _held(role: str, at: datetime) -> Exists:
    """Whether the lycée of the outer row has a holder of the role."""
    return Exists(Mandate.objects.in_force(at).filter(school=OuterRef("pk"), role=role))


class SchoolQuerySet(models.QuerySet["School"]):
    """Lycées, as lists narrow them."""

    def visible_to(self, actor: Actor) -> SchoolQuerySet:
        """The lycées where the person holds a mandate, in their territory, académie or Region."""
        return self.granting(actor, Permission.SCHOOL_SEE)

    def granting(self, actor: Actor, permission: str) -> SchoolQuerySet:
        """The lycées where a mandate of the person gives a permission."""
        reach = Q(pk__in=[])
        for held in actor.mandates:
            if permission not in held.permissions:
                continue
            if held.school_id:
                reach |= Q(pk=held.school_id)
            elif held.territory_id:
                reach |= Q(territory_id=held.territory_id)
            elif held.academy:
                reach |= Q(academy=held.academy)
            else:
                return self
        return self.filter(reach)

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


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Closures, as lists narrow them."""

    def visible_to(self, actor: Actor) -> Self:
        """The closures of the lycées that the person sees."""
        return self.filter(school__in=School.objects.visible_to(actor))

    def standing(self) -> Self:
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)


class Closure(models.Model):
    """Days on which a lycée declared itself closed: they count in INC-7 and INC-8."""

    school = models.ForeignKey(School, models.CASCADE, related_name="closures")
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=120)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closure_ordered"),
            both_or_neither("cancelled_at", "cancelled_by", name="closure_canceller_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """Exchanges, as lists narrow them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own lycée, or of an RTN's: they are no business of the contractor."""
        return self.filter(school__in=School.objects.granting(actor, Permission.EXCHANGE_SEE))


class Exchange(models.Model):
    """A meeting or a call between a lycée and its RTN, and the points agreed (ROL-6)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="exchanges")
    held_on = models.DateField()
    kind = models.CharField(max_length=10, choices=ExchangeKind)
    points = models.TextField(max_length=4000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on", "-pk"]
        constraints = [one_of("kind", ExchangeKind.values, name="exchange_kind_known")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.held_on}"


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
