"""Letters of the yearly confirmation: the head is asked, and reminded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.accounts.roles import Role
from preau.journal import wiring as journal
from preau.mail.actions import post
from preau.schools import facts, queries
from preau.schools.models import Mandate
from preau.schools.models.confirmations import Confirmation

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.queries import Recorded


def sign_up() -> None:
    """Hear of questions and reminders."""
    told = [facts.ConfirmationAsked, facts.ConfirmationReminded]
    journal.subscribe("mail.confirmation", told, ask)


def ask(recorded: Recorded, at: datetime) -> None:
    """Ask the head, and the deputy heads who act for them, which mandates go on."""
    confirmation = Confirmation.objects.select_related("school").get(pk=recorded.fact.thing_id)
    school = confirmation.school
    if confirmation.confirmed_at or confirmation.replaced_at or school.closed_on:
        return
    heads = Mandate.objects.in_force(at).filter(
        school=school, role__in=[Role.HEAD, Role.DEPUTY_HEAD]
    )
    for mandate in heads.select_related("person").order_by("pk"):
        post(
            mandate.person,
            "mail/letters/confirmation",
            {
                "person": mandate.person,
                "school": school,
                "confirmation": confirmation,
                "mandates": queries.mandates_to_confirm(school, at),
                "is_head": mandate.role == Role.HEAD,
                "reminder": getattr(recorded.fact, "number", 0),
            },
            thread="",
            key=f"confirmation:{recorded.id}:{mandate.pk}",
            at=at,
            school=school,
        )
