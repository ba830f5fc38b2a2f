"""`preau queue …` and `preau worker`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.agenda import actions
from preau.agenda.runner import drain_all
from preau.agenda.status import status
from preau.agenda.worker import Worker
from preau.core.commands import DONE, REFUSED, add_at, add_json, complain, group, moment, show_json

if TYPE_CHECKING:
    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add the commands of the queue."""
    worker = commands.add_parser("worker", help=_("Tasks, clock, letters: until told to stop."))
    worker.set_defaults(run=work)
    queue = group(commands, "queue", _("The work that waits."))
    parser = queue.add_parser("drain", help=_("Do all that is due, until nothing is left."))
    add_at(parser)
    parser.set_defaults(run=drain)
    parser = queue.add_parser("status", help=_("What waits, what failed, who works."))
    add_at(parser)
    add_json(parser)
    parser.set_defaults(run=show_status)
    parser = queue.add_parser("retry", help=_("Try again what was given up."))
    add_at(parser)
    parser.set_defaults(run=retry)


def work(args: Namespace) -> int:
    """Be a worker."""
    Worker().run()
    return DONE


def drain(args: Namespace) -> int:
    """Do all that is due in the foreground; 1 if something failed."""
    failures = drain_all(moment(args))
    complain(*failures)
    return REFUSED if failures else DONE


def retry(args: Namespace) -> int:
    """Give the deliveries that were given up another chance."""
    count = actions.retry_failed(moment(args))
    print(
        ngettext("%(n)d delivery is due again.", "%(n)d deliveries are due again.", count)
        % {"n": count}
    )
    return DONE


def show_status(args: Namespace) -> int:
    """Tell the state of the queues."""
    found = status(moment(args))
    if args.json:
        show_json(asdict(found))
        return DONE
    print(_("Workers: %s") % (", ".join(found.workers) or _("none")))
    nothing = _("nothing waits")
    for line, counts in ((_("Deliveries: %s"), found.deliveries), (_("Tasks: %s"), found.tasks)):
        told = ", ".join(f"{state} {count}" for state, count in counts.items() if count)
        print(line % (told or nothing))
    for failure in found.failures:
        print(f"  {failure.subscriber} {failure.entry_id}: {failure.error}")
    for name, at in found.next_ticks.items():
        print(
            _("Next: %(at)s %(name)s")
            % {"at": f"{timezone.localtime(at):%d/%m/%Y %H:%M}", "name": name}
        )
    return DONE
