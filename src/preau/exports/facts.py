"""What can happen to a list that somebody takes away; only the Region's services read it.

These are reads of many rows at once: who took which list, narrowed by what, and how many lines.
The words of the filters are not here, since they may name people; their names are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.exports.states import Reason
from preau.journal.facts import Audience, Fact
from preau.ui import formats
from preau.ui.exports import EXPORTS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def title_of(name: str) -> str:
    """The list as people know it; the name of one that a later version dropped."""
    found = EXPORTS.get(name)
    return str(found.title) if found else name


@dataclass(frozen=True, kw_only=True)
class Taken(Fact):
    """The lines of a list were handed to a person as a file."""

    name: ClassVar[str] = "exports.list.taken"
    audience: ClassVar[Audience] = Audience.REGION
    listed: str
    form: str
    rows: int
    filters: list[str]

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s downloaded %(rows)s line of the list “%(title)s”.",
            "%(who)s downloaded %(rows)s lines of the list “%(title)s”.",
            self.rows,
        ) % {"who": who, "rows": formats.number(self.rows), "title": title_of(self.listed)}


@dataclass(frozen=True, kw_only=True)
class Asked(Fact):
    """A long list was asked for: the worker writes it."""

    name: ClassVar[str] = "exports.list.asked"
    audience: ClassVar[Audience] = Audience.REGION
    listed: str
    form: str
    rows: int
    filters: list[str]

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s asked for the list “%(title)s” as a file.") % {
            "who": who,
            "title": title_of(self.listed),
        }


@dataclass(frozen=True, kw_only=True)
class Written(Fact):
    """The file of a long list is ready."""

    name: ClassVar[str] = "exports.list.written"
    audience: ClassVar[Audience] = Audience.REGION
    rows: int
    sha256: str

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s wrote the file: %(rows)s line.",
            "%(who)s wrote the file: %(rows)s lines.",
            self.rows,
        ) % {"who": who, "rows": formats.number(self.rows)}


@dataclass(frozen=True, kw_only=True)
class Failed(Fact):
    """The file of a long list was not written; `reason` is a code."""

    name: ClassVar[str] = "exports.list.failed"
    audience: ClassVar[Audience] = Audience.REGION
    reason: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s did not write the file. %(reason)s") % {
            "who": who,
            "reason": Reason(self.reason).label,
        }


@dataclass(frozen=True, kw_only=True)
class Cancelled(Fact):
    """Whoever had asked for the file gave it up."""

    name: ClassVar[str] = "exports.list.cancelled"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s gave the file up.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Expired(Fact):
    """The file was kept for its time, and is gone."""

    name: ClassVar[str] = "exports.list.expired"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s removed the file, whose time was over.") % {"who": who}
