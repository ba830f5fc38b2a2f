"""How other rooms sign up for letters, without mail knowing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.files.models import Attachment
    from preau.mail.models import Letter
    from preau.mail.urgency import UrgencyFound
    from preau.schools.models import School


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A letter that has been read, whose sender is known, and that a room may take.

    - `sender` is the person whose confirmed address wrote. It is None only when CESAME attaches a
      stranger's held letter to a thread (`asked == "message"`).
    - `school` is the lycée that it is about, where that is known; a letter that joins a thread may
      have none: the thread knows its own.
    - `thread` is "" or what the letter answers, such as "ticket:123". Whether the sender has a part
      in it is the room's to judge: give back an outcome "held", reason "not_a_party", or None.
    - `reply` is what the person wrote apart from the quote, `text` the whole.
    - `asked` is "" by rule; else the outcome ("ticket", "message", "report") that CESAME chose when
      it released the letter: `by` is then the agent, who may do what the sender may not.
    """

    letter: Letter
    sender: User | None
    school: School | None
    thread: str
    urgency: UrgencyFound
    subject: str
    text: str
    reply: str
    is_cut_certain: bool
    attachments: tuple[Attachment, ...]
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a letter: one of the seven kinds, why, and what it joined or made."""

    kind: str
    reason: str
    thread: str = ""
    ref: str = ""
    url: str = ""
    school: School | None = None


Handler = Callable[[Incoming, "Actor"], Outcome | None]
Finder = Callable[[str, "Actor"], str | None]
Guard = Callable[[str], str]
Keeper = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """A room that takes letters."""

    name: str
    handler: Handler
    find: Finder | None


ROUTES: dict[str, Route] = {}
ROUTE_REASONS: dict[str, StrOrPromise] = {}
ROUTE_SENTENCES: dict[str, StrOrPromise] = {}
GUARDS: list[Guard] = []
KEEPERS: list[Keeper] = []


def route(
    name: str,
    handler: Handler,
    *,
    find: Finder | None = None,
    reasons: Mapping[str, StrOrPromise] | None = None,
    sentence: StrOrPromise = "",
) -> None:
    """Have letters offered to a room, in the order of signing up.

    `handler(incoming, by)` runs inside the letter's transaction and gives its outcome, or None to
    leave it to the next. It may be called again for the same letter after a crash, which undid the
    first time. `find(ref, by)` tells which thread a number typed by CESAME means ("2026-000123" →
    "ticket:123"), or None. `reasons` are the room's own reason codes, in words; `sentence` tells
    its rule to those who read the ledger.
    """
    ROUTES[name] = Route(name, handler, find)
    ROUTE_REASONS.update(reasons or {})
    ROUTE_SENTENCES[name] = sentence


def sender_guard(guard: Guard) -> None:
    """Have every address asked about before a letter leaves: "" lets it go, a reason stops it."""
    GUARDS.append(guard)


def secret_keeper(keeper: Keeper) -> None:
    """Have letters with a one-time link keep their text once sent, while `keeper()` says so.

    For a demonstration, where no letter leaves and its page is the only place to read it.
    """
    KEEPERS.append(keeper)
