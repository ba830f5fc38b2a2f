"""List, for each requirement, the tests that show it; then the requirements that none shows."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Listener:
    """Notes which test carries which requirement while pytest collects."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read the markers of every test; a test of many examples counts once."""
        for item in items:
            for marker in item.iter_markers("requirement"):
                for name in marker.args:
                    self.tests[name].add(item.nodeid.partition("[")[0])


def main() -> int:
    """Print the table."""
    lines = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8").splitlines()
    sentences = dict(
        m.groups() for line in lines if (m := re.match(r"\| ([A-Z]{3}-\d+) \| (.+) \|", line))
    )
    listener, output = Listener(), io.StringIO()
    with contextlib.redirect_stdout(output):
        status = pytest.main(["--collect-only", "-qq", "-p", "no:randomly"], plugins=[listener])
    if status not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        print(output.getvalue())
        return 1
    for name in sentences:
        if shown := sorted(listener.tests[name]):
            print(f"{name}  {len(shown)} tests\n    " + "\n    ".join(shown))
    missing = [name for name in sentences if not listener.tests[name]]
    print(f"\nShown: {len(sentences) - len(missing)} of {len(sentences)}. No test shows:")
    print("\n".join(f"    {name}  {sentences[name]}" for name in missing))
    return 0


if __name__ == "__main__":
    sys.exit(main())
