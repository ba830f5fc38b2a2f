"""Who may change an account; each "no" says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import FACTOR_ROLES, Permission
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


def needs_factor(actor: Actor) -> bool:
    """Whether a mandate of the person reaches beyond one lycée: a password alone is too little.

    Also while they act under another one, which they may take off at the next page.
    """
    return any(held.role in FACTOR_ROLES for held in (*actor.mandates, *actor.aside))


def can_keep_factors(actor: Actor, person: User) -> Verdict:
    """Whether the actor may set up a second factor: only for themself."""
    if actor.key == str(person.key):
        return YES
    return no(_("Each person sets up their own second factor."), source="ROL-7")


def can_remove_factor(actor: Actor, person: User, *, left: int) -> Verdict:
    """Whether the person may take a factor away, `left` others remaining."""
    own = can_keep_factors(actor, person)
    if not own or left or not needs_factor(actor):
        return own
    return no(
        _("Your mandate asks for a second factor: set up another one before you remove this one."),
        source="ROL-7",
    )


def can_reset_factors(actor: Actor, person: User, *, has_any: bool) -> Verdict:
    """Whether the actor may take away the factors of somebody who lost them."""
    if not any(
        held.is_everywhere and Permission.SCHOOL_ADMINISTER in held.permissions
        for held in actor.mandates
    ):
        return no_mandate(_("Only a regional administrator resets a second factor."))
    if actor.key == str(person.key):
        return no(_("Another administrator resets yours; a recovery code lets you in meanwhile."))
    if not has_any:
        return no(_("This person has no second factor: there is nothing to reset."))
    return YES


def can_end_sessions(actor: Actor, person: User) -> Verdict:
    """Whether the actor may sign a person out elsewhere: themself alone."""
    if actor.key == str(person.key):
        return YES
    return no(_("Each person ends their own sessions."))


def _administers(actor: Actor) -> bool:
    return any(Permission.SCHOOL_ADMINISTER in held.permissions for held in actor.mandates)
