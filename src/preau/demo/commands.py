"""`preau demo`, and `preau seed`."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.core.commands import DONE, Refusal, add_at, moment
from preau.demo import actions, sample
from preau.demo.bulk import commands as bulk
from preau.demo.queries import groups
from preau.demo.seed import making

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from datetime import datetime

    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `demo`, `demo mail` and `seed`."""
    bulk.arguments(commands)
    parser = commands.add_parser("demo", help=_("A believable Region, in a browser."))
    parser.add_argument("--reset", action="store_true", help=_("begin anew, with a fresh term"))
    parser.add_argument(
        "--prepare", action="store_true", help=_("make it ready, and do not serve it")
    )
    add_at(parser)
    parser.set_defaults(run=start)
    below = parser.add_subparsers(metavar="…", required=False)
    mail = below.add_parser("mail", help=_("Really send a letter with a photograph to CESAME."))
    mail.set_defaults(run=send_sample)


def start(args: Namespace) -> int:
    """Make the demonstration ready, say where to go and who to be, and serve it."""
    with _alone():
        actions.begin(moment(args), _say, anew=args.reset)
        _welcome(moment(args))
        if args.prepare:
            return DONE
        # The children open their own; this process only watches over them.
        connections.close_all()
        status: int = args.serve()
        return status


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the folder: two demonstrations of one database would take each other's letters."""
    path = Path(settings.VAR) / "demo.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(
                _("A demonstration is at work in %(folder)s already: stop it there with Ctrl-C.")
                % {"folder": settings.VAR},
                _("Or give this one a folder of its own: PREAU_VAR=var/other preau demo"),
            ) from error
        yield


def send_sample(args: Namespace) -> int:
    """Send the sample, and say what became of it."""
    sent = sample.send(timezone.now())
    _say(_("Sent: “%(subject)s”, by %(name)s.") % {"subject": sent.subject, "name": sent.sender})
    if sent.ref:
        _say(_("It became ticket %(ref)s: %(url)s") % {"ref": sent.ref, "url": sent.url})
        _say(
            _("The acknowledgement is on its way: %(url)s")
            % {"url": f"{sent.site}/demo/letters/?who={sent.sender.key}"}
        )
    else:
        _say(_("It is kept, and will be read as soon as the worker is free."))
    return DONE


def _welcome(at: datetime) -> None:
    url = settings.PREAU_URL
    _say("")
    _say(_("Préau is ready: %(figures)s.") % {"figures": making.figures()})
    _say("")
    _say(_("  Where to go     %(url)s") % {"url": f"{url}/demo/"})
    _say(_("  Who to be       a click on that page is enough; or sign in with one of these:"))
    for group in groups(at):
        if group.personas:
            first = group.personas[0]
            _say(f"                    {first.role} – {first.name} ({first.place})")
            _say(f"                      {first.email}")
    _say(_("  Password        %(password)s") % {"password": making.PASSWORD})
    _say(
        _("  A real letter   preau demo mail   (in another window; %(where)s)")
        % {"where": settings.PREAU_SMTP_LISTEN}
    )
    _say(_("  To stop         Ctrl-C"))
    _say("")


def _say(line: str) -> None:
    print(line, flush=True)
