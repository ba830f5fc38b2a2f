"""The life of a thing as one table of moves."""

from __future__ import annotations

from typing import Any


class IllegalMove(Exception):
    """A move that the thing's table does not have: a policy should have refused it before."""

    def __init__(self, thing: Any, target: str) -> None:
        super().__init__(f"{thing!r} cannot go from {thing.status!r} to {target!r}.")
        self.thing = thing
        self.target = target
