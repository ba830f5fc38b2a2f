"""Home pages: nothing but panels, in an order that is data per role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page that answers one question: its title, its template, what it needs.

    `count` is how many things it speaks of, `url` where the whole list is. A panel that is
    `calm` reports and asks for nothing: its count is grey. `tone` colours the count (wait,
    late, well, info).
    """

    title: StrOrPromise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None
    url: str = ""
    icon: str = ""
    tone: str = "wait"
    calm: bool = False


PanelFunction = Callable[["HttpRequest"], "Panel | None"]

_panels: dict[str, PanelFunction] = {}
_order: dict[str, Sequence[str]] = {}


def panel(name: str, function: PanelFunction) -> None:
    """Register a panel; a room calls this in its AppConfig.ready()."""
    _panels[name] = function


def arrange(order: Mapping[str, Sequence[str]]) -> None:
    """Set which panels each role sees, in which order; `config` calls this once."""
    _order.clear()
    _order.update(order)


def names_for(roles: Iterable[str]) -> list[str]:
    """The panels of somebody who has these roles: roles in the order of the table, each once."""
    held = set(roles)
    wanted = (name for role, names in _order.items() if role in held for name in names)
    return list(dict.fromkeys(wanted))


def panels(request: HttpRequest, roles: Iterable[str]) -> list[Panel]:
    """The panels of a home page; a name that no room registered is passed over."""
    found = (_panels[name](request) for name in names_for(roles) if name in _panels)
    return [each for each in found if each is not None]
