"""Who may have a list written, give it up, and take the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.core.verdicts import YES, Verdict, no
from preau.exports.models import Taken
from preau.exports.states import PENDING
from preau.ui.exports import EXPORTS

if TYPE_CHECKING:
    from preau.core.actors import Actor

#: How many files may wait for one person ◇.
MOST_PENDING = 3


def can_ask(actor: Actor) -> Verdict:
    """Whether the worker takes another long list for this person."""
    if Taken.objects.visible_to(actor).pending().count() < MOST_PENDING:
        return YES
    return no(_("Three of your files are still being written: wait for one, or give one up."))


def can_cancel(actor: Actor, taken: Taken) -> Verdict:
    """Whether there is anything left to give up."""
    if taken.status in PENDING:
        return YES
    return no(_("This file is no longer being written."))


def can_download(actor: Actor, taken: Taken, *, held: frozenset[int]) -> Verdict:
    """Whether the file is there, and its reader still holds the mandates they asked under.

    `held` are all mandates of the person in force (`queries.held_by`), also where they chose to
    act under one of them.
    """
    if taken.status in PENDING:
        return no(_("This file is still being written."))
    if taken.kept_until is None or taken.kept_until <= actor.at:
        return GONE
    export = EXPORTS.get(taken.listed)
    if export is None or not set(taken.mandates) <= held:
        return _ENDED
    return YES


def can_go_on(actor: Actor, mandates: list[int]) -> Verdict:
    """Whether all the mandates under which a list was asked for are in force."""
    return YES if set(mandates) <= {held.mandate_id for held in actor.mandates} else _ENDED


GONE = no(_("This file is no longer kept: ask for the list again."))
_ENDED = no(
    _(
        "A mandate under which this list was asked for has ended since: its file is no longer"
        " yours to read. Ask for the list again: it will hold what you may see now."
    ),
    source="ROL-5",
)
