"""The composed words of the demonstration, read from its data files."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """A data file, once, set as French is printed."""
    found: dict[str, Any] = _set(tomllib.loads((DATA / name).read_text(encoding="utf-8")))
    return found


def _set(value: Any) -> Any:
    """Curly apostrophes, and spaces that do not break before high punctuation."""
    if isinstance(value, str):
        text = re.sub(r" ([?!:;»])", "\u00a0\\1", value.replace("'", "’"))
        return text.replace("« ", "«\u00a0")
    if isinstance(value, dict):
        return {key: _set(each) for key, each in value.items()}
    return [_set(each) for each in value] if isinstance(value, list) else value


@cache
def incidents() -> list[dict[str, Any]]:
    """All incidents, each with the defaults of its file."""
    found = []
    for path in sorted((DATA / "incidents").glob("*.toml")):
        content = table(f"incidents/{path.name}")
        defaults = {key: value for key, value in content.items() if key != "incident"}
        found += [{**defaults, **incident} for incident in content.get("incident", [])]
    return found
