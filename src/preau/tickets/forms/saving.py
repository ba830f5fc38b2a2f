"""The name of a saved view, and who has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.tickets.forms.fields import Form
from preau.ui.forms import RequestKeyMixin

if TYPE_CHECKING:
    from collections.abc import Sequence


class NameForm(Form):
    """Another name."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)


class SavedViewForm(NameForm, RequestKeyMixin):
    """A name, and for whom; the filters come along unseen."""

    query = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)

    def __init__(self, *args: Any, services: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if services:
            self.fields["shared_with"] = forms.ChoiceField(
                label=_("Who has it?"),
                choices=[("", _("You alone")), *services],
                required=False,
                help_text=_("Each of them sees in it what they may see, no more."),
            )
