"""A person's account: open it, invite, join, correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from preau.accounts import facts, policies
from preau.accounts.actions.sessions import forget
from preau.accounts.models import User
from preau.accounts.queries import person_known_by
from preau.core.actors import Actor
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person as someone else names them, perhaps not yet known to Préau."""

    email: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    phone: str = ""


@transaction.atomic
def open_account(newcomer: Newcomer, *, by: Actor, confirmed: bool = False) -> User:
    """Find the account of an address, or open one; what a known person wrote stays.

    `confirmed` says that the address is known to be theirs (the Region's own list).
    """
    address = newcomer.email.strip().lower()
    person = person_known_by(address) or _open(newcomer, address, by)
    missing = {
        name: value
        for name in ("first_name", "last_name", "title", "phone")
        if (value := getattr(newcomer, name)) and not getattr(person, name)
    }
    for name, value in missing.items():
        setattr(person, name, value)
    if missing:
        person.save(update_fields=list(missing))
    if confirmed:
        confirm_address(person, address, by=by)
    return person


@transaction.atomic
def confirm_address(person: User, address: str, *, by: Actor) -> None:
    """Hold an address for the person's own: letters from it are theirs."""
    if EmailAddress.objects.filter(user=person, email__iexact=address, verified=False).update(
        verified=True
    ):
        journal.record(facts.AddressConfirmed(thing_id=person.pk), by=by)


def record_confirmed(person: User, *, at: datetime) -> None:
    """Write down that the person confirmed an address by the link sent to it."""
    by = Actor(at=at, person=person, key=str(person.key))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        journal.record(facts.AddressConfirmed(thing_id=person.pk), by=by)


@transaction.atomic
def invite(person: User, *, by: Actor) -> None:
    """Have a letter sent with the link by which the person chooses a password."""
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.can_invite(by, person).enforce()
    journal.record(facts.Invited(thing_id=person.pk), by=by)


@transaction.atomic
def join(person: User, *, password: str, at: datetime) -> User:
    """Choose the first password, by the link of a letter: the address is thereby confirmed."""
    invited, person = person, User.objects.select_for_update().get(pk=person.pk)
    if person.password != invited.password:
        # The same link, followed twice at once.
        raise Refused(no(_("A password was chosen by this link a moment ago: sign in with it.")))
    by = Actor(at=at, person=person, key=str(person.key))
    person.set_password(password)
    person.joined_at = person.joined_at or at
    person.save(update_fields=["password", "joined_at"])
    EmailAddress.objects.filter(user=person, email__iexact=person.email).update(verified=True)
    journal.record(facts.Joined(thing_id=person.pk), by=by)
    return person


@transaction.atomic
def change_password(person: User, *, password: str, at: datetime) -> User:
    """Choose another password, signed in or by the link of a letter: other sessions end.

    For somebody who has none yet this is their first: they join.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.joined_at is None and not person.has_usable_password():
        return join(person, password=password, at=at)
    person.set_password(password)
    person.save(update_fields=["password"])
    forget(person)
    by = Actor(at=at, person=person, key=str(person.key))
    journal.record(facts.PasswordChanged(thing_id=person.pk), by=by)
    return person


@transaction.atomic
def correct(person: User, *, by: Actor, **details: Any) -> User:
    """Correct name, function or telephone; switch one's keyboard shortcuts on or off."""
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.can_correct(by, person).enforce()
    changed: list[str] = [
        name
        for name in ("first_name", "last_name", "title", "phone", "has_shortcuts")
        if name in details and getattr(person, name) != details[name]
    ]
    for name in changed:
        setattr(person, name, details[name])
    if changed:
        person.save(update_fields=changed)
        journal.record(facts.Corrected(thing_id=person.pk, fields=changed), by=by)
    return person


def _open(newcomer: Newcomer, address: str, by: Actor) -> User:
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                address,
                first_name=newcomer.first_name,
                last_name=newcomer.last_name,
                title=newcomer.title,
                phone=newcomer.phone,
            )
    except IntegrityError:
        # Two heads named the same person in the same second: there is one account.
        return User.objects.get(email__iexact=address)
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)
    journal.record(facts.Opened(thing_id=person.pk), by=by)
    return person
