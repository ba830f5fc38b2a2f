"""How a room above says what another calendar would change, before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Moved:
    """How many dates a change of calendar moves, of how many that were looked at."""

    what: StrOrPromise
    moved: int
    all: int


_weighers: dict[str, Callable[[datetime], Moved]] = {}


def weigh(name: str, function: Callable[[datetime], Moved]) -> None:
    """Sign up to say what the calendars, as they now are, would move; in AppConfig.ready()."""
    _weighers[name] = function


def moved(at: datetime) -> list[Moved]:
    """What the calendars, as they now are in this transaction, move."""
    return [function(at) for function in _weighers.values()]


def tried(verb: Callable[..., Any]) -> Callable[..., list[Moved]]:
    """The same verb for a trial: it is done, weighed and undone."""

    def trial(*args: Any, by: Actor, **kwargs: Any) -> list[Moved]:
        with transaction.atomic():
            verb(*args, by=by, **kwargs)
            found = moved(by.at)
            transaction.set_rollback(True)
        return found

    return trial
