"""Who may read the mail, and decide what becomes of it; each "no" says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.mail.states import LetterState, OutcomeKind, OutgoingState
from preau.schools.policies import holds, holds_over

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.mail.models import Letter, Outgoing

#: Outcomes that made nothing: CESAME may still decide otherwise.
CORRECTABLE = frozenset({OutcomeKind.HELD, OutcomeKind.REFUSED, OutcomeKind.MACHINE})


def can_keep_ledger(actor: Actor) -> Verdict:
    """CESAME and the administrators of the Region keep the ledger (docs/decisions/mail.md).

    Of the whole Region: a mandate in one académie or territory does not open the others' mail.
    """
    if holds_over(actor, Permission.MAIL_LEDGER, school=None):
        return YES
    return no_mandate(_("Only CESAME and the Region's administrators keep the mail ledger."))


def can_read_mail(actor: Actor) -> Verdict:
    """A correspondent reads what was refused or reported in the lycée; CESAME reads all."""
    if can_keep_ledger(actor) or holds(actor, Permission.REPORT_HANDLE, school=None):
        return YES
    return no_mandate(
        _("Messages are read by CESAME, and by the correspondent where they concern the lycée.")
    )


def can_release(actor: Actor, letter: Letter) -> Verdict:
    """CESAME decides what becomes of a held letter, or of one that a rule set aside wrongly."""
    verdict = can_keep_ledger(actor)
    if not verdict:
        return verdict
    if letter.state == LetterState.WAITING:
        return no(_("The message is about to be read: wait for its outcome."))
    if letter.outcome == OutcomeKind.DUPLICATE:
        return no(_("The message repeats another one: that one has the outcome."))
    if letter.outcome not in CORRECTABLE:
        return no(_("The message has found its place: go on from there."))
    return YES


def can_read_source(actor: Actor, letter: Letter) -> Verdict:
    """The raw source says more than its author knows: its reading is recorded (STE-6)."""
    return can_keep_ledger(actor)


def can_send_again(actor: Actor, letter: Outgoing) -> Verdict:
    """A letter that could not leave is tried again, once what stopped it is mended."""
    verdict = can_keep_ledger(actor)
    if not verdict:
        return verdict
    if letter.state != OutgoingState.FAILED:
        return no(_("The letter has left already, or is about to."))
    return YES
