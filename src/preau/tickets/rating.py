"""The letter that asks how a ticket was treated, and the link by which it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core import signing
from django.db import transaction

from preau.core.actors import Actor
from preau.journal.wiring import subscribe
from preau.mail import actions as mail
from preau.schools.queries import correspondent_of, parties_of
from preau.tickets import actions, facts
from preau.tickets.models import Satisfaction, Ticket
from preau.tickets.policies import RATED_WITHIN
from preau.tickets.states import Status

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.queries import Recorded

_SALT: Final = "tickets.satisfaction"


def token_of(question: Satisfaction) -> str:
    """What the link carries: it answers this one question and opens nothing else."""
    return signing.dumps(question.pk, salt=_SALT)


def question_of(token: str) -> Satisfaction | None:
    """The question that a link is for, while the link is fresh."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=RATED_WITHIN)
    except signing.BadSignature:
        return None
    found = Satisfaction.objects.filter(pk=pk).select_related("ticket__school", "person")
    return found.first()


@transaction.atomic
def ask_after_closure(recorded: Recorded, at: datetime) -> None:
    """Ask who sent the ticket, or the correspondent where the sender has no duty any more."""
    ticket = Ticket.objects.select_related("school").get(pk=recorded.fact.thing_id)
    if ticket.status != Status.CLOSED:
        return  # Contested meanwhile.
    parties = list(parties_of(ticket.school, at))
    sender = next((person for person in parties if person.pk == ticket.sent_by_id), None)
    person = sender or correspondent_of(ticket.school, at)
    if person is None:
        return
    question = actions.ask(ticket, person, by=Actor.preau(at))
    if question is None:
        return
    mail.post(
        person,
        "tickets/letters/satisfaction",
        {"recipient": person, "ticket": ticket, "token": token_of(question)},
        thread=ticket.thread,
        key=f"{recorded.id}:satisfaction:{person.pk}",
        at=at,
        school=ticket.school,
    )


def wire() -> None:
    """Sign up for the closures."""
    subscribe("tickets.letters.satisfaction", [facts.Closed], ask_after_closure)
