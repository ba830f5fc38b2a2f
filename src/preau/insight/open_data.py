"""Open data: what the Region may publish, with nothing in it that tells of a person (STE-2).

No number of a ticket, no subject, no day, no name, no telephone: a month, a lycée, codes and
minutes. Who sent what cannot be found again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from preau.insight import policies
from preau.insight.forms import YearForm
from preau.schools.exports import DIRECTORY
from preau.schools.models import School
from preau.tickets.models import Treatment
from preau.ui.exports import Column, Export, Kind, Listing, export

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

    from preau.ui.exports import Asked

PAGE: Final = "insight:open_data"


def _of_school(column: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row.school, column)


def _month(row: Treatment) -> str:
    return f"{row.month // 100}-{row.month % 100:02d}"


def _kept(row: Treatment) -> str:
    return "" if row.is_within is None else str(_("yes") if row.is_within else _("no"))


TREATMENTS: Final = [
    Column(
        gettext_lazy("Month"),
        _month,
        width=10,
        meaning=gettext_lazy("Year and month of the technical closure, in Paris."),
    ),
    Column(gettext_lazy("UAI"), _of_school("uai"), width=11),
    Column(gettext_lazy("Department"), _of_school("department_code"), width=12),
    Column(
        gettext_lazy("Form"),
        lambda row: row.form.title,
        width=30,
        meaning=gettext_lazy("The form by which it was sent, or to which CESAME moved it."),
    ),
    Column(gettext_lazy("Nature"), lambda row: row.get_nature_display(), width=26),
    Column(
        gettext_lazy("Urgency"),
        lambda row: row.get_urgency_display(),
        width=14,
        meaning=gettext_lazy("The one that CESAME retained."),
    ),
    Column(
        gettext_lazy("Service"),
        lambda row: row.get_handler_display(),
        width=30,
        meaning=gettext_lazy("Who declared the work done."),
    ),
    Column(
        gettext_lazy("Time of treatment (minutes)"),
        lambda row: row.calendar_minutes,
        Kind.NUMBER,
        16,
        gettext_lazy("From the receipt to the technical closure, nights and holds included."),
    ),
    Column(
        gettext_lazy("The same in service hours (minutes)"),
        lambda row: row.working_minutes,
        Kind.NUMBER,
        16,
        gettext_lazy("The minutes of service among them, by the calendar of the Region."),
    ),
    Column(
        gettext_lazy("Contractor’s time (minutes)"),
        lambda row: row.contractor_minutes,
        Kind.NUMBER,
        16,
        gettext_lazy("Minutes of service at the contractor’s, holds left out; empty elsewhere."),
    ),
    Column(
        gettext_lazy("Limit kept"),
        _kept,
        width=10,
        meaning=gettext_lazy("Yes or no; empty where the market sets no limit."),
    ),
    Column(
        pgettext_lazy("how a ticket ended", "Ending"),
        lambda row: row.get_ending_display(),
        width=20,
        meaning=gettext_lazy("Whether the lycée accepted the closure, or let its time pass."),
    ),
]
SCHOOLS: Final = [
    *DIRECTORY,
    Column(
        gettext_lazy("Latitude"),
        lambda school: school.latitude,
        Kind.NUMBER,
        12,
        gettext_lazy("In degrees (WGS 84), like the longitude."),
    ),
    Column(gettext_lazy("Longitude"), lambda school: school.longitude, Kind.NUMBER, 12),
]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set as its page presents it: the name of its export, what it holds, its columns."""

    name: str
    title: StrOrPromise
    about: StrOrPromise
    columns: list[Column]


SETS: Final = [
    DataSet(
        "open-treatments",
        gettext_lazy("Treatments"),
        gettext_lazy("A line for each ticket whose work was declared done in the school year."),
        TREATMENTS,
    ),
    DataSet(
        "open-schools",
        gettext_lazy("Public lycées"),
        gettext_lazy("A line for each lycée that is open, with the place where it stands."),
        SCHOOLS,
    ),
]


def _treatments(asked: Asked) -> Listing:
    period = YearForm(asked.query, at=asked.actor.at).period
    visible = Treatment.objects.visible_to(asked.actor)
    # By lycée, so that the order says no more than the columns do.
    found = visible.filter(done_on__range=(period.first_on, period.last_on)).order_by(
        "month", "school__uai", "calendar_minutes", "pk"
    )
    return Listing(
        found=found,
        rows=visible.select_related("school", "form"),
        filters=[(str(_("School year")), period.code)],
        part=period.code,
    )


def _schools(asked: Asked) -> Listing:
    return Listing(found=School.objects.visible_to(asked.actor).open().order_by("uai"))


def wire() -> None:
    """Sign both sets up."""
    for one, listing in zip(SETS, (_treatments, _schools), strict=True):
        export(
            Export(
                name=one.name,
                title=one.title,
                page=PAGE,
                columns=one.columns,
                listing=listing,
                can_take=policies.can_take_open_data,
            )
        )
