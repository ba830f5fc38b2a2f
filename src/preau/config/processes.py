"""The processes: pages, and the small supervisor over pages and worker. No Django in here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from preau.config import secret
from preau.config.french import translate as _

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

LISTEN = "127.0.0.1:8000"
PREAU = [sys.executable, "-m", "preau.config.cli"]


def arguments(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add `serve` and `web`."""
    parser = commands.add_parser("serve", help=_("Everything: pages and worker, migrated first."))
    parser.set_defaults(run=lambda args: serve())
    parser = commands.add_parser("web", help=_("Pages."))
    parser.set_defaults(run=lambda args: web())


def prepare() -> None:
    """Make sure that this instance has its folder and its secret key.

    What is started from here takes its memory from two pools: the C library by itself has one for
    each thread, each of which keeps what its largest page took.
    """
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    if not os.environ.get("PREAU_SECRET_KEY") and not os.environ.get("PREAU_SECRET_KEY_FILE"):
        secret.ensure(var())


def var() -> Path:
    """The folder of this instance."""
    return Path(os.environ.get("PREAU_VAR") or "var").resolve()


def web() -> int:
    """Become the web server."""
    prepare()
    host, _, port = os.environ.get("PREAU_WEB_LISTEN", LISTEN).rpartition(":")
    words = [
        *(sys.executable, "-m", "granian", "preau.config.wsgi:application"),
        *("--interface", "wsgi", "--host", host.strip("[]") or "127.0.0.1", "--port", port),
        *("--workers", os.environ.get("PREAU_WEB_PROCESSES", "1")),
        *("--blocking-threads", os.environ.get("PREAU_WEB_THREADS", "8")),
        *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "15"),
        *("--log-level", "error"),
    ]
    sys.stdout.flush()
    os.execv(sys.executable, words)  # noqa: S606


def serve() -> int:
    """Prepare the instance, then keep pages and worker running until told to stop."""
    from preau.config.supervisor import Supervisor, say

    prepare()
    supervisor = Supervisor({"web": [*PREAU, "web"], "worker": [*PREAU, "worker"]})
    if status := supervisor.first([*PREAU, "migrate"]):
        return status
    listen = os.environ.get("PREAU_WEB_LISTEN", LISTEN)
    say(_("pages at http://%(listen)s, until Ctrl-C or SIGTERM") % {"listen": listen})
    return supervisor.run()
