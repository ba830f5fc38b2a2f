"""What CESAME fills in to decide what becomes of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from preau.schools.models import School
from preau.ui.forms import Form, SeenMixin
from preau.ui.widgets import Chosen, ComboboxField, RadioCards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preau.core.actors import Actor
    from preau.mail.candidates import Candidate


class DecisionForm(SeenMixin, Form):
    """A decision that needs nothing but the click."""


class TicketNumberForm(SeenMixin, Form):
    """The ticket that a letter belongs to."""

    ref = forms.CharField(
        label=_("Number of the ticket"), max_length=20, help_text=_("For example 2026-000123.")
    )


class LyceeForm(SeenMixin, Form):
    """The lycée that a letter is about: one that the letter speaks for, or another."""

    school = ComboboxField(
        label=_("Lycée"),
        url=reverse_lazy("mail:schools"),
        required=False,
        help_text=_("Name, commune or UAI: choose among the proposals."),
    )

    def __init__(
        self, *args: Any, actor: Actor, candidates: Sequence[Candidate] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.candidates = {str(each.school.pk): each for each in candidates}
        if not self.candidates:
            return
        self.fields["school"].label = _("Or another lycée")
        self.fields["proposed"] = forms.ChoiceField(
            label=_("Which lycée is it about?"),
            required=False,
            choices=[
                (key, f"{each.school.name}, {each.school.commune} ({each.school.uai})")
                for key, each in self.candidates.items()
            ],
            widget=RadioCards(details={key: each.why for key, each in self.candidates.items()}),
            # One alone is as good as chosen; among several, a person decides.
            initial=next(iter(self.candidates)) if len(self.candidates) == 1 else None,
        )
        self.order_fields(["proposed", "school"])

    def clean(self) -> dict[str, Any]:
        """Take the lycée that was typed, else the one that was chosen among the candidates."""
        data = super().clean() or {}
        proposed = data.pop("proposed", "")
        if "school" in self.errors or data.get("school") is not None:
            return data
        if proposed:
            return {**data, "school": self.candidates[proposed].school}
        self.add_error("school", _("Choose one lycée among the proposals."))
        return data

    def clean_school(self) -> School | None:
        """Find the lycée that was chosen, or the only one that the words fit."""
        chosen: Chosen | None = self.cleaned_data["school"]
        if chosen is None:
            return None
        schools = School.objects.visible_to(self.actor).open()
        if chosen.key.isdecimal() and len(chosen.key) < 12:
            found = list(schools.filter(pk=int(chosen.key)))
        else:
            found = list(schools.named(chosen.text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("Choose one lycée among the proposals."))
        return found[0]
