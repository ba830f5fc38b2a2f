"""The urgency that a French message states, and the words that say so."""

from __future__ import annotations

from dataclasses import dataclass

LOW, MEDIUM, VERY_HIGH = "low", "medium", "very_high"


@dataclass(frozen=True, slots=True)
class UrgencyFound:
    """The level that a message states, None where it states none, and the deciding words."""

    level: str | None = None
    words: tuple[str, ...] = ()
