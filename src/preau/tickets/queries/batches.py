"""What an act on several tickets would do to each, or why not: read before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from preau.accounts.models import User
from preau.accounts.roles import CONTRACTOR_ROLES
from preau.core.verdicts import YES, Verdict, no
from preau.schools.queries import holders
from preau.tickets import policies
from preau.tickets.models import Link, Ticket
from preau.tickets.states import BulkAct, Extent, Handler, LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one ticket."""

    ticket: Ticket
    verdict: Verdict
    sentence: str


def foreseen(
    act: str, tickets: Sequence[Ticket], words: dict[str, Any], actor: Actor
) -> list[Foreseen]:
    """What an act would do to each ticket; nothing is written."""
    match BulkAct(act):
        case BulkAct.DISPATCH:
            verdicts = [_may_dispatch(actor, ticket, words) for ticket in tickets]
        case BulkAct.APPOINT:
            verdicts = _may_appoint(actor, tickets, words)
        case BulkAct.ATTACH:
            verdicts = _may_attach(actor, tickets, words)
        case BulkAct.MESSAGE:
            verdicts = [policies.can_write(actor, ticket) for ticket in tickets]
    said = _sentence(act, words)
    return [
        Foreseen(ticket, verdict, said if verdict else str(verdict.reason))
        for ticket, verdict in zip(tickets, verdicts, strict=True)
    ]


def _sentence(act: str, words: dict[str, Any]) -> str:
    """What is done, the same for all."""
    match BulkAct(act):
        case BulkAct.DISPATCH:
            return _("goes to: %(handler)s") % {"handler": Handler(words["handler"]).label}
        case BulkAct.APPOINT:
            person = User.objects.get(pk=words["technician"])
            return _("goes to the technician %(person)s") % {"person": person.name}
        case BulkAct.ATTACH:
            parent = Ticket.objects.get(pk=words["parent"])
            return _("is attached to %(ref)s") % {"ref": parent.ref}
        case BulkAct.MESSAGE:
            return _("gets the message, which the lycée reads")


def _may_dispatch(actor: Actor, ticket: Ticket, words: dict[str, Any]) -> Verdict:
    if not (verdict := policies.can_dispatch(actor, ticket)):
        return verdict
    return says_extent(ticket, words)


def says_extent(ticket: Ticket, words: dict[str, Any]) -> Verdict:
    """Nobody is sent out before it is known who is cut off (INC-5)."""
    if extent_of(ticket, words) not in Extent.values:
        return no(_("Nobody has said yet who is cut off: qualify this one by itself."))
    return YES


def extent_of(ticket: Ticket, words: dict[str, Any]) -> str:
    """Who is cut off: what the ticket says, else what was chosen for those that say nothing."""
    return str(ticket.extent or words.get("extent", ""))


def _may_appoint(actor: Actor, tickets: Sequence[Ticket], words: dict[str, Any]) -> list[Verdict]:
    technician = User.objects.get(pk=words["technician"])
    at_home: dict[int, bool] = {}
    verdicts = []
    for ticket in tickets:
        verdict = policies.can_appoint(actor, ticket)
        if verdict and ticket.school_id not in at_home:
            at_home[ticket.school_id] = any(
                technician in holders(role, actor.at, ticket.school) for role in CONTRACTOR_ROLES
            )
        if verdict and not at_home[ticket.school_id]:
            verdict = no(_("This person is not one of the contractor's technicians here."))
        verdicts.append(verdict)
    return verdicts


def _may_attach(actor: Actor, tickets: Sequence[Ticket], words: dict[str, Any]) -> list[Verdict]:
    parent = Ticket.objects.select_related("school").get(pk=words["parent"])
    pks = {ticket.pk for ticket in tickets} | {parent.pk}
    links = list(Link.objects.filter(Q(source__in=pks) | Q(target__in=pks)))
    return [
        policies.can_link(
            actor,
            ticket,
            parent,
            LinkKind.CHILD_OF,
            is_linked=_is_linked(links, ticket, parent),
            is_deep=_is_deep(links, ticket, parent),
        )
        for ticket in tickets
    ]


def _is_linked(links: Iterable[Link], ticket: Ticket, parent: Ticket) -> bool:
    pair = {ticket.pk, parent.pk}
    return any({link.source_id, link.target_id} == pair for link in links)


def _is_deep(links: Iterable[Link], ticket: Ticket, parent: Ticket) -> bool:
    return any(
        link.kind == LinkKind.CHILD_OF
        and (link.source_id in {parent.pk, ticket.pk} or link.target_id == ticket.pk)
        for link in links
    )
