"""How accounts reach a higher room: whoever sends letters signs up here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from preau.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretLetter:
    """A letter that carries a one-time link: its body is to be forgotten once sent.

    `kind` is "password_reset" or "address_confirmation"; `key` is unique per letter.
    """

    kind: str
    address: str
    name: str
    url: str
    key: str


LetterSender = Callable[[SecretLetter, "datetime"], None]

_senders: list[LetterSender] = []


def send_letters_by(sender: LetterSender) -> None:
    """Sign up the room that posts letters; called once, in its AppConfig.ready()."""
    _senders[:] = [sender]


def send(letter: SecretLetter, at: datetime) -> None:
    """Hand a letter over, to leave later by the worker: nothing is sent in the request."""
    if not _senders:
        raise RuntimeError("No room has signed up to post letters.")
    _senders[0](letter, at)


_sparing: list[Callable[[User], bool]] = []


def spare_by(is_spared: Callable[[User], bool]) -> None:
    """Sign up the room that says who is not asked for a second factor: the demonstration's people.

    Called once, in its AppConfig.ready().
    """
    _sparing[:] = [is_spared]


def is_spared(person: User) -> bool:
    """Whether a person comes in without the second factor that their mandates ask for."""
    return any(is_spared(person) for is_spared in _sparing)
