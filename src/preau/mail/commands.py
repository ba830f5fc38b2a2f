"""Commands about letters."""

from __future__ import annotations

import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from preau.agenda.runner import drain_round
from preau.core.commands import (
    DONE,
    LATER,
    REFUSED,
    Refusal,
    add_at,
    add_json,
    complain,
    group,
    moment,
    show_json,
)
from preau.mail import actions, imap, listener, queries
from preau.mail.imap_rounds import Round
from preau.mail.states import OutcomeKind, Road

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from preau.core.commands import Commands
    from preau.mail.models import Letter


def arguments(commands: Commands) -> None:
    """Add `preau mail receive`, `fetch`, `listen`, `show` and `balance`."""
    mail = group(commands, "mail", _("Letters in and out."))
    parser = mail.add_parser("receive", help=_("Take in messages from files, or one by a pipe."))
    parser.add_argument("files", nargs="*", metavar="FILE", type=Path)
    parser.add_argument("--wait", action="store_true", help=_("wait for their outcomes"))
    parser.add_argument("--sender", default="", help=_("the envelope's sender"))
    parser.add_argument("--recipient", action="append", default=[], help=_("one of its recipients"))
    add_at(parser)
    parser.set_defaults(run=receive)
    parser = mail.add_parser("fetch", help=_("Take in messages from the IMAP mailbox, once."))
    parser.add_argument("--wait", action="store_true", help=_("wait for their outcomes"))
    add_at(parser)
    parser.set_defaults(run=fetch)
    parser = mail.add_parser("listen", help=_("Take in messages by SMTP or LMTP."))
    parser.add_argument("--smtp", metavar="HOST:PORT", default=settings.PREAU_SMTP_LISTEN)
    parser.add_argument("--lmtp", metavar="HOST:PORT", default=settings.PREAU_LMTP_LISTEN)
    parser.set_defaults(run=listen)
    parser = mail.add_parser("show", help=_("What became of messages, a JSON line each."))
    parser.add_argument("sha256", nargs="*", metavar="SHA256")
    parser.add_argument("--all", action="store_true", help=_("all that were ever received"))
    add_json(parser)
    parser.set_defaults(run=show)
    parser = mail.add_parser("balance", help=_("Whether the books of the mail balance."))
    add_json(parser)
    parser.set_defaults(run=balance)


def receive(args: Namespace) -> int:
    """Keep messages; 75 asks the carrier to try again, 1 refuses for good."""
    status, letters = DONE, []
    for file in args.files or [None]:
        name = str(file) if file else _("the message on standard input")
        try:
            letters.append(_keep(file, args))
        except actions.TooBig:
            complain(_("%(name)s: larger than 50 MB, it is refused.") % {"name": name})
            status = status or REFUSED
        except FileNotFoundError:
            complain(_("%(name)s: there is no such file.") % {"name": name})
            status = status or REFUSED
        except (OSError, OperationalError, InterfaceError) as error:
            complain(_("%(name)s: not kept, try again: %(why)s") % {"name": name, "why": error})
            status = LATER
    if args.wait:
        _wait(moment(args))
    for letter in letters:
        show_json(queries.line_of(letter.sha256))
    return status


def _keep(file: Path | None, args: Namespace) -> Letter:
    if file is None:
        raw = sys.stdin.buffer.read(actions.MAX_SIZE + 1)
    else:
        with file.open("rb") as opened:
            raw = opened.read(actions.MAX_SIZE + 1)
    return actions.receive(
        raw,
        road=Road.FILE if file else Road.PIPE,
        at=moment(args),
        envelope_from=args.sender,
        envelope_to=args.recipient,
    )


def _wait(at: datetime) -> None:
    """Do the work that the worker would do: read, react, answer, send."""
    broken: set[str] = set()
    while drain_round(at, broken):
        pass


def fetch(args: Namespace) -> int:
    """Go once round the IMAP mailbox; 75 where something stays behind in it."""
    if not settings.PREAU_IMAP_URL:
        raise Refusal(
            _("Say where the mailbox is: PREAU_IMAP_URL=imaps://user:password@host/INBOX.")
        )
    at = moment(args)
    status, letters = DONE, []
    try:
        with imap.opened() as mailbox:
            done = Round(mailbox, at)
            letters = done.letters
            done.take()
            if args.wait:
                _wait(at)
            done.file()
        for uid, why in done.problems.items():
            complain(_("Message %(uid)d: stays in the mailbox: %(why)s") % {"uid": uid, "why": why})
            status = LATER
    except (imap.Unreachable, OperationalError, InterfaceError) as error:
        complain(_("The mailbox was not gone round, try again: %s") % error)
        status = LATER
    for letter in letters:
        show_json(queries.line_of(letter.sha256))
    return status


def listen(args: Namespace) -> int:
    """Take in messages until told to stop."""
    roads = [(args.smtp, Road.SMTP), (args.lmtp, Road.LMTP)]
    listeners = [listener.start(where, road=road) for where, road in roads if where]
    if not listeners:
        raise Refusal(_("Say where to listen: --smtp 127.0.0.1:2525, or PREAU_SMTP_LISTEN."))
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    told.wait()
    for each in listeners:
        each.stop()
    return DONE


def show(args: Namespace) -> int:
    """Print the line of one letter or of all; 1 if one is unknown."""
    if not args.all and not args.sha256:
        raise Refusal(_("Give the SHA-256 of a message, or --all."))
    status = DONE
    if args.all:
        for line in queries.lines():
            show_json(line)
    for sha256 in args.sha256:
        told = queries.line_of(sha256)
        if told is None:
            complain(_("%(sha256)s: no such message was received.") % {"sha256": sha256})
            status = REFUSED
        else:
            show_json(told)
    return status


def balance(args: Namespace) -> int:
    """Print the books; 1 if something is missing or counted twice."""
    books = queries.balance()
    if args.json:
        show_json({**asdict(books), "balanced": books.is_even})
    else:
        print(_("Deliveries: %(n)d") % {"n": books.deliveries})
        for kind, count in books.outcomes.items():
            print(f"  {OutcomeKind(kind).label} : {count}")
        print("  " + _("Waiting: %(n)d") % {"n": books.waiting})
        print("  " + _("Handed over again: %(n)d") % {"n": books.repeats})
        print(_("Outgoing letters: %(n)d") % {"n": books.outbox})
        print(
            "  "
            + _("Sent: %(sent)d, to be sent: %(due)d, failed: %(failed)d")
            % {"sent": books.sent, "due": books.due, "failed": books.failed}
        )
        print(_("The books balance.") if books.is_even else _("The books do not balance."))
    return DONE if books.is_even else REFUSED
