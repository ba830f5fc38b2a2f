"""The bar that says, on every page, that this is a demonstration and who one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from preau.demo import queries
from preau.ui.homes import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest


def bar(request: HttpRequest, user: Any) -> Panel | None:
    """The bar; a demonstration is always on SQLite, so an instance in service asks nothing."""
    if connection.vendor != "sqlite" or queries.demonstration() is None:
        return None
    who = queries.persona_of(user, timezone.now()) if user.is_authenticated else None
    return Panel(title="", template="demo/bar.html", context={"who": who})
