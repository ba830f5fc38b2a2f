"""What the rooms' commands share: groups of commands, the instant, JSON, one way to fail.

A room contributes a module `preau/<room>/commands.py` with a function `arguments(commands)`
that adds its parsers and names, with `set_defaults(run=…)`, the function `(args) -> int` that
does the work. `config.cli` finds it by its name. Exit status: 0 done, 1 refused or invalid
input (reasons on stderr), 2 usage (argparse says so), 75 temporary failure.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    Commands = _SubParsersAction[ArgumentParser]

DONE, REFUSED, LATER = 0, 1, 75


class Refusal(Exception):
    """A command that cannot do what it is asked: each reason is a line, the status is 1."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))


def group(commands: Commands, name: str, summary: str) -> Commands:
    """Give the commands below a word, such as `preau import …`, which several rooms share."""
    if name in commands.choices:
        shared: Commands = commands.choices[name].get_default("below")
        return shared
    parser = commands.add_parser(name, help=summary, description=summary)
    below: Commands = parser.add_subparsers(metavar="…", required=True)
    parser.set_defaults(below=below)
    return below


def add_at(parser: ArgumentParser) -> None:
    """Let a command be given its instant: `--at 2026-10-05T12:00`, in Paris unless it says."""
    parser.add_argument(
        "--at",
        type=_instant,
        metavar="ISO8601",
        help=_("the instant, for tests and demonstrations"),
    )


def add_json(parser: ArgumentParser) -> None:
    """Let a command answer to machines."""
    parser.add_argument("--json", action="store_true", help=_("for machines"))


def moment(args: Namespace) -> datetime:
    """The instant of a command: the one given, or now."""
    given: datetime | None = args.at
    return given or timezone.now()


def show_json(value: Any) -> None:
    """Write one JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def complain(*lines: str) -> None:
    """Write on the standard error what went wrong."""
    for line in lines:
        sys.stderr.write(f"{line}\n")


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=timezone.get_default_timezone())
