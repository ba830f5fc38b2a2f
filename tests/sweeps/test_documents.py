"""What the documents promise to list, they list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

READ = re.compile(r"env(\.\w+)?|os\.environ\.get|os\.getenv")


def _rows(document: str) -> set[str]:
    """The names in the first column of a document's tables."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


def _settings() -> Iterator[str]:
    """The variables that the code reads from the environment, through `env` or directly."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called, name = ast.unparse(node.func), node.args[0]
            if isinstance(name, ast.Constant) and READ.fullmatch(called):
                # Any setting may come from a file, named by a variable that ends so.
                yield str(name.value).removesuffix("_FILE")


def _dependencies() -> Iterator[str]:
    for path in ROOT.glob("requirements/*.in"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"[A-Za-z0-9_.-]+", line.strip()):
                yield found[0].lower()


def test_every_setting_is_documented_and_no_other() -> None:
    assert _rows("settings.md") == set(_settings())


def test_every_dependency_has_its_reason() -> None:
    assert _rows("dependencies.md") == set(_dependencies())
