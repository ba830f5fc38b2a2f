"""The verbs of letters: take in, understand, write, send, release."""

from preau.mail.actions.intake import MAX_SIZE, TooBig, receive
from preau.mail.actions.posting import post

__all__ = ["MAX_SIZE", "TooBig", "post", "receive"]
