"""Figures in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from preau.insight.definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.insight.definitions import Definition

register = template.Library()


@register.simple_tag
def definitions() -> Iterable[Definition]:
    """What each figure means, in the order of the page."""
    return DEFINITIONS.values()
