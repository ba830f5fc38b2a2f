"""Commands about the installation as a whole."""

from __future__ import annotations

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from django.core.management import call_command, execute_from_command_line
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.config import doctor, static
from preau.core.commands import DONE, REFUSED, add_json, show_json

if TYPE_CHECKING:
    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `migrate`, `doctor` and `manage`."""
    parser = commands.add_parser(
        "migrate", help=_("Prepare this instance, or bring it up to date.")
    )
    parser.set_defaults(run=migrate)
    parser = commands.add_parser("doctor", help=_("What is wrong with this installation."))
    add_json(parser)
    parser.set_defaults(run=examine)
    parser = commands.add_parser("manage", help=_("Django's own commands."))
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(run=manage)


def migrate(args: Namespace) -> int:
    """Bring the tables, the cache and the static files up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    static.collect_if_needed()
    return DONE


def examine(args: Namespace) -> int:
    """Say what is wrong and what to do about it; 1 if something does not work."""
    findings = doctor.findings(timezone.now())
    if args.json:
        show_json(
            [
                {"problem": str(f.problem), "remedy": str(f.remedy), "fatal": f.is_fatal}
                for f in findings
            ]
        )
    else:
        for finding in findings:
            print(f"{'✗' if finding.is_fatal else '!'} {finding.problem}\n  → {finding.remedy}")
        if not findings:
            print(_("All is well."))
    return REFUSED if any(finding.is_fatal for finding in findings) else DONE


def manage(args: Namespace) -> int:
    """Pass the words on to Django."""
    execute_from_command_line(["preau manage", *args.words])
    return DONE
