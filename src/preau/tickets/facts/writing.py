"""What is written on a ticket, and who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.journal.facts import Audience, Fact
from preau.tickets.states import (
    Channel,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Wrote(Fact):
    """A message that lycée, Region and contractor read."""

    name: ClassVar[str] = "tickets.ticket.written"
    message_id: int
    channel: str = Channel.FORM
    #: CESAME attached a letter that had been held: its words are somebody else's.
    attached: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        if self.attached:
            return _("%(who)s attached an e-mail to the ticket.") % {"who": who}
        if self.channel == Channel.MAIL:
            return _("%(who)s answered by e-mail.") % {"who": who}
        return _("%(who)s added a message.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Exchanged(Fact):
    """A message between the Region's services and the contractor."""

    name: ClassVar[str] = "tickets.ticket.exchanged"
    audience: ClassVar[Audience] = Audience.EXCHANGE
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s wrote to the services that treat the ticket.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Noted(Fact):
    """A note that the Region's services keep among themselves."""

    name: ClassVar[str] = "tickets.ticket.noted"
    audience: ClassVar[Audience] = Audience.REGION
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s left an internal note.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Nudged(Fact):
    """A relance: the lycée asks whoever has the ticket where it stands (INC-4)."""

    name: ClassVar[str] = "tickets.ticket.nudged"
    count: int
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s sent a reminder: the first one.",
            "%(who)s sent a reminder: number %(count)d.",
            self.count,
        ) % {"who": who, "count": self.count}


@dataclass(frozen=True, kw_only=True)
class Disowned(Fact):
    """The owner of the address says that the mail was not theirs (INC-3)."""

    name: ClassVar[str] = "tickets.ticket.disowned"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s says that they did not send this e-mail.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Watched(Fact):
    """Somebody follows the ticket from now on, by their own will or a colleague's (INC-17)."""

    name: ClassVar[str] = "tickets.ticket.watched"
    audience: ClassVar[Audience] = Audience.REGION
    watcher_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s had the ticket followed.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Unwatched(Fact):
    """Somebody follows the ticket no longer."""

    name: ClassVar[str] = "tickets.ticket.unwatched"
    audience: ClassVar[Audience] = Audience.REGION
    watcher_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s ended the following of the ticket.") % {"who": who}
