"""How some lycées and their RTN get along: what they arranged, and what they agreed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from preau.demo.seed.clockwork import later
from preau.demo.seed.population import SHOWN
from preau.demo.seed.texts import table
from preau.schools import actions
from preau.schools.queries import actor_of
from preau.schools.states import ExchangeKind

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from preau.demo.seed.cast import Cast, House

_LYCEES = 60


def hold(homes: list[House], cast: Cast, first: datetime, random: Random) -> None:
    """Meetings and calls of the term's first weeks."""
    words = table("incidents/closing.toml")
    shown = [home for home in homes if home.school.uai == SHOWN]
    for house in [*shown, *random.sample(homes, min(_LYCEES, len(homes)))]:
        officer = cast.officers.get(house.school.territory_id or 0)
        if officer is None:
            continue
        at = later(first + timedelta(days=random.randint(2, 50)), random.randint(5, 500))
        by = actor_of(officer, at)
        actions.set_arrangement(
            house.school, by=by, arrangement=random.choice(words["arrangement"])
        )
        actions.write_exchange(
            house.school,
            by=by,
            kind=random.choice(list(ExchangeKind)),
            held_on=timezone.localdate(at),
            points=random.choice(words["points"]),
            request_key=uuid.UUID(int=random.getrandbits(128), version=4),
        )
