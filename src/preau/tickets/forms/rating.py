"""How satisfied, and a word."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.tickets.forms.fields import Form, long_text
from preau.tickets.models import Level
from preau.ui.widgets import RadioCards


class RatingForm(Form):
    """The one question, and a comment if one likes."""

    level = forms.TypedChoiceField(
        label=_("Are you satisfied with the way it was treated?"),
        choices=Level.choices,
        coerce=int,
        widget=RadioCards(),
    )
    comment = long_text(
        _("A word, if you like"),
        rows=3,
        required=False,
        max_length=2000,
        help_text=_("CESAME and the Region read it, with your name."),
    )
