"""Forms of the register of equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.assets.states import Kind, Owner
from preau.schools.models import Room, School
from preau.ui.forms import Form, RequestKeyMixin, SeenMixin
from preau.ui.widgets import DayInput

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _room_field(school: School | None = None) -> forms.ModelChoiceField[Room]:
    """A choice among the rooms of one lycée."""
    rooms: QuerySet[Room] = school.rooms.all() if school else Room.objects.none()
    return forms.ModelChoiceField(rooms, label=_("Room"), required=False, empty_label=_("No room"))


class _Description(Form):
    """What a piece of equipment is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    name = forms.CharField(label=_("Make and model"), max_length=120)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    owner = forms.ChoiceField(label=_("Owner"), choices=Owner.choices)
    commissioned_on = forms.DateField(label=_("In service since"), widget=DayInput, required=False)
    warranty_until = forms.DateField(
        label=_("Under warranty until"), widget=DayInput, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a warranty that ends before the equipment came."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("commissioned_on"), cleaned.get("warranty_until")
        if start and end and end < start:
            self.add_error(
                "warranty_until", _("The warranty cannot end before the equipment is in service.")
            )
        return cleaned


class DescriptionForm(SeenMixin, _Description):
    """A description put right."""


class RegistrationForm(RequestKeyMixin, _Description):
    """A new piece of equipment of one lycée."""

    tag = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=_("Label"),
        max_length=40,
        help_text=_("As it is printed on the label: letters, digits, hyphens."),
    )
    room = _room_field()
    field_order = ["tag", "kind", "name", "room", "serial", "owner"]

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"] = _room_field(school)
        self.order_fields(self.field_order)


class RoomForm(SeenMixin, Form):
    """The room where it stands."""

    room = _room_field()

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"] = _room_field(school)


class SeenForm(SeenMixin, Form):
    """A yes to what the page says."""
