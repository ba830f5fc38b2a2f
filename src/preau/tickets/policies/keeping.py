"""Who keeps what stands beside the tickets: replies, recurring requests, forms, views, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission, Role
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.policies import holds
from preau.tickets.states import (
    SERVICES,
    Handler,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import School
    from preau.tickets.models import SavedView


def can_edit_reply(actor: Actor, service: str) -> Verdict:
    """A canned reply belongs to a service, whose people write and change it (INC-17)."""
    if SERVICES[Handler(service)] & actor.roles:
        return YES
    return no_mandate(_("A canned reply is changed by the service that uses it."), source="INC-17")


def can_lay_replies(actor: Actor) -> Verdict:
    """The first replies come with Préau itself; what follows is the services' own."""
    if actor.is_preau:
        return YES
    return no(_("The first replies are laid down when Préau is installed."), source="INC-17")


def reply_services(actor: Actor) -> list[Handler]:
    """The services for which the person keeps canned replies."""
    return [service for service in SERVICES if can_edit_reply(actor, service)]


def can_edit_recurring(actor: Actor, school: School | None) -> Verdict:
    """A lycée keeps its own recurring requests; CESAME and the Region those of all (INC-17)."""
    if actor.roles & {Role.SERVICE_DESK, Role.REGIONAL_ADMIN}:
        return YES
    if school is not None and holds(actor, Permission.TICKET_SEND, school=school):
        return YES
    return no_mandate(
        _("The requests offered to all lycées are kept by CESAME; a lycée keeps its own."),
        source="INC-17",
    )


def can_edit_form(actor: Actor) -> Verdict:
    """The Region's administrators change the questions of the forms (INC-1)."""
    if Role.REGIONAL_ADMIN in actor.roles:
        return YES
    return no_mandate(_("Only the Region's administrators change the forms."), source="INC-1")


_SHARERS = frozenset({Permission.TICKET_QUALIFY, Permission.TICKET_ASSIGN, Permission.STEERING_SEE})


def can_save_view(actor: Actor, shared_with: str) -> Verdict:
    """Whoever sees tickets keeps views; those who lead a service share them with it (INC-17)."""
    if not holds(actor, Permission.TICKET_SEE, school=None):
        return no_mandate(_("Only those who see tickets keep views of their list."))
    if not shared_with:
        return YES
    for held in actor.mandates:
        if held.role == shared_with and held.permissions & _SHARERS:
            return YES
    return no_mandate(_("Only CESAME, dispatchers and the Region share views, with their own."))


def can_change_view(actor: Actor, view: SavedView) -> Verdict:
    """One changes one's own; a shared one, whoever may share with that service."""
    if actor.person is not None and view.owner_id == actor.person.pk:
        return YES
    if view.shared_with and can_save_view(actor, view.shared_with):
        return YES
    return no_mandate(_("This view is shared with you: its owner changes it."))


def can_set_limits(actor: Actor) -> Verdict:
    """The Region's administrators change the figures of the limits (INC-5, INC-7)."""
    if Role.REGIONAL_ADMIN in actor.roles:
        return YES
    return no_mandate(
        _("Only the Region's administrators change the figures of the limits."), source="INC-7"
    )
