"""Draw docs/states/ from every table of moves; with `--check`, only say which drawings are old."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "states"


def tables() -> Iterator[tuple[str, str, dict[Any, Any]]]:
    """Find the tables: room, name of the thing, moves."""
    for path in sorted(ROOT.glob("src/preau/*/states.py")):
        room = path.parent.name
        module = importlib.import_module(f"preau.{room}.states")
        for name, value in vars(module).items():
            if name == "MOVES":
                yield room, room.removesuffix("s"), value
            elif name.endswith("_MOVES"):
                yield room, name.removesuffix("_MOVES").lower(), value


def drawing(room: str, thing: str, moves: dict[Any, Any]) -> str:
    """Draw one table as a Mermaid diagram, with the labels that people read."""
    from django.utils import translation

    lines = ["stateDiagram-v2"]
    for status in moves:
        with translation.override("fr"):
            lines.append(f"    {status.value} : {status.label}")
    lines.append(f"    [*] --> {next(iter(moves)).value}")
    for status, targets in moves.items():
        ordered = sorted(targets, key=list(moves).index)
        lines += [f"    {status.value} --> {target.value}" for target in ordered]
        if not targets:
            lines.append(f"    {status.value} --> [*]")
    body = "\n".join(lines)
    title = thing.replace("_", " ").capitalize()
    return (
        f"# {title}\n\nDrawn by `make fix` from `preau.{room}.states`; do not edit.\n\n"
        f"```mermaid\n{body}\n```\n"
    )


def main() -> int:
    """Write or check the drawings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    import django

    django.setup()
    wanted = {FOLDER / f"{thing}.md": drawing(room, thing, m) for room, thing, m in tables()}
    present = set(FOLDER.glob("*.md"))
    old = {p for p, text in wanted.items() if p not in present or p.read_text() != text}
    gone = present - wanted.keys()
    if "--check" in sys.argv[1:]:
        for path in sorted(old | gone):
            print(f"{path.relative_to(ROOT)} is not what the code says: make fix")
        return 1 if old | gone else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in old:
        path.write_text(wanted[path])
    for path in gone:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
