"""How large a file may be, and what makes it unreadable."""

from __future__ import annotations

LARGEST_FILE = 20_000_000
LARGEST_CELL = 2_000
MOST_ROWS = 500_000
#: What a workbook may hold once unpacked, and how many times its own size that may be.
LARGEST_UNPACKED = 250_000_000
MOST_UNPACKED = 100
#: Below this, however well it was packed, it harms nobody.
HARMLESS = 10_000_000
MOST_PARTS = 5_000
MOST_MERGED = 200_000


class Unreadable(Exception):
    """The file cannot be read at all; the reason says what to do about it."""

    def __init__(self, reason: str, *, row: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row


class Flaw(str):
    """A cell of which nobody can say what it holds: empty, with the reason."""

    __slots__ = ("reason",)

    reason: str

    def __new__(cls, reason: str) -> Flaw:
        """Make an empty cell with its reason."""
        cell = super().__new__(cls, "")
        cell.reason = reason
        return cell
