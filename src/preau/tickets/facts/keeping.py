"""What the desk keeps beside the tickets: forms, limits, replies, recurring requests, views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Audience, Fact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class FormEdited(Fact):
    """The Region changed the questions of a form (INC-1)."""

    name: ClassVar[str] = "tickets.form.edited"
    audience: ClassVar[Audience] = Audience.REGION
    version: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s changed the questions: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class LimitsSet(Fact):
    """The Region changed the figures of the limits, from a moment on (INC-5, INC-7)."""

    name: ClassVar[str] = "tickets.limits.set"
    version: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s changed the figures of the limits: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class ReplyEdited(Fact):
    """A service changed the words of a canned reply, or whether it is offered (INC-17)."""

    name: ClassVar[str] = "tickets.canned_reply.edited"
    audience: ClassVar[Audience] = Audience.EXCHANGE
    version: int
    is_offered: bool = True

    def sentence(self, who: str) -> StrOrPromise:
        if not self.is_offered:
            return _("%(who)s no longer offers the reply.") % {"who": who}
        return _("%(who)s wrote the reply: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class RecurringEdited(Fact):
    """A recurring request was written, changed, or is no longer offered (INC-17)."""

    name: ClassVar[str] = "tickets.recurring_request.edited"
    version: int
    is_offered: bool = True

    def sentence(self, who: str) -> StrOrPromise:
        if not self.is_offered:
            return _("%(who)s no longer offers the recurring request.") % {"who": who}
        return _("%(who)s wrote the recurring request: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    """Somebody kept filters of the list under a name, perhaps for a service (INC-17)."""

    name: ClassVar[str] = "tickets.view.saved"
    audience: ClassVar[Audience] = Audience.REGION
    shared_with: str = ""

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s saved a view of the list.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ViewRenamed(Fact):
    """A saved view got another name."""

    name: ClassVar[str] = "tickets.view.renamed"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s renamed a view of the list.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(Fact):
    """A saved view was taken away; it can be brought back."""

    name: ClassVar[str] = "tickets.view.deleted"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s deleted a view of the list.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ViewRestored(Fact):
    """A deleted view is back."""

    name: ClassVar[str] = "tickets.view.restored"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s brought a view of the list back.") % {"who": who}
