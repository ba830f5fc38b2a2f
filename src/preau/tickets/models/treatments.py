"""What the treatment of a ticket took, as its journal says, kept for counting (INC-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.core.constraints import one_of
from preau.tickets.models.tickets import reach
from preau.tickets.states import Ending, Handler, Nature, Urgency

if TYPE_CHECKING:
    from preau.core.actors import Actor


class TreatmentQuerySet(models.QuerySet["Treatment"]):
    """Treatments, as figures narrow them."""

    def visible_to(self, actor: Actor) -> TreatmentQuerySet:
        """Those of the tickets that the person sees: the same rule over the same columns."""
        reached = reach(actor)
        return self if reached is None else self.filter(reached)


class Treatment(models.Model):
    """How long a ticket took whose technical closure stands, in minutes (INC-13).

    A copy for counting, as `Ticket.due_at` is one for sorting: written anew from the journal
    with each closure, removed with each refusal, and rebuilt by `preau insight rebuild`. It
    repeats the columns by which its ticket is seen and narrowed, so that hundreds of
    thousands are added up without a join. `done_on` and `month` (202610) are days of Paris.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="treatment"
    )
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    form = models.ForeignKey("tickets.Form", models.PROTECT, related_name="+")
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reached_contractor = models.BooleanField(default=False)
    reached_academy = models.BooleanField(default=False)
    nature = models.CharField(max_length=20, choices=Nature)
    urgency = models.CharField(max_length=10, choices=Urgency)
    handler = models.CharField(max_length=20, choices=Handler)

    done_at = models.DateTimeField()
    done_on = models.DateField()
    month = models.PositiveIntegerField()
    calendar_minutes = models.PositiveIntegerField(
        help_text=_("From the receipt to the technical closure, holds included.")
    )
    working_minutes = models.PositiveIntegerField(
        help_text=_("The service minutes among them, by the calendar of the Region.")
    )
    contractor_minutes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("The service minutes that the contractor had it, holds left out."),
    )
    is_within = models.BooleanField(
        null=True, blank=True, help_text=_("Whether the contractor kept its limit.")
    )
    ending = models.CharField(max_length=10, choices=Ending)

    objects = TreatmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        constraints = [
            one_of("nature", Nature.values, name="treatment_nature_known"),
            one_of("urgency", Urgency.values, name="treatment_urgency_known"),
            one_of("handler", Handler.values, name="treatment_handler_known"),
            one_of("ending", Ending.values, name="treatment_ending_known"),
            models.CheckConstraint(
                condition=Q(is_within=None) | Q(contractor_minutes__isnull=False),
                name="treatment_limit_is_contractors",
            ),
        ]
        indexes = [
            models.Index(fields=["done_on"], name="treatment_by_day"),
            models.Index(fields=["school", "done_on"], name="treatment_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.calendar_minutes} min"
