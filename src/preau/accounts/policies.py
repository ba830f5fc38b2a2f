"""Who may change an account; each "no" says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import YES, Verdict, no, no_mandate

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.core.actors import Actor


def can_correct(actor: Actor, person: User) -> Verdict:
    """Whether the actor may correct a person's name, function and telephone."""
    if actor.is_preau or actor.key == str(person.key) or _administers(actor):
        return YES
    return no_mandate(_("Each person corrects their own contact details; the Region can help."))


def can_invite(actor: Actor, person: User) -> Verdict:
    """Whether the actor may have a link sent by which the person chooses a first password."""
    if person.has_access:
        return no(_("This person can already sign in; a forgotten password is renewed at sign-in."))
    if actor.is_preau or actor.mandates:
        return YES
    return no_mandate(_("Only a person with a mandate may invite."))


def _administers(actor: Actor) -> bool:
    return any(Permission.SCHOOL_ADMINISTER in held.permissions for held in actor.mandates)
