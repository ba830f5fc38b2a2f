"""Facts of a thing that exists in these tests only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from preau.journal.facts import Audience, Fact


@dataclass(frozen=True, kw_only=True)
class Planted(Fact):
    """A tree was planted."""

    name = "trials.tree.planted"

    species: str = "lime"

    def sentence(self, who: str) -> str:
        return f"{who} planted a {self.species}."


@dataclass(frozen=True, kw_only=True)
class Pruned(Fact):
    """A tree was pruned, which the lycée need not know."""

    name = "trials.tree.pruned"
    audience = Audience.REGION

    on: date
    until: datetime
    branches: tuple[str, ...] = ()
    cost: Decimal | None = None
    request_key: UUID | None = None
    is_tall: bool = False

    def sentence(self, who: str) -> str:
        return f"{who} pruned it."
