"""What happens to a piece of equipment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Fact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Registered(Fact):
    """It entered the register."""

    name: ClassVar[str] = "assets.asset.registered"

    kind: str
    room_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        """Tell it."""
        return _("%(who)s entered it in the register.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Corrected(Fact):
    """Its description was put right; `fields` are the names of what changed."""

    name: ClassVar[str] = "assets.asset.corrected"

    fields: list[str]

    def sentence(self, who: str) -> StrOrPromise:
        """Tell it."""
        return _("%(who)s corrected its description.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Moved(Fact):
    """It changed rooms, or came back into service in one."""

    name: ClassVar[str] = "assets.asset.moved"

    from_room_id: int | None = None
    to_room_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        """Tell it."""
        if self.to_room_id is None:
            return _("%(who)s took it out of its room.") % {"who": who}
        return _("%(who)s moved it to another room.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Stored(Fact):
    """It was put away, still fit for use."""

    name: ClassVar[str] = "assets.asset.stored"

    def sentence(self, who: str) -> StrOrPromise:
        """Tell it."""
        return _("%(who)s put it in store.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Disposed(Fact):
    """Its life in the lycée is over."""

    name: ClassVar[str] = "assets.asset.disposed"

    def sentence(self, who: str) -> StrOrPromise:
        """Tell it."""
        return _("%(who)s recorded its disposal.") % {"who": who}
