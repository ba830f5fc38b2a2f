"""What the service that has a ticket types, up to the technical closure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.tickets.forms.fields import Form, KeptFilesField, long_text
from preau.tickets.forms.linking import PartsField
from preau.tickets.states import HoldCause
from preau.ui.forms import RequestKeyMixin, SeenMixin
from preau.ui.widgets import DayInput, MomentInput, RadioCards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from preau.accounts.models import User
    from preau.tickets.models import Ticket

HOLD_DETAILS: dict[str, StrOrPromise] = {
    HoldCause.ANSWER: _("Say exactly what you need to know: the lycée sees it at once."),
    HoldCause.ACCESS: _("Say which premises, and when you would come."),
}


class TechnicianField(forms.TypedChoiceField):
    """One of the technicians of the lycée, those of proximity first."""

    def __init__(self, people: Sequence[User] = (), **kwargs: Any) -> None:
        self.people = {str(person.pk): person for person in people}
        super().__init__(
            choices=[(key, person.name) for key, person in self.people.items()],
            coerce=lambda key: self.people[key],
            **kwargs,
        )


class AppointmentForm(Form, SeenMixin):
    """The technician who takes charge (INC-6)."""

    def __init__(
        self, *args: Any, people: Sequence[User], details: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"] = TechnicianField(
            people, label=_("Who takes charge?"), widget=RadioCards(details=details)
        )


class ContactForm(Form, RequestKeyMixin):
    """What was agreed with the lycée, and the visit if there is one."""

    body = long_text(
        _("Whom did you speak to, and what was agreed?"),
        rows=4,
        help_text=_("The lycée reads these words."),
    )
    visit_at = forms.DateTimeField(
        label=_("Visit agreed on"),
        required=False,
        widget=MomentInput(),
        help_text=_("Leave it empty if no visit is needed."),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_visit_at(self) -> datetime | None:
        """A visit is agreed for later."""
        visit: datetime | None = self.cleaned_data["visit_at"]
        if visit is not None and visit <= self.at:
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        return visit


class AnnouncementForm(Form, SeenMixin):
    """By which day it should be done."""

    expected_on = forms.DateField(
        label=_("Done by"),
        widget=DayInput(),
        help_text=_("The lycée reads this date. It does not move the limits."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expected_on(self) -> date:
        """A date is announced for today or later."""
        day: date = self.cleaned_data["expected_on"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class HoldForm(Form, SeenMixin):
    """For which of the listed causes the clock stops, and what is asked of the lycée."""

    cause = forms.ChoiceField(
        label=_("What are you waiting for?"),
        choices=HoldCause.choices,
        widget=RadioCards(details=HOLD_DETAILS),
    )
    body = long_text(_("What do you ask of the lycée?"), rows=4)


class SeenForm(Form, SeenMixin):
    """Nothing to type: the act says it all."""


class TechnicalClosureForm(Form, SeenMixin):
    """What was done (INC-8)."""

    solution = long_text(
        _("What was done?"),
        rows=6,
        help_text=_("The correspondent reads these words, then accepts or refuses the closure."),
    )
    attachments = KeptFilesField(
        help_text=_("Intervention sheet, photographs. 25 MB each at most.")
    )

    def __init__(self, *args: Any, parts: Sequence[Ticket] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if parts:
            self.fields["parts"] = PartsField(
                parts,
                label=_("Close with it the tickets of the same outage"),
                help_text=_("Each lycée reads the words above, then accepts or refuses its own."),
            )
