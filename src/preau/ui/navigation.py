"""The main entries of the rail, as the rooms register them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor

#: How many things wait behind an entry; 0 shows nothing.
Badge = Callable[["HttpRequest"], int]


@dataclass(frozen=True, slots=True)
class Child:
    """A page below an entry, shown while one is there: a saved view of its list."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail; `permission` is asked of the mandates in force, anywhere."""

    name: str
    label: StrOrPromise
    icon: str
    url_name: str
    permission: str | None = None
    badge: Badge | None = None
    order: int = 50
    key: str = ""
    children: Callable[[HttpRequest], list[Child]] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as one page shows it."""

    label: StrOrPromise
    icon: str
    url: str
    count: int
    is_current: bool
    #: The key that leads there after g.
    key: str = ""
    children: list[Child] = field(default_factory=list)


_entries: dict[str, Entry] = {}


def entry(
    name: str,
    label: StrOrPromise,
    icon: str,
    url_name: str,
    permission: str | None = None,
    badge: Badge | None = None,
    order: int = 50,
    key: str = "",
    children: Callable[[HttpRequest], list[Child]] | None = None,
) -> None:
    """Put an entry on the rail; a room calls this in its AppConfig.ready()."""
    _entries[name] = Entry(name, label, icon, url_name, permission, badge, order, key, children)


def _may(actor: Actor, permission: str | None) -> bool:
    return permission is None or any(permission in held.permissions for held in actor.mandates)


def shown(request: HttpRequest) -> list[Shown]:
    """The entries of a signed-in person, in order; none for a visitor."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person is None:
        return []
    result: list[Shown] = []
    for each in sorted(_entries.values(), key=lambda e: (e.order, e.name)):
        if not _may(actor, each.permission):
            continue
        url = reverse(each.url_name)
        if any(item.url == url for item in result):
            continue  # Two duties lead to the same page.
        current = request.path == url if url == "/" else request.path.startswith(url)
        count = each.badge(request) if each.badge else 0
        below = each.children(request) if each.children and current else []
        result.append(Shown(each.label, each.icon, url, count, current, each.key, below))
    # The longest address that fits is where one is: /tickets/queue/ is not also /tickets/.
    where = max((item.url for item in result if item.is_current), key=len, default="")
    return [
        item if item.url == where or not item.is_current else replace(item, is_current=False)
        for item in result
    ]
