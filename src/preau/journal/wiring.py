"""Who hears of what: rooms sign up in their `apps.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from preau.agenda import wiring as agenda

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.facts import Fact
    from preau.journal.queries import Recorded

_SUBSCRIBERS: defaultdict[str, list[str]] = defaultdict(list)


def subscribe(
    name: str, facts: Iterable[type[Fact]], handler: Callable[[Recorded, datetime], None]
) -> None:
    """Have `handler(recorded, at)` called in the worker after each of these facts is committed.

    At least once, perhaps late, perhaps out of order: the handler looks at the thing as it is.
    What it writes is committed with the mark that it was called. `name` stays the same for
    ever: deliveries waiting in the database bear it.
    """

    def hear(entry_id: int, at: datetime) -> None:
        from preau.journal.queries import recorded

        handler(recorded(entry_id), at)

    agenda.subscriber(name, hear)
    for fact in facts:
        _SUBSCRIBERS[fact.name].append(name)


def subscribers_of(fact: type[Fact]) -> list[str]:
    """Who is to be told of such a fact."""
    return _SUBSCRIBERS.get(fact.name, [])
