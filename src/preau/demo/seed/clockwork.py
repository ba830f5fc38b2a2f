"""The clock of the seeded term: stories take their turns in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from preau.core.verdicts import Refused, Stale
from preau.core.working_time import REGION, due

#: A story yields the instant at which it wants to be woken, and ends when it has been told.
Story = Generator[datetime, None, None]


def later(at: datetime, minutes: int) -> datetime:
    """Some service minutes after an instant: people work from 8 to 18, on working days."""
    return due(at, minutes, (), REGION) or at


@dataclass
class Clockwork:
    """Wakes each story at its instants, and does `after` each turn and `hourly` in between.

    A story whose next act the policies refuse (somebody was quicker, a closure came first) ends
    there: that is what would have happened.
    """

    after: Callable[[datetime], None]
    hourly: Callable[[datetime], None]
    broken_off: int = 0
    _turns: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def begin(self, story: Story) -> None:
        """Let a story begin; it is woken when its first instant comes."""
        self._wake(story)

    def run(self, start: datetime, end: datetime) -> None:
        """Let time pass from one instant to another."""
        hour = start.replace(minute=7, second=0, microsecond=0)
        while self._turns and self._turns[0][0] <= end:
            at, _number, story = heapq.heappop(self._turns)
            while hour <= at:
                self.hourly(hour)
                hour += timedelta(hours=1)
            self._wake(story)
            self.after(at)
        while hour <= end:
            self.hourly(hour)
            hour += timedelta(hours=1)

    def _wake(self, story: Story) -> None:
        try:
            at = next(story)
        except StopIteration:
            return
        except (Refused, Stale):
            self.broken_off += 1
            return
        heapq.heappush(self._turns, (at, next(self._numbers), story))
