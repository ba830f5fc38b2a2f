"""The staff's reports, and what the correspondent makes of them (ROL-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.tickets.forms.fields import Form, KeptFilesField, long_text, room_of, urgency_field
from preau.tickets.models import PLACE_LENGTH
from preau.ui import formats
from preau.ui.forms import RequestKeyMixin
from preau.ui.widgets import ComboboxField, RadioCards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.schools.models import School
    from preau.tickets.models import Form as TicketForm
    from preau.tickets.models import Report


class ReportForm(Form, RequestKeyMixin):
    """What a member of staff tells the correspondent."""

    subject = forms.CharField(label=_("What does not work?"), max_length=200)
    body = long_text(
        _("What exactly happens?"),
        help_text=_("What you see, since when, and who can no longer work."),
    )
    attachments = KeptFilesField()

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields["room"] = ComboboxField(
            label=_("Which room?"),
            url=reverse("schools:rooms", args=[school.uai]),
            required=False,
            max_length=PLACE_LENGTH,
            help_text=_("As on its door."),
        )
        self.order_fields(["subject", "room", "body", "attachments"])

    def clean(self) -> dict[str, Any]:
        """Give the verb its words; a room that the register does not know stays as it is typed."""
        data = super().clean() or {}
        typed = data.pop("room", None)
        room = room_of(self.school, typed)
        return {**data, "room": room, "place": typed.text if typed and room is None else ""}


class TicketFormField(forms.TypedChoiceField):
    """One of the forms that the Region offers."""

    def __init__(self, offered: Iterable[TicketForm] = (), **kwargs: Any) -> None:
        self.offered = {form.code: form for form in offered}
        super().__init__(
            choices=[(code, form.title) for code, form in self.offered.items()],
            coerce=lambda code: self.offered[code],
            **kwargs,
        )


class ForwardingForm(Form):
    """The report as the correspondent sends it on to CESAME."""

    subject = forms.CharField(label=_("What does not work?"), max_length=200)
    description = long_text(_("What exactly happens?"), rows=7)
    urgency = urgency_field(help_text=_("CESAME may adjust the level; it then tells you why."))

    def __init__(
        self,
        *args: Any,
        offered: Iterable[TicketForm],
        others: Iterable[Report] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(offered)
        self.others = {str(other.pk): other for other in others}
        self.fields["form"] = TicketFormField(
            chosen,
            label=_("What is it about?"),
            widget=RadioCards(details={form.code: form.hint for form in chosen}),
        )
        if self.others:
            self.fields["together"] = forms.MultipleChoiceField(
                label=_("Send along, as one ticket"),
                choices=[(key, _words(other)) for key, other in self.others.items()],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Other reports of the same place. Their words are added, and each author is "
                    "told what becomes of it."
                ),
            )
        self.order_fields(["form", "subject", "description", "together", "urgency"])

    def clean(self) -> dict[str, Any]:
        """Give the verb the reports themselves."""
        data = super().clean() or {}
        keys = data.pop("together", [])
        return {**data, "together": [self.others[key] for key in keys]}


def _words(report: Report) -> str:
    """A report in one line: what, who, when."""
    return f"{report.subject} ({report.author.name}, {formats.short_moment(report.at)})"


class AnswerForm(Form):
    """An answer without CESAME."""

    answer = long_text(_("Your answer"), help_text=_("The author of the report reads it."))


class DeclineForm(Form):
    """Why nothing is done."""

    answer = long_text(_("Why?"), help_text=_("The author of the report reads it."))
