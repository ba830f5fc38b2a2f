"""What is chosen and typed once for several tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.tickets.canned import problems
from preau.tickets.forms.desk import EXTENT_DETAILS, HANDLER_DETAILS
from preau.tickets.forms.fields import Form, long_text
from preau.tickets.forms.linking import RefField
from preau.tickets.states import BulkAct, Extent, Handler
from preau.ui.forms import RequestKeyMixin
from preau.ui.widgets import RadioCards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.tickets.models import CannedVersion


class BulkForm(Form, RequestKeyMixin):
    """The words of an act, the same for every ticket of the selection."""

    @property
    def words(self) -> dict[str, Any]:
        """What the batch keeps of them: codes, keys and texts."""
        return {name: value for name, value in self.cleaned_data.items() if name != "request_key"}


class DispatchAllForm(BulkForm):
    """To which service; nature and urgency stay those of each ticket."""

    handler = forms.ChoiceField(
        label=_("To whom?"),
        choices=[choice for choice in Handler.choices if choice[0] != Handler.SERVICE_DESK],
        widget=RadioCards(details=HANDLER_DETAILS),
    )
    extent = forms.ChoiceField(
        label=_("Who is cut off, where the ticket does not say?"),
        choices=Extent.choices,
        required=False,
        widget=RadioCards(details=EXTENT_DETAILS),
        help_text=_("Nature and urgency stay those of each ticket."),
    )
    instructions = long_text(_("Instructions for the service"), rows=3, required=False)


class AppointAllForm(BulkForm):
    """The technician who takes charge of all of them."""

    technician = forms.ChoiceField(label=_("Who takes charge?"))

    def __init__(self, *args: Any, technicians: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *((str(person.pk), person.name) for person in technicians)]
        self.fields["technician"].choices = choices  # type: ignore[attr-defined]


class AttachAllForm(BulkForm):
    """The main ticket of the outage."""

    parent = RefField(
        label=_("Which is the main ticket of the outage?"),
        help_text=_("Its number, such as 2026-000123."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        if isinstance(field, RefField):
            field.actor = actor

    @property
    def words(self) -> dict[str, Any]:
        """The ticket by its key."""
        return {"parent": self.cleaned_data["parent"].pk}


class MessageAllForm(BulkForm):
    """The same message on every ticket, its variables filled in for each."""

    canned = forms.ChoiceField(label=_("Canned reply"), required=False, choices=[])
    body = long_text(
        _("Your message"),
        rows=6,
        required=False,
        help_text=_(
            "The lycée, the Region and the contractor read it. Variables such as {{ numero }} are "
            "filled in for each ticket."
        ),
    )

    def __init__(self, *args: Any, replies: Sequence[CannedVersion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(str(version.pk), version.title) for version in replies]
        self.fields["canned"].choices = [("", _("None")), *titles]  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        """Refuse what looks like a variable and is none, and say where it stands."""
        body: str = self.cleaned_data["body"]
        if found := [str(problem) for problem in problems(body)]:
            raise forms.ValidationError(found)
        return body

    def clean(self) -> dict[str, Any]:
        """One of the two is sent: the reply, or what was written."""
        data = super().clean() or {}
        if "body" in data and bool(data["body"]) == bool(data.get("canned")):
            self.add_error("body", _("Choose a reply, or write a message: one of the two."))
        return data


FORMS: dict[BulkAct, type[BulkForm]] = {
    BulkAct.DISPATCH: DispatchAllForm,
    BulkAct.APPOINT: AppointAllForm,
    BulkAct.ATTACH: AttachAllForm,
    BulkAct.MESSAGE: MessageAllForm,
}
