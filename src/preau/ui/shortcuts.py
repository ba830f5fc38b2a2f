"""The keys that act on pages: one list, which the help shows and the script obeys."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One shortcut: its keys in order, what it does, where it acts.

    A shortcut with a `mark` acts on the part of the page that bears it (`data-key="q"`, and
    `data-go="t"` after g); the others are the script's own.
    """

    keys: tuple[str, ...]
    label: StrOrPromise
    where: StrOrPromise
    mark: str = ""


_EVERYWHERE = _("On every page")
_LISTS = _("In a list")
_TICKET = _("On a ticket")

SHORTCUTS = (
    Shortcut(("?",), _("Show these shortcuts"), _EVERYWHERE),
    Shortcut(("/",), _("Go to the search box"), _EVERYWHERE),
    Shortcut(("g", "t"), _("Go to the tickets"), _EVERYWHERE, 'data-go="t"'),
    Shortcut(("g", "l"), _("Go to the lycées"), _EVERYWHERE, 'data-go="l"'),
    Shortcut(("g", "s"), _("Go to the search page"), _EVERYWHERE, 'data-go="s"'),
    Shortcut(("j",), _("Next line (also the down arrow, once in the list)"), _LISTS),
    Shortcut(("k",), _("Previous line (also the up arrow)"), _LISTS),
    Shortcut(("o",), _("Open the line (also Enter)"), _LISTS),
    Shortcut(("x",), _("Choose the line, or no longer"), _LISTS),
    Shortcut(("q",), _("Qualify"), _TICKET, 'data-key="q d"'),
    Shortcut(("d",), _("Hand over to a service"), _TICKET, 'data-key="q d"'),
    Shortcut(("r",), _("Reply"), _TICKET, 'data-key="r"'),
    Shortcut(("m",), _("Join with another ticket"), _TICKET, 'data-key="m"'),
    Shortcut(("c",), _("Close"), _TICKET, 'data-key="c"'),
    Shortcut(("n",), _("Next ticket of the list one came from"), _TICKET),
    Shortcut(("p",), _("Previous ticket of the list"), _TICKET),
    Shortcut(("u",), _("Back to the list"), _TICKET),
)


def by_place() -> list[tuple[StrOrPromise, list[Shortcut]]]:
    """The shortcuts, put together by where they act."""
    grouped = groupby(SHORTCUTS, key=lambda shortcut: shortcut.where)
    return [(where, list(shortcuts)) for where, shortcuts in grouped]
