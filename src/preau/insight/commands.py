"""`preau insight rebuild`: the copies that figures are counted from, made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from preau.core.commands import DONE, add_json, group, show_json
from preau.insight import tasks

if TYPE_CHECKING:
    from argparse import Namespace

    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `insight rebuild`."""
    below = group(commands, "insight", _("What the figures are counted from."))
    words = _("Measure every treated ticket anew, from its journal.")
    parser = below.add_parser("rebuild", help=words, description=words)
    add_json(parser)
    parser.set_defaults(run=rebuild)


def rebuild(args: Namespace) -> int:
    """Make the copies anew."""
    count, gone = tasks.rebuild()
    if args.json:
        show_json({"measured": count, "removed": gone})
    else:
        print(_("%(count)d tickets measured, %(gone)d removed.") % {"count": count, "gone": gone})
    return DONE
