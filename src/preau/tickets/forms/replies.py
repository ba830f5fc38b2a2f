"""What is typed to keep canned replies and recurring requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from preau.tickets import canned
from preau.tickets.forms.fields import Form, long_text
from preau.tickets.forms.linking import RefField
from preau.tickets.models import Form as TicketForm
from preau.tickets.states import Handler
from preau.ui.forms import RequestKeyMixin, SeenMixin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preau.core.actors import Actor
    from preau.schools.models import School


class _ReplyForm(Form):
    """The words of a canned reply."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As it is found in the list.")
    )
    body = long_text(_("Text"), rows=10)

    def clean_body(self) -> str:
        """Refuse what looks like a variable and is none, and say where it stands."""
        body: str = self.cleaned_data["body"]
        if found := [str(problem) for problem in canned.problems(body)]:
            raise ValidationError(found)
        return body


class NewReplyForm(_ReplyForm, RequestKeyMixin):
    """A new one, for one of the person's services."""

    service = forms.ChoiceField(label=_("For which service?"))

    field_order = ("service", "title", "body")

    def __init__(self, *args: Any, services: Sequence[Handler], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        field.choices = [(each.value, each.label) for each in services]  # type: ignore[attr-defined]
        if len(services) == 1:
            field.initial, field.widget = services[0].value, forms.HiddenInput()


class ReplyForm(_ReplyForm, SeenMixin):
    """Another version of one."""

    is_offered = forms.BooleanField(label=_("Offered where one writes on a ticket"), required=False)


class TrialForm(Form):
    """With which ticket a reply is looked at."""

    ticket = RefField(label=_("With which ticket?"), help_text=_("Its number."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ticket"]
        if isinstance(field, RefField):
            field.actor = actor


class _RecurringForm(Form):
    """What is always the same in a request that comes back."""

    title = forms.CharField(
        label=_("Name of the request"),
        max_length=120,
        help_text=_("As it is offered: “Start of the year: renew the accounts”."),
    )
    form = forms.ModelChoiceField(
        TicketForm.objects.filter(is_offered=True), label=_("With which form?")
    )
    subject = forms.CharField(label=_("What does not work?"), max_length=200)
    description = long_text(
        _("What exactly happens?"),
        rows=6,
        required=False,
        help_text=_("What is always the same; the sender completes it, and says the urgency."),
    )


class NewRecurringForm(_RecurringForm, RequestKeyMixin):
    """A new one: for a lycée, or for all of them."""

    school = forms.TypedChoiceField(label=_("For whom?"), required=False)

    field_order = ("school", "title", "form", "subject", "description")

    def __init__(
        self, *args: Any, schools: Sequence[School], for_all: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        by_uai = {school.uai: school for school in schools}
        choices = [(uai, school.name) for uai, school in by_uai.items()]
        if for_all:
            choices.insert(0, ("", _("All lycées")))  # type: ignore[arg-type]
        field = self.fields["school"]
        field.choices, field.coerce = choices, by_uai.__getitem__  # type: ignore[attr-defined]
        field.empty_value = None  # type: ignore[attr-defined]
        field.required = not for_all
        if len(choices) == 1:
            field.initial, field.widget = choices[0][0], forms.HiddenInput()


class RecurringForm(_RecurringForm, SeenMixin):
    """Another version of one."""

    is_offered = forms.BooleanField(label=_("Offered on the page of new requests"), required=False)
