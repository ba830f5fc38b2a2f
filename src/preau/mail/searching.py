"""How letters are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.accounts.roles import Permission
from preau.mail.models import SHOWN_TO_LYCEE, Letter
from preau.mail.policies import can_keep_ledger
from preau.mail.states import LetterState, OutcomeKind
from preau.schools.searching import few, placed
from preau.search import wiring
from preau.search.wiring import Passage, Reach, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from preau.core.actors import Actor

#: A letter that its lycée may read, not only those who keep the ledger.
_LYCEE = "l"
_TONES = {
    OutcomeKind.HELD: "wait",
    OutcomeKind.REFUSED: "late",
}


def _things() -> QuerySet[Letter]:
    """Letters that were read; a repeat would only find its first a second time."""
    return Letter.objects.exclude(state=LetterState.WAITING).exclude(outcome=OutcomeKind.DUPLICATE)


def _reach(actor: Actor) -> Reach | None:
    if can_keep_ledger(actor):
        return Reach(Q())
    held = [
        mandate
        for mandate in actor.mandates
        if mandate.school_id and Permission.REPORT_HANDLE in mandate.permissions
    ]
    return Reach(placed(held) & Q(segment=_LYCEE), few(held)) if held else None


def _visible(actor: Actor) -> QuerySet[Letter]:
    return Letter.objects.visible_to(actor).order_by("-pk")


def _tell(letters: QuerySet[Letter], actor: Actor | None) -> Iterator[Told]:
    for letter in letters:
        yield Told(
            key=letter.pk,
            school_id=letter.school_id,
            segment=_LYCEE if letter.outcome in SHOWN_TO_LYCEE else "",
            at=letter.received_at,
            title=letter.subject or _("(no subject)"),
            where=f"{letter.from_name} {letter.from_email}".strip(),
            url=letter.get_absolute_url(),
            passages=[Passage(_("Text of the message"), letter.text)] if letter.text else [],
            state=letter.get_outcome_display(),
            tone=_TONES.get(OutcomeKind(letter.outcome), "calm"),
        )


def wire() -> None:
    """Make letters findable; `settle` keeps them so, since no fact tells that one was read."""
    wiring.kind(
        wiring.Kind(
            name="letter",
            number=7,
            label=gettext_lazy("Letters received"),
            icon="envelope",
            order=70,
            things=_things,
            reach=_reach,
            visible=_visible,
            tell=_tell,
        )
    )
