"""Who acts, when, under which mandates, and in whose stead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One mandate in force, as the policies need it.

    A mandate has at most one place: a lycée (`school_id`), an RTN's territory
    (`territory_id`) or an académie (`academy`). With none, it holds in the whole Region.
    """

    mandate_id: int
    role: str
    permissions: frozenset[str]
    school_id: int | None = None
    territory_id: int | None = None
    academy: str = ""
    stands_for_key: str = ""
    #: Whose mandate it is, where its holder is away and lends it meanwhile.
    lent_by_id: int | None = None

    @property
    def is_everywhere(self) -> bool:
        """Whether it holds in the whole Region."""
        return not (self.school_id or self.territory_id or self.academy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The author of an act at one instant.

    `person` is the signed-in user, or None for Préau itself (the clock). `key` is the
    pseudonymous key that the journal keeps. `mandates` are those in force at `at`; `worn` is
    the mandate that an act is done under: the one that the person chose (`mandates` then has no
    other), or else the one that gave the permission.
    """

    at: datetime
    person: Any = None
    key: str = "preau"
    mandates: tuple[Held, ...] = field(default=())
    worn: Held | None = None
    #: What the person holds beside the mandate that they chose: it gives them nothing meanwhile,
    #: but what it asks of them (a second factor) stays asked.
    aside: tuple[Held, ...] = field(default=())

    @classmethod
    def preau(cls, at: datetime) -> Actor:
        """Préau itself, acting by the clock."""
        return cls(at=at)

    @property
    def is_preau(self) -> bool:
        """Whether the clock acts: neither a person nor a stranger at the door (key "")."""
        return self.key == "preau"

    @property
    def roles(self) -> frozenset[str]:
        """The roles of all mandates in force."""
        return frozenset(held.role for held in self.mandates)
