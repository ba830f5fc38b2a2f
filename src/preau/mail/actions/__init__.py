"""The verbs of letters: take in, understand, write, send, release."""

from preau.mail.actions.asking import take_answer
from preau.mail.actions.intake import MAX_SIZE, Spot, TooBig, receive
from preau.mail.actions.posting import post
from preau.mail.actions.releasing import (
    attach,
    make_report,
    make_ticket,
    read_source,
    refuse,
    send_again,
    set_aside,
)
from preau.mail.actions.sending import send_due
from preau.mail.actions.understanding import claim, understand

__all__ = [
    "MAX_SIZE",
    "Spot",
    "TooBig",
    "attach",
    "claim",
    "make_report",
    "make_ticket",
    "post",
    "read_source",
    "receive",
    "refuse",
    "send_again",
    "send_due",
    "set_aside",
    "take_answer",
    "understand",
]
