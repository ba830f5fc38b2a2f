"""What pages, letters and other rooms read about people."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Protocol

from django.contrib.sessions.models import Session as SignedIn
from django.utils.translation import gettext as _

from preau.accounts.models import Session, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Signed(Protocol):
    """An entry of the journal: by whom, for whom."""

    @property
    def person_key(self) -> str: ...
    @property
    def behalf_key(self) -> str: ...


def names(keys: Iterable[str]) -> dict[str, str]:
    """The names behind the journal's keys, in one query; Préau and erased people have one too."""
    wanted = {key for key in keys if key}
    found = {
        str(person.key): person.name
        for person in User.objects.filter(key__in=[k for k in wanted if _is_uuid(k)])
    }
    found |= {key: _("an erased person") for key in wanted if key not in found}
    if "preau" in wanted:
        found["preau"] = "Préau"
    return found


def signature(recorded: Signed, names: Mapping[str, str]) -> str:
    """Who did it, and for whom: "Claire Martin, for Paul Durand"."""
    who = names.get(recorded.person_key) or _("an erased person")
    if not recorded.behalf_key or recorded.behalf_key == recorded.person_key:
        return who
    behalf = names.get(recorded.behalf_key) or _("an erased person")
    return _("%(who)s, for %(behalf)s") % {"who": who, "behalf": behalf}


def subject(recorded: Signed, names: Mapping[str, str]) -> str:
    """The same at the head of a sentence: "Claire Martin, for Paul Durand," closes its comma."""
    signed = signature(recorded, names)
    alone = names.get(recorded.person_key) or _("an erased person")
    return signed if signed == alone else f"{signed},"


def person_of(key: str) -> User | None:
    """The person behind a key of the journal, if there is one."""
    return User.objects.filter(key=key).first() if _is_uuid(key) else None


def person_by_address(address: str) -> User | None:
    """Whose confirmed personal address it is: the only match by which a sender is known."""
    return (
        User.objects.filter(
            emailaddress__email__iexact=address.strip(), emailaddress__verified=True
        )
        .order_by("pk")
        .first()
    )


def person_known_by(address: str) -> User | None:
    """Whose address it is, to designate them: confirmed, or the one that their account bears.

    Not one that somebody added to their account without confirming it: they could add that of a
    colleague who is about to be designated, and get the duty instead.
    """
    return person_by_address(address) or User.objects.filter(email__iexact=address.strip()).first()


def sessions_of(person: User, at: datetime) -> list[Session]:
    """Where a person is signed in, the one used last first."""
    open_ones = SignedIn.objects.filter(expire_date__gt=at).values("session_key")
    return list(
        Session.objects.filter(person=person, session_key__in=open_ones).order_by("-seen_at", "pk")
    )


def _is_uuid(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
