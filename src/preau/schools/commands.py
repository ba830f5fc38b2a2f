"""`preau import …`: files of lycées, head counts, people, and what other rooms add."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.actors import Actor
from preau.core.commands import (
    DONE,
    REFUSED,
    Refusal,
    add_at,
    add_json,
    complain,
    group,
    moment,
    show_json,
)
from preau.schools import administrators
from preau.schools.imports.kinds import KINDS, run
from preau.schools.imports.reports import Effect

if TYPE_CHECKING:
    from argparse import Namespace

    from preau.core.commands import Commands
    from preau.schools.imports.reports import Remark, Report


def arguments(commands: Commands) -> None:
    """Add `import`, with one word for each kind of file, and `admin`."""
    below = group(commands, "import", _("Take in an XLSX or CSV file, as a whole or not at all."))
    for kind in KINDS.values():
        parser = below.add_parser(kind.name, help=str(kind.label), description=str(kind.help))
        parser.add_argument(
            "file", metavar="FILE", help=_("an XLSX or CSV file, or - for standard input")
        )
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what it would do, and write nothing")
        )
        add_json(parser)
        add_at(parser)
        parser.set_defaults(run=take_in, kind=kind.name)
    administrators.arguments(commands)


def take_in(args: Namespace) -> int:
    """Apply a file and report; 1 where something in it is wrong, and nothing was written."""
    data, name = _read(args.file)
    by = Actor.preau(moment(args))
    report = run(KINDS[args.kind], data, name, by=by, dry_run=args.dry_run)
    if args.json:
        show_json(report.as_json())
    else:
        _tell(report)
    return DONE if report.ok else REFUSED


def _read(file: str) -> tuple[bytes, str]:
    if file == "-":
        return sys.stdin.buffer.read(), "-"
    path = Path(file)
    try:
        return path.read_bytes(), path.name
    except OSError as error:
        raise Refusal(
            _("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": error.strerror}
        ) from error


def _tell(report: Report) -> None:
    """Changes on the standard output, problems on the standard error."""
    for repair in report.repairs:
        print(_("Repaired – %(remark)s") % {"remark": _line(repair)})
    if report.hidden_repairs:
        print(_("… and %(n)d other repairs.") % {"n": report.hidden_repairs})
    if not report.ok:
        complain(*(_line(problem) for problem in report.problems))
        if report.hidden_problems:
            complain(_("… and %(n)d other errors.") % {"n": report.hidden_problems})
        complain(
            ngettext(
                "%(n)d error: nothing was written.",
                "%(n)d errors: nothing was written.",
                report.error_count,
            )
            % {"n": report.error_count}
        )
        return
    for change in report.changes:
        effect = Effect(change.effect).label
        print(
            _("Row %(row)d, %(effect)s: %(subject)s – %(what)s")
            % {"row": change.row, "effect": effect, "subject": change.subject, "what": change.what}
        )
    if report.hidden_changes:
        print(_("… and %(n)d other lines.") % {"n": report.hidden_changes})
    for note in report.notes:
        print(note)
    print(summary(report))


def summary(report: Report) -> str:
    """The outcome in one sentence."""
    counts = {
        "created": report.counts[Effect.CREATED],
        "changed": report.counts[Effect.CHANGED],
        "unchanged": report.counts[Effect.UNCHANGED],
    }
    if report.changes_nothing:
        return (
            ngettext(
                "Nothing to change: the register already says so (%(unchanged)d row).",
                "Nothing to change: the register already says so (%(unchanged)d rows).",
                counts["unchanged"],
            )
            % counts
        )
    if report.dry_run:
        return (
            _(
                "Dry run: %(created)d new, %(changed)d changed, %(unchanged)d unchanged; nothing "
                "was written."
            )
            % counts
        )
    return _("Done: %(created)d new, %(changed)d changed, %(unchanged)d unchanged.") % counts


def _line(remark: Remark) -> str:
    where = {"row": remark.row, "column": remark.where, "reason": remark.reason}
    if not remark.row:
        return remark.reason
    if not remark.column:
        return _("Row %(row)d: %(reason)s") % where
    return _("Row %(row)d, column %(column)s: %(reason)s") % where
