"""Pages of a long list, without counting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

T = TypeVar("T")

#: Nobody turns so many pages by hand, and an offset beyond an integer of SQLite is an error.
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. Only the presence of a next row is known, not how many there are."""

    items: Sequence[T]
    number: int
    has_next: bool
    previous_url: str
    next_url: str

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def has_previous(self) -> bool:
        """Whether rows come before."""
        return self.number > 1


def page(
    rows: QuerySet[T] | Sequence[T],  # type: ignore[type-var]
    request: HttpRequest,
    per_page: int = 50,
    *,
    name: str = "page",
) -> Page[T]:
    """Cut the page that the address asks for (`?page=3`), reading one row more than it shows."""
    asked = request.GET.get(name, "1")
    # isdecimal also accepts digits of other scripts, which int reads as well.
    number = min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 9 else 1
    start = (number - 1) * per_page
    window = list(rows[start : start + per_page + 1])
    has_next = len(window) > per_page and number < LAST_PAGE

    def url(target: int) -> str:
        query = request.GET.copy()
        query[name] = str(target)
        if target == 1:
            del query[name]
        return f"{request.path}?{query.urlencode()}" if query else request.path

    return Page(
        items=window[:per_page],
        number=number,
        has_next=has_next,
        previous_url=url(number - 1) if number > 1 else "",
        next_url=url(number + 1) if has_next else "",
    )
