"""What the home page and the rail say of the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.mail import policies, rows
from preau.mail.addresses import school_address
from preau.mail.models import Letter
from preau.mail.states import LetterState
from preau.schools.models import School
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest

    from preau.accounts.models import User
    from preau.core.actors import Actor

_SHOWN = 5


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware.
    return actor


def held(request: HttpRequest) -> Panel | None:
    """The letters that wait for a decision of CESAME."""
    actor = _actor(request)
    letters = Letter.objects.visible_to(actor).filter(state=LetterState.HELD)
    waiting = letters.select_related("school").order_by("received_at", "pk")
    shown = [rows.letter_row(letter, at=actor.at) for letter in waiting[:_SHOWN]]
    return Panel(
        title=_("Messages held for a person"),
        template="mail/panels/held.html",
        context={"rows": shown},
        count=letters.count(),
        url=f"{reverse('mail:ledger')}?outcome=held",
        icon="envelope-exclamation",
    )


def addresses(request: HttpRequest, person: User) -> Panel | None:
    """Where one writes for each lycée, for whoever writes for several."""
    places = {
        mandate.school_id
        for mandate in _actor(request).mandates
        if mandate.school_id and Permission.TICKET_SEND in mandate.permissions
    }
    if len(places) < 2:
        return None
    schools = School.objects.filter(pk__in=places).order_by("folded_name", "uai")
    return Panel(
        title=_("Writing for each of your lycées"),
        template="mail/panels/addresses.html",
        context={"rows": [(school, school_address(school.uai)) for school in schools]},
        icon="envelope",
        calm=True,
    )


def addresses_at_home(request: HttpRequest) -> Panel | None:
    """The same, on the home page."""
    return addresses(request, _actor(request).person)


def badge_held(request: HttpRequest) -> int:
    """How many letters wait for a decision."""
    if not policies.can_keep_ledger(_actor(request)):
        return 0
    return Letter.objects.filter(state=LetterState.HELD).count()
