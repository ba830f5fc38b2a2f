"""Compile every French catalogue, with Babel: no system package is needed for it."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write a .mo beside every .po."""
    for source in sorted(ROOT.glob("src/preau/*/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)
    return 0


if __name__ == "__main__":
    sys.exit(main())
