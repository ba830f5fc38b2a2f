"""Where a person is signed in: noted, shown to them, ended by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session as SignedIn
from django.db import transaction

from preau.accounts import facts, policies
from preau.accounts.devices import browser_of, network_of, system_of
from preau.accounts.models import Session, User
from preau.journal import actions as journal

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor


@transaction.atomic
def note_session(
    person: User,
    session_key: str,
    *,
    at: datetime,
    opened_at: datetime,
    user_agent: str,
    address: str | None,
) -> Session:
    """Note that a session is used: when it is first seen, and now and then after that."""
    seen = {
        "browser": browser_of(user_agent),
        "system": system_of(user_agent),
        "network": network_of(address),
        "seen_at": at,
    }
    session, is_new = Session.objects.select_for_update().get_or_create(
        session_key=session_key,
        defaults={"person": person, "opened_at": min(opened_at, at), **seen},
    )
    # Of two pages asked for at once, the earlier may come second: it has nothing to add.
    if not is_new and session.seen_at < at:
        for name, value in {"person": person, **seen}.items():
            setattr(session, name, value)
        session.save(update_fields=["person", *seen])
    return session


@transaction.atomic
def end_sessions(person: User, sessions: list[Session], *, by: Actor) -> int:
    """Sign the person out where they no longer want to be signed in; what is gone already is."""
    person = User.objects.select_for_update().get(pk=person.pk)
    policies.can_end_sessions(by, person).enforce()
    keys = [session.session_key for session in sessions if session.person_id == person.pk]
    number = _drop(person, keys)
    if number:
        journal.record(facts.SessionsEnded(thing_id=person.pk, number=number), by=by)
    return number


def forget(person: User, *, but: str = "") -> int:
    """End every session of a person except one, for a verb that says itself what happened."""
    keys = Session.objects.filter(person=person).exclude(session_key=but)
    return _drop(person, list(keys.values_list("session_key", flat=True)))


def forget_everyone() -> None:
    """End every session there is: a copy that was restored opens to nobody by itself."""
    SignedIn.objects.all().delete()
    Session.objects.all().delete()


def drop_expired(at: datetime) -> None:
    """Forget the sessions that have expired or were signed out of: the clock's nightly round."""
    SignedIn.objects.filter(expire_date__lte=at).delete()
    Session.objects.exclude(session_key__in=SignedIn.objects.values("session_key")).delete()


def _drop(person: User, keys: list[str]) -> int:
    SignedIn.objects.filter(session_key__in=keys).delete()
    gone, _rows = Session.objects.filter(person=person, session_key__in=keys).delete()
    return gone
