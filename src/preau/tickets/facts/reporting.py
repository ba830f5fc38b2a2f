"""The staff’s reports, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Fact
from preau.tickets.states import (
    Channel,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Reported(Fact):
    """A member of staff reported a matter to the correspondent (ROL-4)."""

    name: ClassVar[str] = "tickets.report.reported"
    channel: str = Channel.FORM

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s reported the matter to the correspondent.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class WroteOnReport(Fact):
    """The author of a report, or the correspondent, wrote to the other about it (INC-3)."""

    name: ClassVar[str] = "tickets.report.written"
    message_id: int
    channel: str = Channel.FORM

    def sentence(self, who: str) -> StrOrPromise:
        if self.channel == Channel.MAIL:
            return _("%(who)s answered about the report by e-mail.") % {"who": who}
        return _("%(who)s added a message to the report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Forwarded(Fact):
    """The correspondent sent a report on to CESAME (ROL-4)."""

    name: ClassVar[str] = "tickets.report.forwarded"
    ticket_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s forwarded the report to CESAME.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Answered(Fact):
    """The correspondent answered a report (ROL-4)."""

    name: ClassVar[str] = "tickets.report.answered"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s answered the report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Declined(Fact):
    """The correspondent declined a report, with the reason (ROL-4)."""

    name: ClassVar[str] = "tickets.report.declined"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s declined the report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Joined(Fact):
    """A colleague is affected by the matter of a report as well (INC-14)."""

    name: ClassVar[str] = "tickets.report.joined"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s is affected too.") % {"who": who}
