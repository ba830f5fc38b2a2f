"""Who may do what where; each "no" says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.core.actors import Actor

if TYPE_CHECKING:
    from preau.core.actors import Held
    from preau.schools.models import School


def covers(held: Held, school: School) -> bool:
    """Whether the place of a mandate is the lycée, or has it inside."""
    if held.school_id:
        return held.school_id == school.pk
    if held.territory_id:
        return held.territory_id == school.territory_id
    return not held.academy or held.academy == school.academy


def holds(actor: Actor, permission: str, *, school: School | None) -> bool:
    """Whether a mandate in force gives the permission there; without a lycée, anywhere."""
    return held_for(actor, permission, school=school) is not None


def held_for(actor: Actor, permission: str, *, school: School | None) -> Held | None:
    """Find the mandate that gives the permission there, the worn one first."""
    candidates = (actor.worn, *actor.mandates) if actor.worn else actor.mandates
    for held in candidates:
        if permission in held.permissions and (school is None or covers(held, school)):
            return held
    return None


def wearing(actor: Actor, permission: str, *, school: School | None) -> Actor:
    """The same actor under the mandate that lets them act, so that the journal says for whom.

    A person who is deputy head and deputy of one lycée designates for the head, and sends a
    ticket for the correspondent.
    """
    held = held_for(actor, permission, school=school)
    return Actor(
        at=actor.at, person=actor.person, key=actor.key, mandates=actor.mandates, worn=held
    )
