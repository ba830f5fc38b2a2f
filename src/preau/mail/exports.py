"""The ledger of the mail as a file, for those who keep it; what letters say stays in Préau."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.mail import policies, queries, rows
from preau.mail.filters import LetterFilter
from preau.mail.models import Letter
from preau.mail.states import OutgoingState
from preau.ui.exports import Column, Export, Kind, Listing, chosen, export

if TYPE_CHECKING:
    from preau.ui.exports import Asked

LETTER_COLUMNS = [
    Column(gettext_lazy("Received"), lambda letter: letter.received_at, Kind.MOMENT, 17),
    Column(gettext_lazy("Name of the sender"), lambda letter: letter.from_name, width=26),
    Column(gettext_lazy("Address of the sender"), lambda letter: letter.from_email, width=34),
    Column(gettext_lazy("Subject"), lambda letter: letter.subject, width=50),
    Column(
        gettext_lazy("Lycée"), lambda letter: letter.school.name if letter.school else "", width=36
    ),
    Column(
        gettext_lazy("UAI"), lambda letter: letter.school.uai if letter.school else "", width=11
    ),
    Column(gettext_lazy("Outcome"), lambda letter: rows.outcome_of(letter)[0], width=20),
    Column(gettext_lazy("Reason"), rows.reason_of, width=46),
    Column(gettext_lazy("Rule"), rows.rule_of, width=46),
    Column(gettext_lazy("Reference"), lambda letter: letter.ref, width=14),
    Column(gettext_lazy("Decided"), lambda letter: letter.decided_at, Kind.MOMENT, 17),
    Column(gettext_lazy("Message-ID"), lambda letter: letter.message_id, width=40),
]
OUTGOING_COLUMNS = [
    Column(gettext_lazy("Written"), lambda letter: letter.written_at, Kind.MOMENT, 17),
    Column(gettext_lazy("Letter"), lambda letter: letter.subject, width=50),
    Column(gettext_lazy("To"), lambda letter: letter.to_email, width=34),
    Column(gettext_lazy("State"), lambda letter: OutgoingState(letter.state).label, width=16),
    Column(gettext_lazy("Sent"), lambda letter: letter.sent_at, Kind.MOMENT, 17),
    Column(gettext_lazy("Attempts"), lambda letter: letter.attempts, Kind.NUMBER, 10),
    Column(gettext_lazy("Last error"), lambda letter: letter.error, width=46),
]
#: What the ledger tells of a letter: neither its text nor its files.
_OF_LETTER = (
    "received_at",
    "from_name",
    "from_email",
    "subject",
    "state",
    "outcome",
    "reason",
    "rule",
    "ref",
    "decided_at",
    "message_id",
    "school__name",
    "school__uai",
)


def _letters(asked: Asked) -> Listing:
    visible = Letter.objects.visible_to(asked.actor)
    narrowed = LetterFilter(asked.query, visible)
    return Listing(
        found=narrowed.letters,
        rows=visible.select_related("school").only(*_OF_LETTER),
        filters=chosen(narrowed),
    )


def _outbox(asked: Asked) -> Listing:
    state = asked.query.get("state", "")
    said = dict(OutgoingState.choices).get(state, "")
    return Listing(
        found=queries.in_outbox(asked.actor, state),
        rows=queries.in_outbox(asked.actor, ""),
        filters=[(_("State"), str(said))] if said else [],
        part=said,
    )


def wire() -> None:
    """Sign the lists up."""
    export(
        Export(
            name="mail",
            title=gettext_lazy("Mail ledger"),
            page="mail:ledger",
            listing=_letters,
            columns=LETTER_COLUMNS,
            can_take=policies.can_keep_ledger,
        )
    )
    export(
        Export(
            name="outbox",
            title=gettext_lazy("Letters sent"),
            page="mail:outbox",
            listing=_outbox,
            columns=OUTGOING_COLUMNS,
            can_take=policies.can_keep_ledger,
        )
    )
