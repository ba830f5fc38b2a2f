"""Who may keep the register of equipment; each "no" says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.assets.states import MOVES, Status
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.policies import holds

if TYPE_CHECKING:
    from preau.assets.models import Asset
    from preau.core.actors import Actor
    from preau.schools.models import School


def can_register(actor: Actor, school: School | None) -> Verdict:
    """May the person enter equipment in the register of a lycée?"""
    if not (actor.is_preau or holds(actor, Permission.ASSET_REGISTER, school=school)):
        return no_mandate(
            _(
                "The Region keeps the register of equipment. Tell CESAME what is missing or wrong: "
                "it will be put right."
            )
        )
    if school is not None and school.closed_on:
        return no(_("This lycée has closed: nothing more can be entered in its register."))
    return YES


def can_move(actor: Actor, asset: Asset) -> Verdict:
    """May the person say in which room it stands?"""
    return _can_change(actor, asset)


def can_store(actor: Actor, asset: Asset) -> Verdict:
    """May the person put it in store?"""
    if asset.status == Status.STORED:
        return no(_("This equipment is already in store."))
    return _can_change(actor, asset)


def can_dispose(actor: Actor, asset: Asset) -> Verdict:
    """May the person record that it left the lycée for good?"""
    return _can_change(actor, asset)


def can_correct(actor: Actor, asset: Asset) -> Verdict:
    """May the person put its description right?"""
    return _can_change(actor, asset)


def _can_change(actor: Actor, asset: Asset) -> Verdict:
    if not (actor.is_preau or holds(actor, Permission.ASSET_REGISTER, school=asset.school)):
        return no_mandate(
            _("The Region keeps the register of equipment. Tell CESAME what is wrong.")
        )
    if not MOVES[Status(asset.status)]:
        return no(_("This equipment has been disposed of: its page is kept as it was."))
    return YES
