"""The probable twins of a ticket: what CESAME looks at before it qualifies it (INC-14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from preau.core.text import fold
from preau.tickets import policies
from preau.tickets.models import Ticket
from preau.tickets.states import OPEN, LinkKind, Nature, Status

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import Room, School
    from preau.tickets.models import Form

#: A ticket closed longer ago than this is no twin any more.
RECENT = timedelta(days=30)
#: The same words sent again within this time were probably not meant.
_A_MOMENT = timedelta(minutes=15)
#: How many of the newest tickets of the lycée are compared, and how many are shown.
_COMPARED, _SHOWN = 60, 5
#: What likeness is worth: the same equipment says more than the same form.
_ASSET, _ROOM, _FORM, _WORD = 5, 3, 1, 1
_ENOUGH = 3
_WORD_PATTERN = re.compile(r"[a-z0-9]{3,}")
_WRITTEN = re.compile(r"\w+")
#: Words that every request uses.
_EMPTY = frozenset(
    """
    les des une dans sur sous pour par plus pas avec depuis cette ces est sont fait tres jour matin
    panne probleme incident demande urgent bonjour marche fonctionne tous tout aucun aucune
    lycee salle poste postes ordinateur ordinateurs
    """.split()  # noqa: SIM905 – a list of quoted words is harder to read.
)


@dataclass(frozen=True, slots=True)
class Twin:
    """A ticket that may tell the same matter: why, and what can be done with the two."""

    ticket: Ticket
    reasons: list[str]
    score: int
    #: The address where the two are joined; empty where they cannot be.
    merge_url: str
    #: The address where they are linked, with the tie that fits.
    link_url: str


def _words(ticket: Ticket) -> dict[str, str]:
    """The telling words of a subject: folded to be compared, and as they are written."""
    found: dict[str, str] = {}
    for written in _WRITTEN.findall(ticket.subject.lower()):
        for word in _WORD_PATTERN.findall(fold(written)):
            if word not in _EMPTY:
                found.setdefault(word, written)
    return found


def twins_of(ticket: Ticket, actor: Actor) -> list[Twin]:
    """The likeliest first: tickets of the lycée, and the outages common to several lycées."""
    visible = Ticket.objects.visible_to(actor).select_related("school", "room")
    recent = Q(status__in=OPEN) | Q(status=Status.CLOSED, closed_at__gte=actor.at - RECENT)
    near = visible.filter(recent, school=ticket.school).exclude(pk=ticket.pk)
    found = [
        _twin(ticket, other, reasons, score, actor)
        for other in near.order_by("-received_at", "-pk")[:_COMPARED]
        for reasons, score in [_likeness(ticket, other)]
        if score >= _ENOUGH
    ]
    if ticket.nature == Nature.NETWORK_INCIDENT:
        mains = visible.open().filter(
            nature=Nature.NETWORK_INCIDENT, linked__kind=LinkKind.CHILD_OF
        )
        reasons = [_("outage common to several tickets")]
        # Those of the same lycée are among the near ones, with better reasons.
        elsewhere = mains.exclude(school=ticket.school).distinct().order_by("-pk")[:_SHOWN]
        found += [_twin(ticket, other, reasons, _ENOUGH, actor) for other in elsewhere]
    return sorted(found, key=lambda twin: (-twin.score, -twin.ticket.pk))[:_SHOWN]


def _likeness(ticket: Ticket, other: Ticket) -> tuple[list[str], int]:
    """How two tickets of a lycée are alike, in words, and how much."""
    reasons, score = [], 0
    if ticket.asset_id is not None and ticket.asset_id == other.asset_id:
        reasons.append(_("same equipment"))
        score += _ASSET
    if ticket.room_id is not None and ticket.room_id == other.room_id:
        reasons.append(_("same room"))
        score += _ROOM
    if ticket.form_id == other.form_id:
        reasons.append(_("same form"))
        score += _FORM
    own, others = _words(ticket), _words(other)
    if common := sorted(own.keys() & others.keys()):
        words = ", ".join(dict.fromkeys(own[word] for word in common))
        reasons.append(_("same words: %(words)s") % {"words": words})
        score += _WORD * min(len(common), 4)
    if ticket.nature == other.nature == Nature.NETWORK_INCIDENT and other.status in OPEN:
        reasons.append(_("outage of the network under way"))
        score += _ROOM
    return reasons, score


def _twin(ticket: Ticket, other: Ticket, reasons: list[str], score: int, actor: Actor) -> Twin:
    url = ticket.get_absolute_url()
    follows = ticket.school_id == other.school_id and ticket.pk > other.pk
    kind = LinkKind.FOLLOWS if follows else LinkKind.CHILD_OF
    can_merge = policies.can_merge(actor, ticket, other)
    return Twin(
        ticket=other,
        reasons=reasons,
        score=score,
        merge_url=f"{url}merge/?{urlencode({'into': other.ref})}" if can_merge else "",
        link_url=f"{url}links/new/?{urlencode({'other': other.ref, 'kind': kind})}",
    )


def just_sent(
    school: School,
    *,
    by: Actor,
    form: Form,
    subject: str,
    description: str,
    room: Room | None,
) -> Ticket | None:
    """The ticket that the same person made of the same words a moment ago, if there is one."""
    sent = Ticket.objects.filter(
        school=school,
        sent_by=by.person,
        form=form,
        subject=subject.strip(),
        room=room,
        received_at__gt=by.at - _A_MOMENT,
        messages__body=description.strip(),
    )
    return sent.order_by("-received_at", "-pk").first()
