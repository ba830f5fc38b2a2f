"""What the worker has to do: rooms sign up here, in their `apps.py`.

- `drain`: work that waits as rows, done in batches until none is left.
- `cron`: a job of the clock, once per tick whatever the number of workers.
- `service`: something that runs beside the worker as long as it lives (the SMTP intake).
- `examine`: what `preau doctor` should look at.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


T = TypeVar("T")


class Stoppable(Protocol):
    """A running service."""

    def stop(self) -> None:
        """Finish what is in hand, and end."""


@dataclass(frozen=True, slots=True)
class Drain:
    """Rows of work: `function(at, limit)` does at most `limit` of them, and says how many.

    It looks before it takes the write lock, and a failing row never stops the next one. One that
    calls the outside world is done `apart`: a server that is slow to answer holds up no other.
    """

    name: str
    function: Callable[[datetime, int], int]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Cron:
    """A job of the clock: `function(at)` finds what is due and calls one action for each.

    Maintenance jobs (`in_drain=False`) keep to the clock; the others also run in `queue drain`.
    One that may last minutes (`is_long`) holds up no other job.
    """

    name: str
    expression: str
    function: Callable[[datetime], None]
    in_drain: bool = True
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with this installation, and what to do about it."""

    problem: StrOrPromise
    remedy: StrOrPromise
    is_fatal: bool = True


DRAINS: dict[str, Drain] = {}
CRONS: dict[str, Cron] = {}
SERVICES: dict[str, Callable[[], Stoppable | None]] = {}
EXAMINERS: dict[str, Callable[[datetime], list[Finding]]] = {}
#: Who hears facts: called with the id of the entry and the instant.
SUBSCRIBERS: dict[str, Callable[[int, datetime], None]] = {}

#: Set to make an idle worker of this process look again at once.
WAKE = threading.Event()


def drain(name: str, function: Callable[[datetime, int], int], *, apart: bool = False) -> None:
    """Sign up rows of work, in the order in which they should be done."""
    _add(DRAINS, name, Drain(name, function, apart))


def cron(
    name: str,
    expression: str,
    function: Callable[[datetime], None],
    *,
    in_drain: bool = True,
    is_long: bool = False,
) -> None:
    """Sign up a job of the clock (five fields, Paris time): `cron("x", "*/10 * * * *", f)`."""
    _add(CRONS, name, Cron(name, expression, function, in_drain, is_long))


def service(name: str, start: Callable[[], Stoppable | None]) -> None:
    """Sign up something that lives beside the worker; `start` gives None where it is not set."""
    _add(SERVICES, name, start)


def examine(name: str, function: Callable[[datetime], list[Finding]]) -> None:
    """Sign up a look of `preau doctor`."""
    _add(EXAMINERS, name, function)


def subscriber(name: str, handler: Callable[[int, datetime], None]) -> None:
    """Sign up who hears facts; rooms call `journal.wiring.subscribe`, which calls this."""
    _add(SUBSCRIBERS, name, handler)


def wake() -> None:
    """Tell the worker of this process that there is something to do."""
    WAKE.set()


def _add(registry: dict[str, T], name: str, value: T) -> None:
    if name in registry:
        raise ValueError(f"{name!r} is signed up twice.")
    registry[name] = value
