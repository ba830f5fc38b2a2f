"""What a person can do on a ticket now, what not and why, and the one act that is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import CONTRACTOR_ROLES, Permission
from preau.core.verdicts import YES
from preau.journal.facts import Audience
from preau.schools.policies import holds
from preau.tickets import policies, queries
from preau.tickets.states import Channel, HoldCause, Status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.core.verdicts import Verdict
    from preau.tickets.models import Ticket


#: The key of each act that has one.
_KEYS = {"dispatch": "q d", "merge": "m", "closure": "c", "technical_closure": "c"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One act: its words, its page, and whether it may be done now."""

    name: str
    label: StrOrPromise
    icon: str
    url: str
    verdict: Verdict
    tone: str = "secondary"

    @property
    def keys(self) -> str:
        """The keys that do it, as `ui.shortcuts` lists them."""
        return _KEYS.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Offers:
    """The acts of one person on one ticket."""

    first: list[Offer]
    others: list[Offer]
    refused: list[Offer]


def circles(ticket: Ticket, actor: Actor) -> list[Audience]:
    """The audiences for which the person may write, the widest first."""
    found = []
    if policies.can_write(actor, ticket):
        found.append(Audience.LYCEE)
    if policies.can_exchange(actor, ticket):
        found.append(Audience.EXCHANGE)
    if policies.can_note(actor, ticket):
        found.append(Audience.REGION)
    return found


def offers(ticket: Ticket, actor: Actor) -> Offers:
    """What the person's duties offer on the ticket; what is refused keeps its reason."""
    known = {offer.name: offer for offer in _all(ticket, actor)}
    first = [known[name] for name in _awaited(ticket, known)]
    rest = [offer for offer in known.values() if offer not in first]
    return Offers(
        first=first,
        others=[offer for offer in rest if offer.verdict],
        refused=[offer for offer in rest if not offer.verdict],
    )


def _awaited(ticket: Ticket, known: dict[str, Offer]) -> list[str]:
    """The act that the ticket waits for from this person, and its alternative."""

    def can(name: str) -> bool:
        return name in known and bool(known[name].verdict)

    ways = [
        (["reply", "hold_contest"], True),
        (["closure", "refusal"], True),
        (["dispatch"], True),
        (["hold_cancellation", "hold_end"], ticket.is_hold_contested),
        (["appointment"], ticket.technician_id is None),
        (["hold_end"], "technical_closure" in known),
        (["contact"], ticket.contacted_at is None and ticket.technician_id is not None),
        (["technical_closure"], True),
    ]
    for names, is_time in ways:
        if is_time and can(names[0]):
            return [name for name in names if can(name)]
    return []


def _all(ticket: Ticket, actor: Actor) -> list[Offer]:
    """Every act of the person's duties here, allowed or not."""
    found: list[Offer] = []
    if holds(actor, Permission.TICKET_SEND, school=ticket.school):
        found += _of_lycee(ticket, actor)
    if holds(actor, Permission.TICKET_QUALIFY, school=ticket.school):
        found += _of_desk(ticket, actor)
    if policies.treats(actor, ticket) or actor.roles & CONTRACTOR_ROLES:
        found += _of_service(ticket, actor)
    if ticket.survivor is not None:
        found = [offer for offer in found if offer.name != "reopening"]
        found.append(
            _offer(
                ticket,
                "separation",
                _("Separate from its twin"),
                "arrow-clockwise",
                policies.can_separate(actor, ticket),
            )
        )
    elif ticket.status in {Status.OUT_OF_SCOPE, Status.WITHDRAWN} and not any(
        offer.name == "reopening" for offer in found
    ):
        verdict = policies.can_reopen(actor, ticket)
        if verdict:
            found.append(_reopening(ticket, verdict))
    # A hold can be ended by its service and by CESAME: one button, whoever one is.
    return list({offer.name: offer for offer in found}.values())


def _offer(
    ticket: Ticket,
    name: str,
    label: StrOrPromise,
    icon: str,
    verdict: Verdict,
    tone: str = "secondary",
) -> Offer:
    return Offer(name, label, icon, reverse(f"tickets:{name}", args=[ticket.ref]), verdict, tone)


def _reopening(ticket: Ticket, verdict: Verdict) -> Offer:
    return _offer(
        ticket, "reopening", _("Ask CESAME to take it up again"), "arrow-clockwise", verdict
    )


