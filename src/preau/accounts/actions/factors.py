"""The second factor: set up, take away, renew the recovery codes, start anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from preau.accounts import facts, policies
from preau.accounts.actions.sessions import forget
from preau.accounts.factors import factors_of
from preau.accounts.models import User
from preau.accounts.states import UNSAFE, Factor, ResetReason
from preau.core.actors import Actor
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@transaction.atomic
def add_application(person: User, *, by: Actor, secret: str, session_key: str = "") -> list[str]:
    """Ask from now on for the code of an application, which the person has just shown to have.

    The recovery codes that come with a first factor are returned: they are shown once. The
    person's other sessions, opened without a factor, end.
    """
    person = _locked(person)
    policies.can_keep_factors(by, person).enforce()
    if factors_of(person).application is not None:
        raise Refused(no(_("An application is already set up: remove it before another one.")))
    TOTP.activate(person, secret)
    return _added(person, Factor.APPLICATION, by=by, session_key=session_key)


@transaction.atomic
def add_key(
    person: User, *, by: Actor, name: str, credential: dict[str, Any], session_key: str = ""
) -> list[str]:
    """Ask from now on for a security key, which has just answered; several may be kept."""
    person = _locked(person)
    policies.can_keep_factors(by, person).enforce()
    WebAuthn.add(person, name, credential)
    return _added(person, Factor.KEY, by=by, session_key=session_key)


@transaction.atomic
def remove_factor(person: User, authenticator: Authenticator, *, by: Actor) -> None:
    """Take one factor away; the recovery codes go with the last one."""
    person = _locked(person)
    held = factors_of(person)
    policies.can_remove_factor(by, person, left=held.number - 1).enforce()
    gone, _rows = Authenticator.objects.filter(user=person, pk=authenticator.pk).delete()
    if not gone:
        return
    if held.number == 1 and held.codes is not None:
        held.codes.delete()
    journal.record(facts.FactorRemoved(thing_id=person.pk, factor=authenticator.type), by=by)


@transaction.atomic
def renew_codes(person: User, *, by: Actor) -> list[str]:
    """Make new recovery codes; the former ones open nothing any more."""
    person = _locked(person)
    policies.can_keep_factors(by, person).enforce()
    if not factors_of(person).number:
        raise Refused(no(_("Set up an application or a key first: codes only replace them.")))
    former = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES)
    former.delete()
    journal.record(facts.CodesRenewed(thing_id=person.pk), by=by)
    return _new_codes(person)


@transaction.atomic
def record_code_used(person: User, *, at: datetime, left: int) -> None:
    """Write down that a recovery code stood for the second factor."""
    person = _locked(person)
    by = Actor(at=at, person=person, key=str(person.key))
    journal.record(facts.CodeUsed(thing_id=person.pk, left=left), by=by)


@transaction.atomic
def reset_factors(person: User, *, by: Actor, reason: str) -> User:
    """Take all factors of a person away, who lost them; their sessions end at once.

    Where somebody else may have the account, its password ends too: another one is chosen by the
    link of a letter.
    """
    person = _locked(person)
    policies.can_reset_factors(by, person, has_any=factors_of(person).number > 0).enforce()
    Authenticator.objects.filter(user=person).delete()
    forget(person)
    if reason in UNSAFE:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    fact = facts.FactorsReset(thing_id=person.pk, reason=ResetReason(reason).value)
    journal.record(fact, by=by)
    return person


def _added(person: User, factor: Factor, *, by: Actor, session_key: str) -> list[str]:
    held = factors_of(person)
    if held.number == 1:
        forget(person, but=session_key)
    journal.record(facts.FactorAdded(thing_id=person.pk, factor=factor.value), by=by)
    return _new_codes(person) if held.codes is None else []


def _new_codes(person: User) -> list[str]:
    codes: Sequence[str] = RecoveryCodes.activate(person).get_unused_codes()
    return list(codes)


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)
