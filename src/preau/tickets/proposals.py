"""The answers that CESAME is proposed when a request is not the Region's to treat (INC-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from preau.accounts.roles import Role
from preau.schools.queries import head_of, holders
from preau.tickets.states import OutOfScope

if TYPE_CHECKING:
    from datetime import datetime

    from preau.tickets.models import Ticket


#: Greeting, reason, who is in charge, what to do if it is not so.
_WITH_WHO = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reason, and the letter that names who is responsible and how to reach them."""

    reason: str
    label: str
    text: str

    @property
    def gist(self) -> str:
        """The sentence of the letter that says who is in charge, or its first one."""
        paragraphs = self.text.split("\n\n")
        return paragraphs[2] if len(paragraphs) > _WITH_WHO else paragraphs[1]


def scope_proposals(ticket: Ticket, at: datetime) -> dict[OutOfScope, Proposal]:
    """A letter for each reason, in French, with the names and numbers that Préau knows."""
    services = holders(Role.ACADEMY_SERVICES, at, ticket.school)
    context = {
        "ticket": ticket,
        "school": ticket.school,
        "head": head_of(ticket.school, at),
        "services": services[0] if services else None,
    }
    return {
        reason: Proposal(
            reason.value,
            str(reason.label),
            render_to_string(f"tickets/proposals/{reason.value}.txt", context).strip(),
        )
        for reason in OutOfScope
    }
