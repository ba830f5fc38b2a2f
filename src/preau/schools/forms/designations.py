"""What is asked about mandates; `clean` gives the words of the verb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preau.accounts.actions import Newcomer
from preau.accounts.models import User
from preau.accounts.queries import person_known_by
from preau.accounts.roles import SCHOOL_ROLES, Role
from preau.schools.forms.fields import UaiField
from preau.schools.models import Mandate, School, Territory
from preau.schools.queries import known_at
from preau.schools.states import Academy
from preau.ui.forms import Form, SeenMixin
from preau.ui.widgets import DayInput

if TYPE_CHECKING:
    PeopleField = forms.ModelChoiceField[User]
else:
    PeopleField = forms.ModelChoiceField


def start_of(day: date) -> datetime:
    """The first instant of a day in Paris."""
    return timezone.make_aware(datetime.combine(day, time.min))


class PersonField(PeopleField):
    """A choice among people, told apart by function and address: two may bear one name."""

    def label_from_instance(self, person: User) -> str:
        """« Claire Martin · DDFPT · claire.martin@… »."""
        return " · ".join(part for part in (person.name, person.title, person.email) if part)


class WhomForm(Form):
    """Somebody: a person the lycée knows already, or their address and name."""

    person = PersonField(
        label=_("Somebody whom the lycée knows already"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("somebody else, named below"),
    )
    email = forms.EmailField(
        label=_("Their own e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Not the lycée's shared mailbox: letters from this address are theirs alone."),
    )
    first_name = forms.CharField(label=_("First name"), required=False, max_length=80)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=80)
    title = forms.CharField(
        label=_("Function"),
        required=False,
        max_length=120,
        help_text=_("Teacher of mathematics, DDFPT, bursar …"),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    def __init__(self, *args: Any, school: School | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if school is None:
            del self.fields["person"]
        else:
            people = cast("forms.ModelChoiceField[User]", self.fields["person"])
            people.queryset = known_at(school)
            if not people.queryset.exists():
                del self.fields["person"]
        self.fields["email"].required = "person" not in self.fields

    def clean(self) -> dict[str, Any]:
        """Give the verb `whom`: the person chosen, or the newcomer described."""
        cleaned = super().clean() or self.cleaned_data
        details = {
            name: cleaned.pop(name, "")
            for name in ("email", "first_name", "last_name", "title", "phone")
        }
        person = cleaned.pop("person", None)
        if person is not None and details["email"]:
            self.add_error("email", _("Choose a person above, or write an address: not both."))
        elif person is None and "email" not in self.errors:
            self._check_newcomer(details)
        cleaned["whom"] = person or Newcomer(**details)
        return cleaned

    def _check_newcomer(self, details: dict[str, str]) -> None:
        if not details["email"]:
            self.add_error(
                "email", _("Choose a person above, or write the address of somebody else.")
            )
        elif person_known_by(details["email"]) is None:
            for name in ("first_name", "last_name"):
                if not details[name]:
                    self.add_error(name, _("Préau does not know this person yet: write the name."))


class CorrespondentForm(SeenMixin, WhomForm):
    """Who is to be the lycée's single contact, and from when."""

    starts_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: at once. The present correspondent's mandate ends just then."),
    )

    def clean(self) -> dict[str, Any]:
        """Turn the day into an instant: its midnight, or now for today."""
        cleaned = super().clean()
        day = cleaned.pop("starts_on", None)
        today = timezone.localdate()
        cleaned["starts_at"] = start_of(day) if day and day != today else None
        return cleaned


class DeputyForm(WhomForm):
    """Who is to stand in for the correspondent, and until when."""

    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: until further notice."),
    )

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the instant after it."""
        return _with_end(super().clean())


class DelegationForm(WhomForm):
    """Which deputy head may act for the head, and until when."""

    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        help_text=_("A delegation is dated. It also ends if you leave the lycée."),
    )

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the instant after it."""
        return _with_end(super().clean())


class WornForm(Form):
    """Under which mandate one acts, or under all of them."""

    mandate = forms.ChoiceField(label=_("I act under"), required=False)

    def __init__(self, *args: Any, mandates: Sequence[Mandate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].choices = [  # type: ignore[attr-defined]
            ("", _("All my mandates together")),
            *((str(mandate.pk), mandate.title) for mandate in mandates),
        ]


class EndForm(Form):
    """When a mandate ends."""

    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: at once. The person's next page is then refused."),
    )

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the instant after it."""
        return _with_end(super().clean() or self.cleaned_data)


class MandateForm(WhomForm):
    """A mandate that the Region gives: which duty, where, from when to when."""

    ROLES = [role for role in Role if role == Role.HEAD or role not in SCHOOL_ROLES]

    role = forms.ChoiceField(
        label=_("Mandate"), choices=[(role.value, role.label) for role in ROLES]
    )
    school = UaiField(
        label=_("Lycée"),
        required=False,
        help_text=_("Its UAI, where the duty is held in one lycée."),
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"),
        queryset=Territory.objects.order_by("name"),
        required=False,
        empty_label=_("none"),
        help_text=_("For a digital officer (RTN), as a rule."),
    )
    academy = forms.ChoiceField(
        label=_("Académie"),
        choices=[("", _("none")), *Academy.choices],
        required=False,
        help_text=_("For the services of the académie. No place at all: the whole Region."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: until further notice."),
    )
    field_order = ["role", "school", "territory", "academy", "email", "first_name", "last_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, school=None, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the instant after it."""
        return _with_end(super().clean())


class ReporterForm(WhomForm):
    """A member of staff who may report."""


class ConfirmForm(Form):
    """Nothing to fill in: the button is the answer."""


class TakeForm(SeenMixin, Form):
    """The head takes the duty of correspondent: the version that was read."""


def _with_end(cleaned: dict[str, Any]) -> dict[str, Any]:
    day = cleaned.pop("ends_on", None)
    cleaned["ends_at"] = start_of(day + timedelta(days=1)) if day else None
    return cleaned
