"""What pages and the worker read about lists that were taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.accounts.models import User
from preau.exports import policies
from preau.schools.queries import actor_of
from preau.ui.exports.running import Ended

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from preau.core.actors import Actor


def held_by(actor: Actor) -> frozenset[int]:
    """All mandates of a person in force, also where they chose to act under one of them."""
    if actor.worn is not None and actor.person is not None:
        actor = actor_of(actor.person, actor.at)
    return frozenset(held.mandate_id for held in actor.mandates)


def reader_now(
    person_id: int, mandates: list[int], worn: int | None, *, clock: Callable[[], datetime]
) -> Actor:
    """The person as they are now; `Ended` where a mandate they began under is over, or they left.

    Mandates that came since give a list that was begun before nothing more.
    """
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise Ended
    actor = actor_of(person, clock(), worn_id=worn)
    if not policies.can_go_on(actor, mandates):
        raise Ended
    return actor
