"""What CESAME types to tie tickets together, and to take them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.tickets.forms.fields import Form, long_text
from preau.tickets.models import Ticket
from preau.tickets.states import LinkKind
from preau.ui.forms import SeenMixin
from preau.ui.widgets import RadioCards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor

LINK_DETAILS: dict[str, StrOrPromise] = {
    LinkKind.CHILD_OF: _(
        "One breakdown, several tickets, of one lycée or of several: each keeps its own, and the "
        "technical closure of the main one is proposed for all."
    ),
    LinkKind.FOLLOWS: _("The same trouble came back, or this request comes of an earlier one."),
}


class RefField(forms.CharField):
    """The number of a ticket that the person may read; the ticket once it is clean."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs |= {"placeholder": "2026-000123", "autocomplete": "off"}
        self.actor: Actor | None = None

    def clean(self, value: Any) -> Any:
        """Find the ticket; absent and invisible are said alike."""
        typed = super().clean(value)
        if self.actor is None or not typed:
            return None
        visible = Ticket.objects.visible_to(self.actor).select_related("school")
        if (found := visible.called(typed).first()) is None:
            raise forms.ValidationError(_("No ticket that you may read has this number."))
        return found


class _OtherForm(Form):
    """Names another ticket, by its number."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, RefField):
                field.actor = actor


class MergeForm(_OtherForm, SeenMixin):
    """Which ticket goes on, and a word to the lycée if one likes."""

    into = RefField(
        label=_("Which ticket goes on?"),
        help_text=_("The number of the other ticket of the same lycée: 2026-000123, or only 123."),
    )
    body = long_text(
        _("A word to the lycée"),
        rows=3,
        required=False,
        help_text=_("Préau writes in any case which ticket goes on."),
    )


class LinkForm(_OtherForm):
    """To which ticket, and how."""

    kind = forms.ChoiceField(
        label=_("What ties them?"),
        choices=[
            (LinkKind.CHILD_OF.value, LinkKind.CHILD_OF.label),
            (LinkKind.FOLLOWS.value, LinkKind.FOLLOWS.label),
        ],
        widget=RadioCards(details=LINK_DETAILS),
    )
    other = RefField(
        label=_("Which ticket?"),
        help_text=_("Its number: 2026-000123, or only 123."),
    )


class UnlinkForm(Form):
    """Nothing to type: the act says it all."""


class SeparationForm(Form, SeenMixin):
    """Why two tickets are not the same matter, if one likes to say."""

    body = long_text(_("What is different?"), rows=3, required=False)


class PartsField(forms.TypedMultipleChoiceField):
    """The tickets of an outage that are closed with the main one, as they were read."""

    def __init__(self, parts: Sequence[Ticket], **kwargs: Any) -> None:
        self.parts = {f"{part.ref}:{part.version}": part for part in parts}
        super().__init__(
            choices=[
                (key, f"{part.ref} · {part.subject} · {part.school.name}")
                for key, part in self.parts.items()
            ],
            coerce=lambda key: (self.parts[key], self.parts[key].version),
            empty_value=[],
            required=False,
            initial=list(self.parts),
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )
