"""The verbs of letters: take in, understand, write, send, release."""

from preau.mail.actions.asking import take_answer
from preau.mail.actions.intake import MAX_SIZE, TooBig, receive
from preau.mail.actions.posting import post
from preau.mail.actions.sending import send_due
from preau.mail.actions.understanding import claim, understand

__all__ = [
    "MAX_SIZE",
    "TooBig",
    "claim",
    "post",
    "receive",
    "send_due",
    "take_answer",
    "understand",
]
