"""The Region changes the figures of the limits, for the clocks that start later (INC-5, INC-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preau.core.verdicts import Refused, Stale, no
from preau.journal import actions as journal
from preau.tickets import facts, policies
from preau.tickets.models import LimitFigures

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor


@transaction.atomic
def set_limits(
    *, by: Actor, seen: int, holds_from: datetime, reason: str, **figures: int
) -> LimitFigures:
    """Write a new version of the figures; `seen` is the version that was edited.

    It holds from now on or later: what was promised keeps its date.
    """
    policies.can_set_limits(by).enforce()
    newest = LimitFigures.objects.select_for_update().order_by("number").last()
    number = newest.number if newest is not None else 0
    if number != seen:
        raise Stale(newest)
    holds_from = max(holds_from, by.at)
    if newest is not None and holds_from <= newest.holds_from:
        raise Refused(no(_("Another version holds from that moment on: choose a later one.")))
    if not reason.strip():
        raise Refused(no(_("Say why the figures change: everybody may read it.")))
    version = LimitFigures.objects.create(
        number=number + 1,
        holds_from=holds_from,
        reason=reason.strip(),
        edited_at=by.at,
        edited_by=by.person,
        **figures,
    )
    journal.record(facts.LimitsSet(thing_id=version.pk, version=version.number), by=by)
    return version
