"""Whom else a ticket is to be told to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.core.text import fold
from preau.tickets import queries
from preau.tickets.forms.fields import Form
from preau.ui.widgets import ComboboxField

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket


class WatchForm(Form):
    """Nothing to type: the act says it all."""


class WatcherForm(Form):
    """A colleague, by name."""

    def __init__(self, *args: Any, ticket: Ticket, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticket, self.actor = ticket, actor
        self.fields["colleague"] = ComboboxField(
            label=gettext_lazy("Which colleague?"),
            url=reverse("tickets:colleagues", args=[ticket.ref]),
            help_text=gettext_lazy("Type the first letters of the name."),
        )

    def clean_colleague(self) -> User:
        """One colleague of this key, or of exactly this name."""
        chosen = self.cleaned_data["colleague"]
        among = queries.colleagues(self.ticket, self.actor)
        found = list(among.filter(folded_name=fold(chosen.text))[:2])
        if chosen.key.isdecimal():
            found = list(among.filter(pk=int(chosen.key[:18]))) or found
        if len(found) != 1:
            raise forms.ValidationError(
                _("Choose a colleague in the list: a name of your lycée or of your service.")
            )
        return found[0]
