"""The composed words of the demonstration, read from its data files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """A data file, once."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def incidents() -> list[dict[str, Any]]:
    """All incidents, each with the defaults of its file."""
    found = []
    for path in sorted((DATA / "incidents").glob("*.toml")):
        content = table(f"incidents/{path.name}")
        defaults = {key: value for key, value in content.items() if key != "incident"}
        found += [{**defaults, **incident} for incident in content.get("incident", [])]
    return found
