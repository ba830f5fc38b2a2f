"""`preau journal …`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from preau.core.commands import DONE, REFUSED, add_at, add_json, complain, group, moment, show_json
from preau.journal.seals import seal_days
from preau.journal.verification import verify

if TYPE_CHECKING:
    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add the commands of the journal."""
    journal = group(commands, "journal", _("What happened, and the proof of it."))
    parser = journal.add_parser("verify", help=_("Compute every digest anew; 1 if one is wrong."))
    add_json(parser)
    parser.set_defaults(run=prove)
    parser = journal.add_parser("seal", help=_("Seal the days that are over."))
    add_at(parser)
    add_json(parser)
    parser.set_defaults(run=seal)


def prove(args: Namespace) -> int:
    """Say whether the journal is what was written, and where it is not."""
    report = verify()
    if args.json:
        show_json(asdict(report))
    else:
        complain(*(str(fault) for fault in report.faults))
        print(
            _("%(entries)d entries about %(things)d things, %(seals)d seals; not sealed yet: %(n)d")
            % {
                "entries": report.entries,
                "things": report.things,
                "seals": report.seals,
                "n": report.unsealed,
            }
        )
        if report.last_digest:
            print(f"{report.last_day} {report.last_digest}")
        if report.faults:
            print(_("Faults: %d") % len(report.faults))
        else:
            print(_("All is as it was written."))
    return REFUSED if report.faults else DONE


def seal(args: Namespace) -> int:
    """Seal the days that are over, and print each digest, to be kept elsewhere too."""
    for made in seal_days(moment(args)):
        if args.json:
            show_json(
                {
                    "number": made.number,
                    "day": made.day,
                    "count": made.count,
                    "digest": made.digest,
                }
            )
        else:
            print(f"{made.number} {made.day} {made.count} {made.digest}")
    return DONE
