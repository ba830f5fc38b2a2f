"""CESAME decides: a letter that was held, or set aside wrongly, gets its true outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preau.accounts.queries import person_by_address
from preau.accounts.roles import Permission
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.mail import facts, policies, wiring
from preau.mail.actions.answering import answer
from preau.mail.actions.understanding import incoming_of, offer, settle
from preau.mail.models import Letter, Outgoing
from preau.mail.reading import Reading
from preau.mail.rules import Case
from preau.mail.states import OutcomeKind, OutgoingState, Road
from preau.mail.wiring import Outcome
from preau.schools.policies import holds
from preau.schools.queries import actor_of, correspondent_of

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.mail.wiring import Incoming
    from preau.schools.models import School

#: The rule that the ledger names.
RULE = "cesame"


@transaction.atomic
def attach(letter: Letter, *, by: Actor, seen: int, ref: str) -> Letter:
    """Add the letter to what CESAME names by its number, as a message."""
    letter = _locked(letter, by=by, seen=seen)
    found = (route.find(ref, by) for route in wiring.ROUTES.values() if route.find)
    thread = next((thread for thread in found if thread), "")
    if not thread:
        raise Refused(no(_("No ticket bears the number %(ref)s.") % {"ref": ref}))
    incoming = incoming_of(letter, asked=OutcomeKind.MESSAGE)
    return _route(letter, replace(incoming, thread=thread), by=by)


@transaction.atomic
def make_ticket(letter: Letter, *, by: Actor, seen: int, school: School) -> Letter:
    """Make a ticket of the letter for a lycée, in the name of whoever may send one there."""
    letter = _locked(letter, by=by, seen=seen)
    sender = _sender_for(letter, school, by)
    incoming = incoming_of(letter, asked=OutcomeKind.TICKET)
    return _route(letter, replace(incoming, sender=sender, school=school, thread=""), by=by)


@transaction.atomic
def make_report(letter: Letter, *, by: Actor, seen: int, school: School) -> Letter:
    """Hand the letter to the correspondent of a lycée as a report of its sender."""
    letter = _locked(letter, by=by, seen=seen)
    if letter.sender is None:
        raise Refused(no(_("The sender is not known: only a member of staff reports.")))
    incoming = incoming_of(letter, asked=OutcomeKind.REPORT)
    return _route(letter, replace(incoming, school=school, thread=""), by=by)


@transaction.atomic
def refuse(letter: Letter, *, by: Actor, seen: int) -> Letter:
    """Refuse the letter with the answer that names the sender's correspondent."""
    letter = _locked(letter, by=by, seen=seen)
    if letter.sender is None:
        raise Refused(no(_("The sender is not known: strangers get no answer.")))
    before = letter.outcome
    case = Case(
        letter=letter, reading=Reading(), at=by.at, sender=letter.sender, school=letter.school
    )
    answer("mail/letters/refused", case)
    outcome = Outcome(kind=OutcomeKind.REFUSED, reason="released", school=letter.school)
    return _settled(letter, outcome, before, by=by)


@transaction.atomic
def set_aside(letter: Letter, *, by: Actor, seen: int) -> Letter:
    """File the letter with the machines' mail: nobody is answered."""
    letter = _locked(letter, by=by, seen=seen)
    outcome = Outcome(kind=OutcomeKind.MACHINE, reason="released")
    return _settled(letter, outcome, letter.outcome, by=by)


@transaction.atomic
def read_source(letter: Letter, *, by: Actor) -> Letter:
    """Record that the raw source of a letter is read; the door then hands it out."""
    letter = Letter.objects.locked(letter.pk)
    policies.can_read_source(by, letter).enforce()
    journal.record(facts.SourceRead(thing_id=letter.pk, school_id=letter.school_id), by=by)
    return letter


@transaction.atomic
def send_again(letter: Outgoing, *, by: Actor) -> Outgoing:
    """Try a letter of ours again that could not leave."""
    letter = Outgoing.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    policies.can_send_again(by, letter).enforce()
    # Three more days from now, under the same Message-ID.
    letter.state, letter.attempts = OutgoingState.DUE, 0
    letter.due_at = letter.tried_from = by.at
    letter.save(update_fields=["state", "attempts", "due_at", "tried_from"])
    journal.record(facts.SentAgain(thing_id=letter.pk, school_id=letter.school_id), by=by)
    return letter


def _locked(letter: Letter, *, by: Actor, seen: int) -> Letter:
    letter = Letter.objects.locked(letter.pk, seen=seen)
    policies.can_release(by, letter).enforce()
    if letter.sender is None and not letter.deliveries.filter(road=Road.FORM).exists():
        # A rule decided before anybody asked who writes; CESAME has looked, and answers for it.
        # The contact page takes whatever address is typed: nobody's name comes of that.
        letter.sender = person_by_address(letter.from_email)
    return letter


def _sender_for(letter: Letter, school: School, by: Actor) -> User:
    """The author of the ticket: who wrote, if they may send it, else the correspondent."""
    if letter.sender is not None:
        sender = actor_of(letter.sender, by.at)
        if holds(sender, Permission.TICKET_SEND, school=school):
            return letter.sender
    correspondent = correspondent_of(school, by.at)
    if correspondent is None:
        raise Refused(
            no(_("%(school)s has no correspondent: a ticket needs one.") % {"school": school})
        )
    return correspondent


def _route(letter: Letter, incoming: Incoming, *, by: Actor) -> Letter:
    before = letter.outcome
    _name, outcome = offer(incoming, by)
    if outcome.kind != incoming.asked:
        raise Refused(
            no(_("This message cannot become that: choose another outcome or another lycée."))
        )
    return _settled(letter, replace(outcome, reason="released"), before, by=by)


def _settled(letter: Letter, outcome: Outcome, before: str, *, by: Actor) -> Letter:
    settle(letter, outcome, rule=RULE, at=by.at)
    fact = facts.Released(
        thing_id=letter.pk, school_id=letter.school_id, outcome=letter.outcome, before=before
    )
    journal.record(fact, by=by)
    return letter
