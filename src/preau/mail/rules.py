"""The general rules: what becomes of a letter before any room is asked, in the order of `RULES`.

Each rule looks at a `Case` and gives a decision, or None to leave it to the next; some only find
something out for those that follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.accounts.queries import person_by_address
from preau.accounts.roles import Permission
from preau.mail.addresses import is_ours
from preau.mail.machines import failed_checks, machine_reason
from preau.mail.models import Letter, Outgoing
from preau.mail.queries import school_named, thread_answered, uais_in
from preau.mail.states import OutcomeKind, Road
from preau.schools.models import School
from preau.schools.policies import can_report, holds
from preau.schools.queries import actor_of

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.mail.reading import Reading

_SHARED = re.compile(r"ce\.?\d{7}[a-z]@", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Case:
    """One letter before the rules, and what they have found out so far."""

    letter: Letter
    reading: Reading
    at: datetime
    envelope_from: str = ""
    envelope_to: list[str] = field(default_factory=list)
    roads: set[str] = field(default_factory=set)
    address: str = ""
    sender: User | None = None
    by: Actor | None = None
    thread: str = ""
    school: School | None = None
    schools: list[School] = field(default_factory=list)
    repeat_of: Letter | None = None

    @property
    def recipients(self) -> list[str]:
        """All addresses that it was sent to, as the carrier and the message say."""
        return [*self.envelope_to, *self.reading.to]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outcome, why, and the letter that is sent in answer, if one is."""

    kind: str
    reason: str
    answer: str = ""


Rule = Callable[[Case], Decision | None]


def readable(case: Case) -> Decision | None:
    """What cannot be read within limits waits for a person."""
    problem = case.reading.problem
    return Decision(kind=OutcomeKind.HELD, reason=problem) if problem else None


def repeat(case: Case) -> Decision | None:
    """The same Message-ID, sender and body came before, whatever the road (decisions/mail.md)."""
    if not case.reading.fingerprint:
        return None
    case.repeat_of = Letter.objects.filter(fingerprint=case.reading.fingerprint).first()
    if case.repeat_of is None:
        return None
    return Decision(kind=OutcomeKind.DUPLICATE, reason="repeat")


def contact_page(case: Case) -> Decision | None:
    """What a stranger typed proves nothing of who it is: no ticket, and no answer by a machine."""
    if Road.FORM not in case.roads:
        return None
    # We wrote the subject ourselves, around the lycée that was chosen.
    case.school = School.objects.filter(uai__in=uais_in(case.reading.subject)).first()
    return Decision(kind=OutcomeKind.HELD, reason="contact_page")


def own_notice(case: Case) -> Decision | None:
    """One of our own letters, come back as it left."""
    message_id = case.reading.message_id
    is_known = message_id and Outgoing.objects.filter(message_id=message_id).exists()
    if is_known or any(is_ours(address) for _name, address in case.reading.senders):
        return Decision(kind=OutcomeKind.MACHINE, reason="own_notice")
    return None


def machine(case: Case) -> Decision | None:
    """What no person wrote is kept and never answered."""
    sender = case.reading.senders[0][1] if case.reading.senders else ""
    reason = machine_reason(case.reading, case.envelope_from, sender)
    return Decision(kind=OutcomeKind.MACHINE, reason=reason) if reason else None


def authenticated(case: Case) -> Decision | None:
    """A verdict of our own mail server against the message holds it."""
    if failed_checks(case.reading, settings.PREAU_MAIL_AUTHSERV):
        return Decision(kind=OutcomeKind.HELD, reason="auth_failed")
    return None


def one_sender(case: Case) -> Decision | None:
    """There must be one address to answer for the message."""
    if not case.reading.senders:
        return Decision(kind=OutcomeKind.HELD, reason="no_sender")
    if len(case.reading.senders) > 1:
        return Decision(kind=OutcomeKind.HELD, reason="several_senders")
    case.address = case.reading.senders[0][1]
    return None


def shared_mailbox(case: Case) -> Decision | None:
    """A mailbox that several people read says nothing about who writes."""
    if _SHARED.match(case.address) or School.objects.filter(email__iexact=case.address).exists():
        return Decision(kind=OutcomeKind.HELD, reason="shared_mailbox")
    return None


