"""The answer to "may this person do this now?", which carries its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or a no with a reason fit to be read by the person who is refused.

    `source` is the requirement that the refusal comes from, such as "ROL-3". `is_for_others` says
    that somebody with another mandate could do it now: where it is false, nobody can.
    """

    allowed: bool
    reason: StrOrPromise = ""
    source: str = ""
    is_for_others: bool = False

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Let a yes pass, and raise `Refused` for a no."""
        if not self.allowed:
            raise Refused(self)


YES = Verdict(allowed=True)


def no(reason: StrOrPromise, *, source: str = "") -> Verdict:
    """Refuse what nobody can do now, saying why and what to do instead."""
    return Verdict(allowed=False, reason=reason, source=source)


def no_mandate(reason: StrOrPromise, *, source: str = "") -> Verdict:
    """Refuse for want of a mandate: the act is for others, and the reason names them."""
    return Verdict(allowed=False, reason=reason, source=source, is_for_others=True)


class Refused(Exception):
    """An act that a policy does not allow: nothing was changed."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.reason))
        self.verdict = verdict


class Stale(Exception):
    """Someone saved the thing since it was read: nothing was changed.

    `thing` is its present state, to be shown beside what was typed.
    """

    def __init__(self, thing: Any) -> None:
        super().__init__(f"{thing!r} was changed by someone else.")
        self.thing = thing
