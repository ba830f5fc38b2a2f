"""The lycées that a letter may be about, proposed to whoever decides what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.core.text import fold
from preau.mail.queries import is_named, uais_in, uais_of_addresses
from preau.schools.models import School
from preau.schools.queries import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.mail.models import Letter

#: More would be a list to search, which the field beside does better.
_MOST = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lycée, and what in the letter speaks for it."""

    school: School
    why: StrOrPromise


def candidates(letter: Letter, by: Actor) -> list[Candidate]:
    """What speaks for a lycée, the surest first: its number, the sender's duties, its name."""
    open_schools = School.objects.visible_to(by).open()
    text = f"{letter.subject}\n{letter.text}"
    envelopes = letter.deliveries.order_by("pk").values_list("envelope_to", flat=True)[:20]
    recipients = [*letter.to, *(to for envelope in envelopes for to in envelope)]
    found: dict[int, Candidate] = {}

    def add(where: Q, why: StrOrPromise) -> None:
        for school in open_schools.filter(where).order_by("folded_name", "uai")[:_MOST]:
            found.setdefault(school.pk, Candidate(school, why))

    if letter.school_id:
        add(Q(pk=letter.school_id), _("The lycée that Préau found for this message."))
    add(Q(uai__in=uais_in(text)), _("Its UAI stands in the message."))
    add(Q(uai__in=uais_of_addresses(recipients)), _("The message was sent to its address with us."))
    mailbox = Q(uai__in=uais_in(letter.from_email))
    if letter.from_email:
        mailbox |= Q(email__iexact=letter.from_email)
    add(mailbox, _("The message comes from its mailbox."))
    if letter.sender is not None:
        held = actor_of(letter.sender, by.at).mandates
        add(
            Q(pk__in=[each.school_id for each in held if each.school_id]),
            _("The sender has a duty there."),
        )
    folded = fold(text)
    named = [
        pk
        for pk, name in open_schools.order_by("pk").values_list("pk", "name")
        if is_named(name, folded)
    ]
    add(Q(pk__in=named), _("Its name stands in the message."))
    return list(found.values())[:_MOST]
