"""The fortnightly review: one answer for each open ticket, in one form (INC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from preau.tickets.actions.reviewing import Answer
from preau.tickets.forms.fields import Form
from preau.tickets.states import ReviewAnswer
from preau.ui.forms import RequestKeyMixin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from preau.tickets.models import Ticket


class ReviewForm(Form, RequestKeyMixin):
    """What can be said of each ticket; nothing is said of one that came in meanwhile."""

    def __init__(
        self, *args: Any, tickets: Mapping[Ticket, list[ReviewAnswer]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tickets = tickets
        for ticket, answers in tickets.items():
            self.fields[f"answer_{ticket.pk}"] = forms.ChoiceField(
                label=f"{ticket.ref} {ticket.subject}",
                choices=[(answer.value, answer.label) for answer in answers],
                initial=ReviewAnswer.NOTHING,
                required=False,
            )
            self.fields[f"seen_{ticket.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=ticket.version, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Give the verb one answer for each ticket that the page had."""
        data = super().clean() or {}
        answers = [
            Answer(
                ticket,
                ReviewAnswer(data.get(f"answer_{ticket.pk}") or ReviewAnswer.NOTHING),
                seen,
            )
            for ticket in self.tickets
            if (seen := data.get(f"seen_{ticket.pk}")) is not None
        ]
        return {"answers": answers, "request_key": data.get("request_key")}

    def read_again(self, ticket: Ticket) -> None:
        """Somebody wrote on a ticket meanwhile: the page shows it as it is, its answer waits."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix(f"seen_{ticket.pk}")] = str(ticket.version)
        self.data = data
