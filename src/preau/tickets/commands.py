"""`preau replies`: what each service writes often, to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.actors import Actor
from preau.core.commands import DONE, add_at, moment
from preau.tickets import actions

if TYPE_CHECKING:
    from argparse import Namespace

    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `replies`."""
    summary = _("Give each service without canned replies those with which it can begin.")
    parser = commands.add_parser("replies", help=summary, description=summary)
    add_at(parser)
    parser.set_defaults(run=lay)


def lay(args: Namespace) -> int:
    """Lay the first replies down; a second time, nothing is left to do."""
    n = actions.lay_replies(by=Actor.preau(moment(args)))
    if n:
        print(ngettext("%(n)d reply laid down.", "%(n)d replies laid down.", n) % {"n": n})
    else:
        print(_("Each service keeps its replies already: nothing was changed."))
    return DONE
