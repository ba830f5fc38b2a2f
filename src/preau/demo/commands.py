"""Commands of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.demo.bulk import commands as bulk

if TYPE_CHECKING:
    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `seed`."""
    bulk.arguments(commands)
