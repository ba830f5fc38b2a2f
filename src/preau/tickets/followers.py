"""The letters to those who follow a ticket without having to (INC-17).

At each letter their mandates are asked anew: who may no longer read the ticket hears nothing
more, and of what was written each reads their own circle's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing

from preau.accounts import queries as accounts
from preau.journal.wiring import subscribe
from preau.mail import actions as mail
from preau.mail.models import Outgoing
from preau.schools.queries import actor_of
from preau.tickets import facts, policies, queries
from preau.tickets.models import Message, Ticket, Watch

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.facts import Fact
    from preau.journal.queries import Recorded

_SALT = "tickets.watch"
#: What a follower is told: what was written, and each step of the ticket's life.
TOLD: tuple[type[Fact], ...] = (
    facts.Wrote,
    facts.Exchanged,
    facts.Noted,
    facts.Nudged,
    facts.UrgencyRetained,
    facts.Dispatched,
    facts.TakenBack,
    facts.Appointed,
    facts.Contacted,
    facts.Announced,
    facts.Held,
    facts.HoldContested,
    facts.Resumed,
    facts.TechnicallyClosed,
    facts.ClosureRefused,
    facts.Closed,
    facts.Contested,
    facts.DeclaredOutOfScope,
    facts.Reopened,
    facts.Withdrawn,
    facts.Merged,
    facts.Separated,
)


def token_of(watch: Watch) -> str:
    """What the link of a letter carries: it ends this one watch and opens nothing."""
    return signing.dumps(watch.pk, salt=_SALT)


def watch_of(token: str) -> Watch | None:
    """The watch that a letter's link speaks of, while it lasts."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Watch.objects.filter(pk=pk).select_related("ticket", "person").first()


def tell_followers(recorded: Recorded, at: datetime) -> None:
    """Write to each follower what happened, unless another letter already tells them."""
    ticket = Ticket.objects.select_related("school").get(pk=recorded.fact.thing_id)
    # What was before somebody followed the ticket is theirs to read on its page.
    watches = Watch.objects.filter(ticket=ticket, at__lte=recorded.at).select_related("person")
    # A duty's own letter of the same fact leaves first: nobody reads the same thing twice.
    written_to = set(
        Outgoing.objects.filter(key__startswith=f"{recorded.id}:").values_list(
            "person_id", flat=True
        )
    )
    names = accounts.names({recorded.person_key, recorded.behalf_key})
    who = accounts.subject(recorded, names)
    for watch in watches.order_by("pk"):
        person = watch.person
        if person.pk in written_to or str(person.key) == recorded.person_key:
            continue
        actor = actor_of(person, at)
        circle = policies.audiences(actor, ticket)
        if recorded.audience not in circle or not queries.sees(actor, ticket):
            continue
        message_id: int | None = getattr(recorded.fact, "message_id", None)
        message = (
            Message.objects.filter(pk=message_id, audience__in=circle).first()
            if message_id is not None
            else None
        )
        mail.post(
            person,
            "tickets/letters/followed",
            {
                "ticket": ticket,
                "sentence": recorded.fact.sentence(who),
                "message": message,
                "recipient": person,
                "may_write": bool(policies.can_write(actor, ticket)),
                "token": token_of(watch),
            },
            thread=ticket.thread,
            key=f"{recorded.id}:followed:{person.pk}",
            at=at,
            school=ticket.school,
            automatic=message is None or message.author_id is None,
        )


def wire() -> None:
    """Sign up after the letters that duties bring."""
    subscribe("tickets.letters.followed", TOLD, tell_followers)
