"""One list being written: batch by batch, with the rights asked anew before each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from preau.core.verdicts import Refused
from preau.ui.exports import Asked, Export, Listing

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from preau.core.actors import Actor
    from preau.ui.exports import Column

#: Rows read in one go: what is held in memory, and how often rights are asked again.
BATCH = 500


class Ended(Exception):
    """The right to read the list ended while it was being written."""


@dataclass(slots=True)
class Run:
    """A list on its way into a file.

    The keys of its rows are read first, the rows themselves batch by batch: a slow line holds no
    cursor open, and a right that ends meanwhile ends the file.
    """

    export: Export
    asked: Asked
    again: Callable[[], Actor]
    listing: Listing = field(init=False)
    numbers: array[int] = field(init=False)
    done: int = 0

    def __post_init__(self) -> None:
        self.export.can_take(self.asked.actor).enforce()
        self.listing = self.export.listing(self.asked)
        self.numbers = self.listing.numbers()

    @property
    def columns(self) -> list[Column]:
        """The columns of this list."""
        return list(self.listing.columns or self.export.columns)

    @property
    def total(self) -> int:
        """How many rows the list had when it was asked for."""
        return len(self.numbers)

    def batches(self) -> Iterator[list[Any]]:
        """The rows, some at a time; `Ended` where the right to read them is over."""
        for start in range(0, self.total, BATCH):
            if start:
                self._ask_again()
            rows = self.listing.read(self.numbers[start : start + BATCH])
            self.done += len(rows)
            yield rows

    def _ask_again(self) -> None:
        self.asked = replace(self.asked, actor=self.again())
        try:
            self.export.can_take(self.asked.actor).enforce()
            listing = self.export.listing(self.asked)
        except (Http404, Refused) as error:
            raise Ended from error
        # Found anew, rows without keys would stand elsewhere: some twice, some never.
        if listing.is_read_by_key:
            self.listing = listing

    def cut_short(self) -> str:
        """What a file says at its end, where the rest was no longer to be given."""
        return _(
            "Incomplete file: your right to read this list ended while it was being written, "
            "after %(done)d of %(total)d lines."
        ) % {"done": self.done, "total": self.total}