def known_sender(case: Case) -> Decision | None:
    """Only a confirmed personal address tells who writes; a stranger enters nothing."""
    case.thread = thread_answered(case.reading, case.recipients)
    person = person_by_address(case.address)
    if person is None or not person.is_active:
        is_claimed = EmailAddress.objects.filter(email__iexact=case.address).exists()
        reason = "unconfirmed_address" if is_claimed and person is None else "unknown_sender"
        return Decision(kind=OutcomeKind.HELD, reason=reason)
    case.sender = person
    case.by = actor_of(person, case.at)
    return None


def which_school(case: Case) -> Decision | None:
    """Find the lycée that a new matter is about, or ask; a thread knows its own."""
    if case.thread or case.by is None:
        return None
    places = {held.school_id: held for held in case.by.mandates if held.school_id}
    case.schools = list(School.objects.filter(pk__in=places).order_by("pk"))
    text = f"{case.reading.subject}\n{case.reading.reply}\n{case.reading.text}"
    case.school = school_named(case.schools, text, case.recipients)
    if case.school is None:
        # A correspondent who belongs to another lycée's staff writes as a correspondent.
        sends = [s for s in case.schools if holds(case.by, Permission.TICKET_SEND, school=s)]
        own = sends or case.schools
        case.school = own[0] if len(own) == 1 else None
    if case.school is None and len(case.schools) > 1:
        return Decision(
            kind=OutcomeKind.HELD, reason="which_school", answer="mail/letters/which_school"
        )
    return None


def may_send(case: Case) -> Decision | None:
    """A new matter comes from a correspondent, a deputy, or staff to whom the service is open."""
    if case.thread or case.by is None or case.sender is None:
        return None
    if case.school is None:
        if case.by.mandates:
            reason = "no_service_to_write_for"
        else:
            case.school = _former_school(case.sender)
            reason = "not_a_correspondent"
            if case.school is None:
                return Decision(kind=OutcomeKind.HELD, reason="no_mandate")
        return Decision(kind=OutcomeKind.REFUSED, reason=reason, answer="mail/letters/refused")
    if holds(case.by, Permission.TICKET_SEND, school=case.school):
        return None
    if can_report(case.by, case.school):
        return None
    return Decision(
        kind=OutcomeKind.REFUSED, reason="not_a_correspondent", answer="mail/letters/refused"
    )


def _former_school(person: User) -> School | None:
    """The lycée of somebody whose mandate has ended: its correspondent is theirs to speak to."""
    last = (
        person.mandates.filter(school__isnull=False)
        .select_related("school")
        .order_by("-starts_at", "-pk")
        .first()
    )
    return last.school if last else None


RULES: list[tuple[str, Rule]] = [
    ("readable", readable),
    ("repeat", repeat),
    ("contact_page", contact_page),
    ("own_notice", own_notice),
    ("machine", machine),
    ("authenticated", authenticated),
    ("one_sender", one_sender),
    ("shared_mailbox", shared_mailbox),
    ("known_sender", known_sender),
    ("which_school", which_school),
    ("may_send", may_send),
]


#: Each rule in a sentence, for the people who read the ledger. "offer" and "crash" are what is left
#: where nothing decides, "cesame" is a decision of a person.
SENTENCES: dict[str, StrOrPromise] = {
    "readable": _("What cannot be read within limits waits for a person."),
    "repeat": _("A message that came already changes nothing."),
    "contact_page": _("What is left on the contact page waits for a person."),
    "own_notice": _("Our own letters, when they come back, are no request."),
    "machine": _("What a machine wrote is kept and never answered."),
    "authenticated": _("A message that our mail server could not authenticate waits for a person."),
    "one_sender": _("A message has one sender; otherwise a person decides."),
    "shared_mailbox": _("A shared mailbox does not say who writes: a person decides."),
    "known_sender": _(
        "Only a confirmed address says who writes: for a stranger, a person decides."
    ),
    "which_school": _("Whoever writes for several lycées is asked for which one."),
    "may_send": _(
        "Only the correspondent and the deputies write to CESAME, and the staff where "
        "the lycée has opened the service."
    ),
    "offer": _("What no service of Préau takes waits for a person."),
    "crash": _("What fails again and again waits for a person."),
    "cesame": _("CESAME decided."),
}


def apply(case: Case) -> tuple[str, Decision] | None:
    """The first rule that decides, by name; None where the letter is for the rooms."""
    for name, rule in RULES:
        decision = rule(case)
        if decision is not None:
            return name, decision
    return None
