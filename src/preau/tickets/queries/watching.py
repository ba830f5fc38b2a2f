"""Who follows a ticket, and who among one's colleagues could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from preau.accounts.models import User
from preau.accounts.roles import CONTRACTOR_ROLES, MATRIX, SCHOOL_ROLES, Permission, Role
from preau.core.text import fold
from preau.schools.models import Mandate
from preau.schools.policies import covers
from preau.schools.queries import covering
from preau.tickets.models import Ticket, Watch

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from preau.core.actors import Actor

_READERS = frozenset(role for role in Role if Permission.TICKET_SEE in MATRIX[role])
#: Those who work on the same side of a ticket: colleagues may be put among its followers.
SIDES: Final = (
    SCHOOL_ROLES & _READERS,
    CONTRACTOR_ROLES,
    frozenset({Role.ACADEMY_SERVICES}),
    _READERS - SCHOOL_ROLES - CONTRACTOR_ROLES - {Role.ACADEMY_SERVICES},
)
#: As many proposals as a list shows without scrolling.
_PROPOSED: Final = 8


def sees(actor: Actor, ticket: Ticket) -> bool:
    """Whether the person may read the ticket at the actor's instant."""
    return Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists()


def colleagues(ticket: Ticket, actor: Actor) -> QuerySet[User]:
    """Those of the actor's own side whose mandate covers the lycée of the ticket."""
    worn = {held.role for held in actor.mandates if covers(held, ticket.school)}
    roles = [role for side in SIDES if side & worn for role in side]
    held = Mandate.objects.in_force(actor.at).filter(covering(ticket.school), role__in=roles)
    return User.objects.filter(pk__in=held.values("person"), is_active=True)


def proposed_colleagues(ticket: Ticket, actor: Actor, words: str) -> list[User]:
    """The first colleagues whose names hold these words and who do not follow the ticket yet."""
    found = colleagues(ticket, actor).exclude(watched_tickets__ticket=ticket)
    for word in fold(words).split()[:5]:
        found = found.filter(folded_name__contains=word)
    return list(found.order_by("folded_name", "pk")[:_PROPOSED])


def watches_shown(ticket: Ticket, actor: Actor) -> list[Watch]:
    """Who follows the ticket: to the Region's services all of them, to others their own side."""
    watches = Watch.objects.filter(ticket=ticket).select_related("person", "ticket")
    worn = {held.role for held in actor.mandates if covers(held, ticket.school)}
    if not SIDES[-1] & worn:
        # One's own too, where it was a lent mandate under which one began to follow.
        own = Q(person=actor.person) | Q(by=actor.person)
        watches = watches.filter(own | Q(person__in=colleagues(ticket, actor)))
    return list(watches.order_by("person__folded_name", "pk"))
