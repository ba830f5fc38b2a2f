"""How far mandates reach: the one place that turns them into rows of lycées (ROL-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.core.actors import Held


def within(mandates: Iterable[Held], to: str = "") -> Q:
    """The rows of the lycées that these mandates' places are, or have inside.

    `to` leads from a row to its lycée ("school", "ticket__school"); empty for lycées themselves.
    """
    places = list(mandates)
    if any(held.is_everywhere for held in places):
        # An empty Q would vanish where another one is added to it.
        return Q(pk__isnull=False)
    key, inside = (f"{to}_id", f"{to}__") if to else ("pk", "")
    reach = Q(pk__in=[])
    if schools := {held.school_id for held in places if held.school_id}:
        reach |= Q(**{f"{key}__in": schools})
    if territories := {held.territory_id for held in places if held.territory_id}:
        reach |= Q(**{f"{inside}territory_id__in": territories})
    if academies := {held.academy for held in places if held.academy}:
        reach |= Q(**{f"{inside}academy__in": academies})
    return reach
