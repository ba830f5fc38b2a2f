"""The figures of the limits, as they held at each time (INC-5 to INC-7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from preau.tickets.states import Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of INC-5 to INC-7, in working days and service hours."""

    network_days: Mapping[Urgency, int] = field(
        default_factory=lambda: {Urgency.VERY_HIGH: 1, Urgency.MEDIUM: 3, Urgency.LOW: 5}
    )
    office_days: int = 10
    dispatch_hours: Mapping[Urgency, int] = field(
        default_factory=lambda: {Urgency.VERY_HIGH: 2, Urgency.MEDIUM: 4, Urgency.LOW: 8}
    )
    warning_percent: int = 80


LIMITS: Final = Limits()


class Book:
    """The figures as they held, by the instant from which on; read when first asked for."""

    def __init__(self, load: Callable[[], Iterable[tuple[datetime, Limits]]]) -> None:
        self._load = load

    @classmethod
    def of(cls, limits: Limits) -> Book:
        """One set of figures for all times."""
        return cls(lambda: ((datetime.min.replace(tzinfo=UTC), limits),))

    @cached_property
    def _versions(self) -> list[tuple[datetime, Limits]]:
        return sorted(self._load(), key=itemgetter(0))

    def at(self, start: datetime) -> Limits:
        """The figures of a clock that started at an instant: they are its own until its end."""
        held = LIMITS
        for holds_from, limits in self._versions:
            if holds_from > start:
                break
            held = limits
        return held


THE_TEXT: Final = Book.of(LIMITS)
