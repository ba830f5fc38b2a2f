"""The verbs of accounts: open, invite, join, correct; second factors and sessions."""

from preau.accounts.actions.factors import (
    add_application,
    add_key,
    record_code_used,
    remove_factor,
    renew_codes,
    reset_factors,
)
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
from preau.accounts.actions.sessions import end_sessions, note_session

__all__ = [
    "Newcomer",
    "add_application",
    "add_key",
    "change_password",
    "confirm_address",
    "correct",
    "end_sessions",
    "invite",
    "join",
    "note_session",
    "open_account",
    "record_code_used",
    "record_confirmed",
    "remove_factor",
    "renew_codes",
    "reset_factors",
]
