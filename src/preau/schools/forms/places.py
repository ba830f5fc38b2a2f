"""What is asked about lycées; `clean` gives the words of the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.accounts.models import User
from preau.schools.forms.fields import UaiField
from preau.schools.states import ExchangeKind, ReportingMode
from preau.ui.forms import Form, RequestKeyMixin, SeenMixin
from preau.ui.widgets import DayInput, RadioCards

if TYPE_CHECKING:
    PeopleField = forms.ModelChoiceField[User]
else:
    PeopleField = forms.ModelChoiceField


class ReportingForm(SeenMixin, Form):
    """Which of the staff may report to the correspondent."""

    mode = forms.ChoiceField(
        label=_("Who may report"),
        choices=ReportingMode.choices,
        widget=RadioCards(
            details={
                ReportingMode.CLOSED: _("The staff tell the correspondent in their own way."),
                ReportingMode.NAMED: _("The persons that you name below report in Préau."),
                ReportingMode.ALL_STAFF: _("Every member of staff known here reports in Préau."),
            }
        ),
    )


class ClosureForm(Form):
    """Days on which the lycée is closed."""

    first_on = forms.DateField(label=_("First day"), widget=DayInput)
    last_on = forms.DateField(label=_("Last day"), widget=DayInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=120,
        help_text=_("Examinations, works, strike … The contractor reads it."),
    )


class ArrangementForm(SeenMixin, Form):
    """How the lycée and its RTN communicate, in their own words."""

    arrangement = forms.CharField(
        label=_("How we communicate"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("On which days, by which means, who calls whom."),
    )


class ExchangeForm(RequestKeyMixin, Form):
    """A meeting or a call, and the points agreed."""

    kind = forms.ChoiceField(label=_("How"), choices=ExchangeKind.choices)
    held_on = forms.DateField(label=_("Day"), widget=DayInput)
    points = forms.CharField(
        label=_("Points agreed"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class RoomForm(Form):
    """A room, by the name on its door."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As on its door: B204, CDI, life sciences 2.")
    )
    usage = forms.CharField(label=_("Use"), max_length=80, required=False)


class RenamingForm(SeenMixin, Form):
    """The new name of a lycée."""

    name = forms.CharField(label=_("New name"), max_length=160)
    official_name = forms.CharField(label=_("Official name"), max_length=200, required=False)
    on = forms.DateField(
        label=_("Former name until"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: today."),
    )


class ClosingForm(Form):
    """The closure of a lycée for good, or its merger."""

    on = forms.DateField(label=_("Closed on"), widget=DayInput)
    into = UaiField(
        label=_("Lycée that takes over"),
        required=False,
        help_text=_("Its UAI, where the lycée merges into another one."),
    )
