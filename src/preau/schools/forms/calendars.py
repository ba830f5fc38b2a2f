"""What is asked about the calendars of the Region; `clean` gives the words of the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.schools.states import ExamLevel, ProposedUrgency, SchoolKind
from preau.schools.yearly import WEEKDAYS
from preau.ui.forms import Form, SeenMixin
from preau.ui.widgets import DayInput, RadioCards

if TYPE_CHECKING:
    from preau.schools.models import ExamPeriod


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class HoursForm(Form):
    """Other hours of service, from a day to come on."""

    from_on = forms.DateField(
        label=_("From which day on?"),
        widget=DayInput(),
        help_text=_("Tomorrow at the earliest: limits have already run until now."),
    )
    opens_at = _clock(_("Service starts at"))
    closes_at = _clock(_("Service ends at"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple(),
    )


class ExamsForm(Form):
    """A period of examination: its days, whom it concerns, what it proposes (INC-18)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As the lycées will read it: “Baccalauréat: written examinations”."),
    )
    first_on = forms.DateField(label=_("First day"), widget=DayInput())
    last_on = forms.DateField(label=_("Last day"), widget=DayInput())
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of lycée concerned"),
        choices=SchoolKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Without a tick, all lycées are."),
    )
    levels = forms.MultipleChoiceField(
        label=_("Whose examination?"),
        choices=ExamLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    urgency = forms.ChoiceField(
        label=_("Which urgency is proposed?"),
        choices=ProposedUrgency.choices,
        widget=RadioCards(
            details={
                ProposedUrgency.MEDIUM: _("For examinations that can be held elsewhere."),
                ProposedUrgency.VERY_HIGH: _("For examinations that cannot wait."),
            },
            tones={ProposedUrgency.MEDIUM: "wait", ProposedUrgency.VERY_HIGH: "late"},
        ),
    )


class ExamsChangeForm(ExamsForm, SeenMixin):
    """The same, for a period that is known."""


def initial_of(period: ExamPeriod) -> dict[str, Any]:
    """What the form of a known period is filled with."""
    names = ("name", "first_on", "last_on", "kinds", "levels", "urgency")
    return {"seen": period.version, **{name: getattr(period, name) for name in names}}
