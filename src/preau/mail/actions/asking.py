"""The answer to "for which lycée?": it settles the letter that waited for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.mail import rules
from preau.mail.actions.answering import answer
from preau.mail.actions.understanding import incoming_of, offer, settle
from preau.mail.models import Letter
from preau.mail.queries import school_named
from preau.mail.reading import Reading
from preau.mail.states import OutcomeKind
from preau.mail.wiring import Incoming, Outcome
from preau.schools.models import School

if TYPE_CHECKING:
    from preau.core.actors import Actor


def take_answer(incoming: Incoming, by: Actor) -> Outcome | None:
    """Take a reply to our question; the letter that it is about then gets its outcome."""
    kind, _, number = incoming.thread.partition(":")
    if kind != "letter" or not number.isdecimal():
        return None
    held = Letter.objects.select_for_update(of=("self",)).filter(
        pk=int(number), outcome=OutcomeKind.HELD, reason="which_school", sender=incoming.sender
    )
    waiting = held.first()
    if waiting is None or incoming.sender is None:
        return Outcome(kind=OutcomeKind.HELD, reason="not_a_party", thread=incoming.thread)
    places = [mandate.school_id for mandate in by.mandates if mandate.school_id]
    schools = list(School.objects.filter(pk__in=places).order_by("pk"))
    school = school_named(schools, incoming.reply, incoming.letter.to)
    if school is None:
        return Outcome(kind=OutcomeKind.HELD, reason="which_school", thread=incoming.thread)
    waiting.school = school
    case = rules.Case(
        letter=waiting, reading=Reading(), at=by.at, sender=incoming.sender, by=by, school=school
    )
    refusal = rules.may_send(case)
    if refusal is not None:
        outcome = Outcome(kind=refusal.kind, reason=refusal.reason)
        settle(waiting, outcome, rule="may_send", at=by.at)
        answer(refusal.answer, case)
    else:
        rule, outcome = offer(incoming_of(waiting), by)
        settle(waiting, outcome, rule=rule, at=by.at)
    return Outcome(
        kind=OutcomeKind.MESSAGE,
        reason="names_school",
        thread=waiting.thread,
        ref=waiting.ref,
        url=waiting.url,
        school=school,
    )
