"""What is asked about the duties of those who stay: absences, and the yearly confirmation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.schools.forms.designations import PersonField, start_of
from preau.ui import formats
from preau.ui.forms import Form
from preau.ui.widgets import DayInput

if TYPE_CHECKING:
    from preau.schools.models import Mandate


class AbsenceForm(Form):
    """From when to when somebody is away, and who stands in."""

    first_on = forms.DateField(label=_("First day away"), widget=DayInput)
    last_on = forms.DateField(label=_("Last day away"), widget=DayInput)
    first = PersonField(
        label=_("Who stands in"), queryset=User.objects.none(), empty_label=_("choose")
    )
    second = PersonField(
        label=_("Who else, if they are away as well"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        among = User.objects.filter(pk__in=[person.pk for person in people])
        for name in ("first", "second"):
            self.fields[name].queryset = among.order_by("folded_name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn days into instants, and the two choices into an order."""
        cleaned = super().clean() or self.cleaned_data
        if {"first_on", "last_on", "first"} - cleaned.keys():
            return cleaned
        named = [cleaned["first"], cleaned.get("second")]
        return {
            "starts_at": start_of(cleaned["first_on"]),
            "ends_at": start_of(cleaned["last_on"] + timedelta(days=1)),
            "substitutes": [person for person in named if person is not None],
        }


class ConfirmationForm(Form):
    """Every mandate of a lycée: it goes on, or it ends today."""

    CHOICES = [("keep", _("goes on")), ("end", _("ends today"))]

    def __init__(
        self, *args: Any, mandates: Sequence[Mandate], ends: Collection[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mandates = mandates
        for mandate in mandates:
            may_end = mandate.pk in ends
            self.fields[f"mandate_{mandate.pk}"] = forms.ChoiceField(
                label=f"{mandate.person.name}, {mandate.get_role_display()}",
                help_text=_since(mandate, may_end=may_end),
                choices=self.CHOICES if may_end else self.CHOICES[:1],
                widget=forms.RadioSelect,
                # The staff are many and change little; each of the others is looked at.
                initial="keep" if mandate.role == Role.STAFF or not may_end else None,
            )

    def clean(self) -> dict[str, Any]:
        """The answers of the verb: by mandate, whether it goes on."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        return {
            "answers": {
                mandate.pk: cleaned[f"mandate_{mandate.pk}"] == "keep" for mandate in self.mandates
            }
        }


def _since(mandate: Mandate, *, may_end: bool) -> str:
    """Since when a mandate runs, until when, and whether somebody else ends it."""
    said = [gettext("Since %(day)s.") % {"day": formats.day(mandate.starts_at)}]
    if mandate.ends_at is not None:
        said.append(gettext("Until %(day)s.") % {"day": formats.until(mandate.ends_at)})
    if not may_end:
        said.append(gettext("The head of school alone ends it."))
    return " ".join(said)
