"""What CESAME fills in to decide what becomes of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from preau.schools.models import School
from preau.ui.forms import Form, SeenMixin
from preau.ui.widgets import Chosen, ComboboxField

if TYPE_CHECKING:
    from preau.core.actors import Actor


class DecisionForm(SeenMixin, Form):
    """A decision that needs nothing but the click."""


class TicketNumberForm(SeenMixin, Form):
    """The ticket that a letter belongs to."""

    ref = forms.CharField(
        label=_("Number of the ticket"), max_length=20, help_text=_("For example 2026-000123.")
    )


class LyceeForm(SeenMixin, Form):
    """The lycée that a letter is about."""

    school = ComboboxField(
        label=_("Lycée"),
        url=reverse_lazy("mail:schools"),
        help_text=_("Name, commune or UAI: choose among the proposals."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_school(self) -> School:
        """Find the lycée that was chosen, or the only one that the words fit."""
        chosen: Chosen = self.cleaned_data["school"]
        schools = School.objects.visible_to(self.actor).open()
        if chosen.key.isdecimal() and len(chosen.key) < 12:
            found = list(schools.filter(pk=int(chosen.key)))
        else:
            found = list(schools.named(chosen.text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("Choose one lycée among the proposals."))
        return found[0]
