"""Who reads figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no_mandate
from preau.schools.policies import holds

if TYPE_CHECKING:
    from preau.core.actors import Actor


def can_see_figures(actor: Actor) -> Verdict:
    """Everyone who takes part reads the figures of the tickets that they see (INC-13)."""
    if holds(actor, Permission.TICKET_SEE, school=None):
        return YES
    return no_mandate(
        _(
            "The figures tell of tickets: those who take part in them read them. Ask the "
            "correspondent or the head of your lycée."
        ),
        source="INC-13",
    )


def can_take_open_data(actor: Actor) -> Verdict:
    """Whoever steers for the Region prepares what it publishes (STE-2)."""
    if holds(actor, Permission.STEERING_SEE, school=None):
        return YES
    return no_mandate(_("The Region prepares what it publishes."), source="STE-2")
