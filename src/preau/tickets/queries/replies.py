"""The texts that a service writes often, ready for one ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Max

from preau.core.moments import PARIS, say_day
from preau.schools import queries as schools
from preau.tickets.models import CannedReply, CannedVersion
from preau.tickets.queries.promises import due_at_of, promise_of
from preau.ui import formats

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.tickets.models import Ticket


def replies_for(actor: Actor) -> list[CannedVersion]:
    """The newest words of each reply that the person's services offer; no query for a lycée."""
    offered = CannedReply.objects.visible_to(actor).filter(is_offered=True)
    versions = CannedVersion.objects.filter(reply__in=offered)
    newest = versions.annotate(newest=Max("reply__versions__number")).filter(number=F("newest"))
    return list(newest.order_by("title", "pk"))


def reply_values(ticket: Ticket, actor: Actor) -> dict[str, str]:
    """What each variable of a canned reply says for a ticket."""
    correspondent = schools.correspondent_of(ticket.school, actor.at)
    promise = promise_of(ticket, actor.at)
    due_at = due_at_of(ticket, promise)
    return {
        "numero": ticket.ref,
        "objet": ticket.subject,
        "lycee": ticket.school.name,
        "commune": ticket.school.commune,
        "salle": ticket.room.name if ticket.room else "",
        "correspondant": correspondent.name if correspondent else "",
        "expediteur": ticket.sent_by.name,
        "urgence": str(ticket.get_urgency_display()).lower(),
        "service": str(ticket.get_handler_display()),
        "echeance": promise.by_when if promise else formats.moment(due_at) if due_at else "",
        "agent": actor.person.name if actor.person is not None else "",
        "date": say_day(actor.at.astimezone(PARIS).date()),
    }
