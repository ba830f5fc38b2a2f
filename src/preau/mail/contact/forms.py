"""What somebody without account fills in."""

from __future__ import annotations

import unicodedata

from django import forms
from django.core.validators import EmailValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.ui.forms import Form, RequestKeyMixin
from preau.ui.widgets import ComboboxField

LONGEST = 5_000


class LyceeForm(Form):
    """The lycée that one belongs to."""

    school = ComboboxField(
        label=gettext_lazy("Your lycée"),
        url=reverse_lazy("contact:schools"),
        max_length=80,
        help_text=gettext_lazy("Name, commune or UAI."),
        error_messages={"required": gettext_lazy("Type the name of your lycée, or its commune.")},
    )


class MessageForm(RequestKeyMixin, Form):
    """A message, and whom to answer."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("CESAME answers there."),
    )
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("Who you are in the lycée, and what you need."),
    )
    # Seen by programs that fill in whatever there is, and by nobody else.
    website = forms.CharField(required=False, max_length=200, label=gettext_lazy("Leave empty"))

    def clean_name(self) -> str:
        """One line, of characters that can be seen."""
        name = "".join(c if c.isprintable() else " " for c in self.cleaned_data["name"])
        return " ".join(name.split())

    def clean_email(self) -> str:
        """An address that every mail server takes."""
        email: str = self.cleaned_data["email"]
        if not email.isascii():
            raise forms.ValidationError(_("Write the address without accents."))
        if set(email) & set('"[]'):
            # RFC 5321 has room for these; who reads letters has not, and nobody could answer.
            raise forms.ValidationError(EmailValidator.message)
        return email.lower()

    def clean_text(self) -> str:
        """Text without the controls that no mail carries."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})

    def clean_website(self) -> str:
        """Refuse, rather than drop: should a browser have filled it in, its owner is told."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field must stay empty."))
        return ""
