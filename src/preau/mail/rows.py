"""A line of the ledger, formatted here so that its template stays flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from preau.mail.rules import SENTENCES
from preau.mail.states import REASONS, LetterState, OutcomeKind, OutgoingState
from preau.mail.wiring import ROUTE_REASONS, ROUTE_SENTENCES
from preau.ui.formats import short_moment

if TYPE_CHECKING:
    from datetime import datetime

    from preau.mail.models import Letter, Outgoing

_TONES = {
    OutcomeKind.HELD: "wait",
    OutcomeKind.REFUSED: "late",
    OutcomeKind.TICKET: "well",
    OutcomeKind.MESSAGE: "well",
    OutcomeKind.REPORT: "well",
}
_FAILED = OutgoingState.FAILED
_OUTGOING_TONES = {OutgoingState.FAILED: "late", OutgoingState.DUE: "wait"}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter of the ledger."""

    url: str
    subject: str
    sender: str
    address: str
    school: str
    outcome: str
    tone: str
    reason: str
    ref: str
    received: str
    received_iso: str


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """One letter of ours."""

    subject: str
    to: str
    state: str
    tone: str
    error: str
    written: str
    written_iso: str
    again_url: str


def reason_of(letter: Letter) -> str:
    """Why it came to its outcome, in words."""
    return str(REASONS.get(letter.reason) or ROUTE_REASONS.get(letter.reason) or letter.reason)


def rule_of(letter: Letter) -> str:
    """The rule that decided, in words; a route's rule bears the name of its room."""
    known = SENTENCES.get(letter.rule) or ROUTE_SENTENCES.get(letter.rule)
    return str(known or "")


def outcome_of(letter: Letter) -> tuple[str, str]:
    """The outcome in words, and its tone."""
    if letter.state == LetterState.WAITING:
        return str(LetterState.WAITING.label), "info"
    kind = OutcomeKind(letter.outcome)
    return str(kind.label), _TONES.get(kind, "calm")


def letter_row(letter: Letter, *, at: datetime) -> LetterRow:
    """The line of a letter that came with its lycée."""
    outcome, tone = outcome_of(letter)
    return LetterRow(
        url=letter.get_absolute_url(),
        subject=letter.subject,
        sender=letter.from_name or letter.from_email,
        address=letter.from_email if letter.from_name else "",
        school=letter.school.name if letter.school else "",
        outcome=outcome,
        tone=tone,
        reason=reason_of(letter),
        ref=letter.ref,
        received=short_moment(letter.received_at, at=at),
        received_iso=letter.received_at.isoformat(),
    )


def outgoing_row(letter: Outgoing, *, at: datetime) -> OutgoingRow:
    """The line of a letter of ours."""
    state = OutgoingState(letter.state)
    return OutgoingRow(
        subject=letter.subject,
        to=letter.to_email,
        state=str(state.label),
        tone=_OUTGOING_TONES.get(state, "calm"),
        error=letter.error if state != OutgoingState.SENT else "",
        written=short_moment(letter.written_at, at=at),
        written_iso=letter.written_at.isoformat(),
        again_url=reverse("mail:sending", args=[letter.pk]) if state == _FAILED else "",
    )
