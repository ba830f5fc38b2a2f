"""What each figure means: said beside the number, in the help and in the file, from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name, what is counted and what is not, and the requirement it comes from."""

    code: str
    label: StrOrPromise
    sentence: StrOrPromise
    source: str = "INC-13"


DEFINITIONS: dict[str, Definition] = {
    each.code: each
    for each in (
        Definition(
            "treated",
            _("tickets treated"),
            _(
                "Their technical closure falls in the period and has not been refused. A ticket "
                "counts once, under the qualification and the service that it had then."
            ),
        ),
        Definition(
            "treatment",
            _("mean time of treatment"),
            _(
                "From the receipt by CESAME to the technical closure that was not refused, holds "
                "included; in calendar days, nights and week-ends as well."
            ),
        ),
        Definition(
            "working",
            _("the same in working days"),
            _(
                "The service hours among that time, by the calendar of the Region: nights, "
                "week-ends and public holidays are left out."
            ),
        ),
        Definition(
            "contractor",
            _("mean contractor's time"),
            _(
                "Another figure: the service hours from the assignment to the contractor to its "
                "technical closure. Holds, closed days of the lycée and time spent with others "
                "are left out."
            ),
        ),
        Definition(
            "within",
            _("within the contractor's limit"),
            _(
                "Of the tickets that the contractor closed and that had a limit, those closed in "
                "time: network incidents in 1, 3 or 5 working days by urgency, office incidents at "
                "the next regular visit, in 10 working days at most."
            ),
            "INC-7",
        ),
        Definition(
            "median",
            _("median"),
            _("Half of the tickets took this long or less: a few very long ones do not move it."),
        ),
        Definition(
            "p90",
            _("90th percentile"),
            _("Nine tickets in ten took this long or less."),
        ),
        Definition(
            "open",
            _("open now"),
            _("Somebody still has something to do; the age runs from the receipt."),
        ),
        Definition(
            "late",
            _("open and late"),
            _("Open now, and the date promised has passed."),
            "INC-7",
        ),
        Definition(
            "tacit",
            _("closed tacitly"),
            _(
                "Of the treated tickets, those that nobody at the lycée answered within ten days. "
                "Counted apart; their time of treatment ends at the technical closure like any "
                "other."
            ),
            "INC-8",
        ),
    )
}
