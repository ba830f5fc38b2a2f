"""Who opens, follows and does the fortnightly review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.policies import holds

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import School


def can_open_review(actor: Actor) -> Verdict:
    """The clock puts the open tickets before the lycée (INC-4)."""
    return YES if actor.is_preau else no(_("Only the clock opens a review."))


def can_follow_reviews(actor: Actor) -> Verdict:
    """The Region and its services follow the reviews of all their lycées (INC-4)."""
    if holds(actor, Permission.TICKET_NOTE, school=None):
        return YES
    return no_mandate(_("The Region and its services follow the reviews of the lycées."))


def can_review(actor: Actor, school: School) -> Verdict:
    """The correspondent or a deputy reviews the open tickets of the lycée (INC-4)."""
    if holds(actor, Permission.TICKET_SEND, school=school):
        return YES
    return no_mandate(
        _("Only the correspondent and the deputies review the open tickets."), source="INC-4"
    )
