"""What can happen to a person's account; only the Region's services read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.accounts.states import Factor, ResetReason
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


@dataclass(frozen=True, kw_only=True)
class FactorAdded(Fact):
    """The person set up a second factor; `factor` says of which kind."""

    name: ClassVar[str] = "accounts.person.factor_added"
    audience: ClassVar[Audience] = Audience.REGION
    factor: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s set up a second factor: %(factor)s.") % {
            "who": who,
            "factor": Factor(self.factor).label,
        }


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(Fact):
    """The person took away one of their second factors."""

    name: ClassVar[str] = "accounts.person.factor_removed"
    audience: ClassVar[Audience] = Audience.REGION
    factor: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s removed a second factor: %(factor)s.") % {
            "who": who,
            "factor": Factor(self.factor).label,
        }


@dataclass(frozen=True, kw_only=True)
class CodesRenewed(Fact):
    """The person had new recovery codes made: the former ones open nothing any more."""

    name: ClassVar[str] = "accounts.person.codes_renewed"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s had new recovery codes made.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class CodeUsed(Fact):
    """A recovery code stood for the second factor; `left` are still good."""

    name: ClassVar[str] = "accounts.person.code_used"
    audience: ClassVar[Audience] = Audience.REGION
    left: int

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s used a recovery code; %(left)d is left.",
            "%(who)s used a recovery code; %(left)d are left.",
            self.left,
        ) % {"who": who, "left": self.left}


@dataclass(frozen=True, kw_only=True)
class FactorsReset(Fact):
    """An administrator took away all second factors of a person; `reason` is a code."""

    name: ClassVar[str] = "accounts.person.factors_reset"
    audience: ClassVar[Audience] = Audience.REGION
    reason: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s reset the second factor: %(reason)s.") % {
            "who": who,
            "reason": ResetReason(self.reason).label,
        }


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Fact):
    """Sessions of the person were ended from another one; `number` of them."""

    name: ClassVar[str] = "accounts.person.sessions_ended"
    audience: ClassVar[Audience] = Audience.REGION
    number: int

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s ended %(number)d other session.",
            "%(who)s ended %(number)d other sessions.",
            self.number,
        ) % {"who": who, "number": self.number}
