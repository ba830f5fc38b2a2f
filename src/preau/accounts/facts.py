"""What can happen to a person's account; only the Region's services read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Audience, Fact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    """An account was opened: the person chooses a password by the link of a letter."""

    name: ClassVar[str] = "accounts.person.opened"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s opened the account.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Invited(Fact):
    """The person is to receive a link by which to choose a password."""

    name: ClassVar[str] = "accounts.person.invited"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s sent an invitation to choose a password.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Joined(Fact):
    """The person chose a password, which confirms the address that the link was sent to."""

    name: ClassVar[str] = "accounts.person.joined"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s chose a password; the address is confirmed.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Corrected(Fact):
    """Name, function or telephone were corrected; `fields` names which, never the values."""

    name: ClassVar[str] = "accounts.person.corrected"
    audience: ClassVar[Audience] = Audience.REGION
    fields: list[str]

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s corrected the contact details.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class AddressConfirmed(Fact):
    """An address is known to be the person's: by the link sent to it, or by the Region's list."""

    name: ClassVar[str] = "accounts.person.address_confirmed"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s confirmed an e-mail address.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Fact):
    """The person chose another password."""

    name: ClassVar[str] = "accounts.person.password_changed"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s chose another password.") % {"who": who}