def _of_lycee(ticket: Ticket, actor: Actor) -> list[Offer]:
    """The acts of the correspondent and the deputies."""
    today = queries.is_nudged_today(ticket, actor.at)
    may_nudge = policies.can_nudge(actor, ticket, is_nudged_today=today)
    found = [
        _offer(
            ticket,
            "closure",
            _("Accept the closure"),
            "check-circle",
            policies.can_close(actor, ticket),
            "primary",
        ),
        _offer(
            ticket,
            "refusal",
            _("Refuse the closure"),
            "arrow-counterclockwise",
            policies.can_refuse_closure(actor, ticket),
            "danger",
        ),
        _offer(ticket, "nudge", _("Send a reminder"), "bell", may_nudge),
        _offer(
            ticket,
            "hold_contest",
            _("Contest the hold"),
            "flag",
            policies.can_contest_hold(actor, ticket),
        ),
        _offer(
            ticket,
            "contest",
            _("Contest the closure"),
            "arrow-counterclockwise",
            policies.can_contest(actor, ticket),
        ),
        _reopening(ticket, policies.can_reopen(actor, ticket)),
        _offer(
            ticket,
            "withdrawal",
            _("Withdraw the request"),
            "x-lg",
            policies.can_withdraw(actor, ticket),
        ),
    ]
    if ticket.hold_cause == HoldCause.ANSWER and policies.can_write(actor, ticket):
        # The answer is written on the page itself.
        found.append(Offer("reply", _("Answer the question"), "reply", "#reply", YES, "primary"))
    if ticket.channel == Channel.MAIL:
        found.append(
            _offer(
                ticket,
                "disown",
                _("This e-mail is not mine"),
                "envelope-x",
                policies.can_disown(actor, ticket),
            )
        )
    return found


def _of_desk(ticket: Ticket, actor: Actor) -> list[Offer]:
    """The acts of CESAME."""
    found = [
        _offer(
            ticket,
            "dispatch",
            _("Qualify and hand over"),
            "signpost-split",
            policies.can_dispatch(actor, ticket),
            "primary",
        ),
        _offer(
            ticket,
            "urgency",
            _("Adjust the urgency"),
            "flag",
            policies.can_retain_urgency(actor, ticket),
        ),
        _offer(
            ticket,
            "scope",
            _("Declare out of scope"),
            "x-circle",
            policies.can_declare_out_of_scope(actor, ticket),
        ),
        _offer(
            ticket,
            "return",
            _("Give back to CESAME"),
            "arrow-return-left",
            policies.can_take_back(actor, ticket),
        ),
    ]
    found.append(
        _offer(
            ticket,
            "merge",
            _("Join with another ticket"),
            "diagram-3",
            policies.can_join(actor, ticket),
        )
    )
    found.append(
        _offer(
            ticket,
            "link",
            _("Link with another ticket"),
            "link-45deg",
            policies.can_tie(actor, ticket),
        )
    )
    if ticket.held_at is not None:
        found += [
            _end_of_hold(ticket, actor),
            _offer(
                ticket,
                "hold_cancellation",
                _("Cancel the hold"),
                "x-circle",
                policies.can_void_hold(actor, ticket),
                "danger",
            ),
        ]
    return found


def _of_service(ticket: Ticket, actor: Actor) -> list[Offer]:
    """The acts of the service that has the ticket."""
    found = [
        _offer(
            ticket,
            "contact",
            _("Record the contact"),
            "telephone",
            policies.can_record_contact(actor, ticket),
        ),
        _offer(
            ticket,
            "announcement",
            _("Announce a date"),
            "calendar-event",
            policies.can_announce(actor, ticket),
        ),
        _end_of_hold(ticket, actor)
        if ticket.held_at is not None
        else _offer(
            ticket, "hold", _("Put on hold"), "pause-circle", policies.can_hold(actor, ticket)
        ),
        _offer(
            ticket,
            "technical_closure",
            _("Close technically"),
            "wrench",
            policies.can_close_technically(actor, ticket),
            "primary",
        ),
        _offer(
            ticket,
            "return",
            _("Give back to CESAME"),
            "arrow-return-left",
            policies.can_take_back(actor, ticket),
        ),
    ]
    if holds(actor, Permission.TICKET_ASSIGN, school=ticket.school):
        found.insert(
            0,
            _offer(
                ticket,
                "appointment",
                _("Appoint a technician"),
                "person-gear",
                policies.can_appoint(actor, ticket),
                "primary" if ticket.technician_id is None else "secondary",
            ),
        )
    return found


def _end_of_hold(ticket: Ticket, actor: Actor) -> Offer:
    return _offer(
        ticket, "hold_end", _("End the hold"), "play-circle", policies.can_resume(actor, ticket)
    )
