"""The verbs of accounts: open, invite, join, correct."""

from preau.accounts.actions.people import (
    Newcomer,
    change_password,
    confirm_address,
    correct,
    invite,
    join,
    open_account,
    record_confirmed,
)

__all__ = [
    "Newcomer",
    "change_password",
    "confirm_address",
    "correct",
    "invite",
    "join",
    "open_account",
    "record_confirmed",
]
