"""What the tests of the mailbox share: its folders, and a round of the worker."""

from __future__ import annotations

from preau.mail import imap, tasks
from preau.mail.imap_rounds import Round
from tests.instants import NOON

HELD = "Préau/À décider"


def decide():
    while tasks.read_waiting(NOON, 50):
        pass


def go_round(at=NOON):
    with imap.opened() as mailbox:
        done = Round(mailbox, at)
        done.take()
        decide()
        done.file()
    return done


def shown(account, separator="."):
    """The folders that hold something, in our own spelling."""
    return {name.replace(separator, "/"): count for name, count in account.folders().items()}
