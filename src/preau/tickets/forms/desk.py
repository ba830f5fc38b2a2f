"""What CESAME types: qualification, dispatch, urgency, return, scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.tickets.forms.fields import URGENCY_TONES, Form, long_text
from preau.tickets.states import Extent, Handler, Nature, OutOfScope, Urgency
from preau.ui.forms import SeenMixin
from preau.ui.widgets import RadioCards

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.tickets.models import Ticket

NATURE_DETAILS: dict[str, StrOrPromise] = {
    Nature.NETWORK_INCIDENT: _(
        "Links, active equipment, servers, UPS: 1, 3 or 5 working days by urgency."
    ),
    Nature.OFFICE_INCIDENT: _(
        "One post or its peripherals, network sound: next regular visit, within 10 working days."
    ),
    Nature.EVOLUTION: _("The answer would change the network: a study by the RTN."),
    Nature.CONFIGURATION: _("Amon or Scribe: the rectorat. Windows, ENT: the Region."),
}
EXTENT_DETAILS: dict[str, StrOrPromise] = {
    Extent.POST: _("One workstation or one peripheral."),
    Extent.ROOM: _("A class cannot work."),
    Extent.PART: _("A building, a floor, a service."),
    Extent.NETWORK: _("Nobody reaches the network."),
}
HANDLER_DETAILS: dict[str, StrOrPromise] = {
    Handler.CONTRACTOR: _("Interventions. The clock of the limits starts."),
    Handler.DIGITAL_OFFICER: _("Studies and evolutions."),
    Handler.ACADEMY_SERVICES: _("Configuration of Amon and Scribe servers."),
    Handler.REGION: _("Configuration of Windows servers, ENT and accounts."),
}


class _UrgencyForm(Form, SeenMixin):
    """An urgency; a change is explained to the sender (INC-2)."""

    REASON = "reason"

    urgency = forms.ChoiceField(
        label=_("Urgency retained"),
        choices=Urgency.choices,
        widget=RadioCards(tones=URGENCY_TONES),
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "urgency": ticket.urgency,
            "nature": ticket.nature,
            "extent": ticket.extent,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.ticket = ticket

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where the urgency changes."""
        data = super().clean() or {}
        changes = data.get("urgency") not in (None, self.ticket.urgency)
        if changes and not data.get(self.REASON):
            self.add_error(self.REASON, _("Tell the sender why the urgency changes."))
        return data


class DispatchForm(_UrgencyForm):
    """Qualification and dispatch, in one gesture (INC-5)."""

    REASON = "urgency_reason"

    nature = forms.ChoiceField(
        label=_("Nature"), choices=Nature.choices, widget=RadioCards(details=NATURE_DETAILS)
    )
    extent = forms.ChoiceField(
        label=_("Who is cut off?"),
        choices=Extent.choices,
        widget=RadioCards(details=EXTENT_DETAILS),
    )
    urgency_reason = long_text(
        _("If you change the urgency: why?"),
        rows=2,
        required=False,
        help_text=_("The sender reads these words."),
    )
    handler = forms.ChoiceField(
        label=_("To whom?"),
        choices=[choice for choice in Handler.choices if choice[0] != Handler.SERVICE_DESK],
        widget=RadioCards(details=HANDLER_DETAILS),
    )
    instructions = long_text(
        _("Instructions for the service"),
        rows=3,
        required=False,
        help_text=_(
            "For the contractor: an exchange between services. For the RTN and the Region: an "
            "internal note. For the rectorat: a message that the lycée reads too."
        ),
    )

    field_order = ("nature", "extent", "urgency", "urgency_reason", "handler", "instructions")


class UrgencyForm(_UrgencyForm):
    """Another urgency, and why."""

    reason = long_text(_("Why?"), rows=3, help_text=_("The sender reads these words."))

    field_order = ("urgency", "reason")

    def clean(self) -> dict[str, Any]:
        """Refuse the level that the ticket has already."""
        data = super().clean()
        if data.get("urgency") == self.ticket.urgency:
            self.add_error("urgency", _("The ticket has this urgency already."))
        return data


class ReturnForm(Form, SeenMixin):
    """Why a ticket goes back to CESAME."""

    reason = long_text(_("Why does the ticket go back to CESAME?"))


class ScopeForm(Form, SeenMixin):
    """Who is responsible instead of the Region, how to reach them, and why (INC-5)."""

    reason = forms.ChoiceField(
        label=_("Why is it out of scope?"), choices=OutOfScope.choices, widget=forms.HiddenInput
    )
    body = long_text(
        _("Answer to the lycée"),
        rows=14,
        help_text=_("It names who is responsible, how to reach them, and why. Complete it."),
    )
