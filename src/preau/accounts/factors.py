"""The second factor as allauth keeps it: what a person has, and how it is checked."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from preau.accounts.states import Factor

if TYPE_CHECKING:
    from preau.accounts.models import User

#: The kinds that stand beside the password; recovery codes only replace one of them.
MAIN = list(Factor.values)


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can show beside the password."""

    application: Authenticator | None = None
    keys: list[Authenticator] = field(default_factory=list)
    codes_left: int = 0
    codes: Authenticator | None = None

    @property
    def number(self) -> int:
        """How many there are, recovery codes left out."""
        return len(self.keys) + (self.application is not None)


def factors_of(person: User) -> Factors:
    """Read what a person has set up, in one query."""
    by_kind: dict[str, list[Authenticator]] = {}
    for row in Authenticator.objects.filter(user=person).order_by("created_at", "pk"):
        by_kind.setdefault(row.type, []).append(row)
    codes = next(iter(by_kind.get(Authenticator.Type.RECOVERY_CODES, [])), None)
    return Factors(
        application=next(iter(by_kind.get(Factor.APPLICATION, [])), None),
        keys=by_kind.get(Factor.KEY, []),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        codes=codes,
    )


def has_factor(person: User) -> bool:
    """Whether something beside the password is asked of the person."""
    return bool(Authenticator.objects.filter(user=person, type__in=MAIN).exists())


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an application needs to be set up: a drawing to scan, or the secret to type."""

    picture: str
    secret: str

    @property
    def typed(self) -> str:
        """The secret in groups of four, as one reads it aloud."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def drawing(person: User, secret: str) -> Drawing:
    """Draw the secret as the QR code that applications scan."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    return Drawing(f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", secret)


def name_of_key(authenticator: Any) -> str:
    """The name that its owner gave a key."""
    return str(authenticator.data.get("name", ""))
