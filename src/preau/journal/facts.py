"""What a fact is: the shape that every room's facts take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Audience(TextChoices):
    """Who may read a fact; the Region's services read all of them."""

    LYCEE = "lycee", _("Lycée, Region and contractor")
    EXCHANGE = "exchange", _("Region and contractor")
    REGION = "region", _("Region only")


#: Every kind of fact by its name, such as "tickets.ticket.dispatched".
FACTS: dict[str, type[Fact]] = {}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened to one thing: ids, codes and instants, never free text.

    A subclass sets `name` ("room.thing.past_participle"; its first two parts are the kind of
    the thing) and, where it is not for all, `audience`.
    """

    name: ClassVar[str] = ""
    audience: ClassVar[Audience] = Audience.LYCEE

    thing_id: int
    school_id: int | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            FACTS[cls.name] = cls

    @property
    def thing_kind(self) -> str:
        """The kind of thing that it happened to: "tickets.ticket"."""
        return self.name.rpartition(".")[0]

    def sentence(self, who: str) -> StrOrPromise:
        """Tell it in one sentence, as a timeline shows it; `who` is already "X" or "X for Y"."""
        raise NotImplementedError
