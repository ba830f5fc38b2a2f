"""What a person can do with a letter, and its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Audience, Fact
from preau.mail.states import OutcomeKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """CESAME decided what becomes of a held letter, or corrected its outcome (INC-16)."""

    name: ClassVar[str] = "mail.letter.released"
    audience: ClassVar[Audience] = Audience.REGION
    outcome: str
    before: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s decided what becomes of the message: %(outcome)s.") % {
            "who": who,
            "outcome": str(OutcomeKind(self.outcome).label).lower(),
        }


@dataclass(frozen=True, kw_only=True)
class SourceRead(Fact):
    """Somebody downloaded the raw source of a letter: a read that is recorded (STE-6)."""

    name: ClassVar[str] = "mail.letter.source_read"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s downloaded the raw source of the message.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class SentAgain(Fact):
    """A letter of ours that could not leave is to be tried again."""

    name: ClassVar[str] = "mail.outgoing.sent_again"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s asked for the letter to be sent again.") % {"who": who}
