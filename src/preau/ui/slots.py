"""Panels that a higher room hangs on a lower room's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from preau.ui.homes import Panel

SlotFunction = Callable[["HttpRequest", Any], "Panel | None"]

_slots: dict[str, list[SlotFunction]] = {}


def slot(name: str, function: SlotFunction) -> None:
    """Hang a panel in a slot, such as "schools.school"; called in AppConfig.ready()."""
    hung = _slots.setdefault(name, [])
    if function not in hung:
        hung.append(function)


def panels(name: str, request: HttpRequest, thing: Any) -> list[Panel]:
    """The panels hung in a slot, for one thing."""
    found = (function(request, thing) for function in _slots.get(name, []))
    return [each for each in found if each is not None]
