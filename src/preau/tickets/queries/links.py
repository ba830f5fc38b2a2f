"""What a ticket's page says of the tickets tied to it, without a word about what is not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from preau.tickets import facts
from preau.tickets.models import Link, Ticket
from preau.tickets.states import INVERSE, OPEN, LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.journal.queries import Recorded


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie of a ticket, in words: "Follows 2026-000122, Lycée Jean-Zay"."""

    pk: int
    kind: str
    words: StrOrPromise
    ticket: Ticket

    @property
    def is_twin(self) -> bool:
        """Whether the two were joined: they are separated, not unlinked."""
        return self.kind == LinkKind.DUPLICATE_OF


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of a ticket that the person may see, and what is said of the others."""

    seen: list[Tie]
    #: Said where the ticket is part of an outage whose main ticket is another lycée's.
    outage: str


#: The facts that tell of another ticket.
TIES: Final = (
    facts.Merged,
    facts.Absorbed,
    facts.Separated,
    facts.Released,
    facts.Linked,
    facts.Unlinked,
)


def tied_to(entries: Iterable[Recorded], actor: Actor) -> dict[int, Ticket]:
    """Of the tickets that were ever tied to one, as its journal tells, those that are seen."""
    return seen_among({e.fact.other_id for e in entries if isinstance(e.fact, TIES)}, actor)


def ties_of(ticket: Ticket, entries: Iterable[Recorded], others: Mapping[int, Ticket]) -> Ties:
    """The tickets tied to one now, in words; `others` are those that the person may read.

    Nothing is asked where its journal never told of a tie.
    """
    seen: list[Tie] = []
    outage = ""
    if not any(isinstance(entry.fact, TIES) for entry in entries):
        return Ties(seen, outage)
    for link in Link.objects.about(ticket).order_by("pk"):
        kind = LinkKind(link.kind)
        is_source = link.source_id == ticket.pk
        other = others.get(link.target_id if is_source else link.source_id)
        if other is not None:
            words = kind.label if is_source else INVERSE[kind]
            seen.append(Tie(link.pk, link.kind, words, other))
        elif kind == LinkKind.CHILD_OF and is_source:
            outage = _("CESAME treats it with other reports of the same outage.")
    return Ties(seen, outage)


def seen_among(pks: Iterable[int], actor: Actor) -> dict[int, Ticket]:
    """Of some tickets, those that the person may read, with their lycées."""
    visible = Ticket.objects.visible_to(actor).filter(pk__in=list(pks)).select_related("school")
    return {found.pk: found for found in visible}


def with_twins(tickets: Iterable[int]) -> list[int]:
    """Tickets, and the twins that were joined with them, theirs included: one matter each."""
    found = newest = list(tickets)
    while newest:
        twins = Link.objects.filter(target__in=newest, kind=LinkKind.DUPLICATE_OF)
        newest = list(twins.order_by("pk").values_list("source", flat=True))
        found = [*found, *newest]
    return found


def parts_of(ticket: Ticket, actor: Actor) -> list[Ticket]:
    """The open tickets attached to the main one of an outage, those that the person may read."""
    parts = Ticket.objects.visible_to(actor).filter(
        links__target=ticket, links__kind=LinkKind.CHILD_OF, status__in=OPEN
    )
    return list(parts.select_related("school").order_by("pk"))
