"""Commands about the installation as a whole."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import call_command, execute_from_command_line
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.actions.sessions import forget_everyone
from preau.config import doctor, safekeeping, static
from preau.core.commands import DONE, REFUSED, add_at, add_json, complain, moment, show_json
from preau.journal.verification import verify

if TYPE_CHECKING:
    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `migrate`, `backup`, `restore`, `doctor` and `manage`."""
    parser = commands.add_parser(
        "migrate", help=_("Prepare this instance, or bring it up to date.")
    )
    parser.set_defaults(run=migrate)
    parser = commands.add_parser(
        "backup", help=_("Save database and files into one new archive (.tar.gz).")
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    add_at(parser)
    parser.set_defaults(run=backup)
    parser = commands.add_parser(
        "restore", help=_("Fill an empty instance from an archive, and verify the journal.")
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=restore)
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


def backup(args: Namespace) -> int:
    """Save this instance; it may go on working meanwhile."""
    manifest = safekeeping.save(args.file, at=moment(args))
    print(
        _("%(file)s: the database and %(n)d files, each with its digest.")
        % {"file": args.file, "n": _files(manifest)}
    )
    return DONE


def restore(args: Namespace) -> int:
    """Restore into an empty instance; 1 if the journal is not what was written."""
    manifest = safekeeping.restore(args.file)
    migrate(args)
    forget_everyone()
    print(
        _("Restored as it was on %(at)s: the database and %(n)d files.")
        % {"at": manifest["at"], "n": _files(manifest)}
    )
    report = verify()
    complain(*(str(fault) for fault in report.faults))
    if report.faults:
        complain(_("The journal is not what was written: do not use this copy."))
        return REFUSED
    print(
        _("%(entries)d entries of the journal, %(seals)d seals: all is as it was written.")
        % {"entries": report.entries, "seals": report.seals}
    )
    return DONE


def _files(manifest: dict[str, Any]) -> int:
    return sum(name.startswith("files/") for name in manifest["sha256"])


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
