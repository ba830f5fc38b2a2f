"""`preau seed`: data in bulk in an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from preau.core.commands import DONE, add_at, add_json, moment, show_json
from preau.demo.bulk.writing import SIZES, seed

if TYPE_CHECKING:
    from argparse import Namespace

    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `seed`."""
    parser = commands.add_parser("seed", help=_("Fill an empty database, for measuring."))
    parser.add_argument("--size", choices=list(SIZES), required=True, help=_("how much of it"))
    add_at(parser)
    add_json(parser)
    parser.set_defaults(run=fill)


def fill(args: Namespace) -> int:
    """Write everything, or nothing where the database is not empty; the same each time."""
    rows = seed(SIZES[args.size], moment(args))
    if args.json:
        show_json(rows)
    else:
        print(
            _(
                "%(schools)d lycées, %(people)d people, %(tickets)d tickets, %(messages)d "
                "messages, %(entries)d entries in the journal."
            )
            % rows
        )
    return DONE
