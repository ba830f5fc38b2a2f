"""`preau admin add`: the first administrator of an instance."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from preau.accounts import invitations
from preau.accounts.actions import Newcomer, open_account
from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.commands import DONE, Refusal, add_at, group, moment
from preau.schools import actions
from preau.schools.queries import mandate_held

if TYPE_CHECKING:
    from argparse import Namespace

    from preau.core.commands import Commands


def arguments(commands: Commands) -> None:
    """Add `admin add EMAIL`."""
    below = group(commands, "admin", _("Administrators of the instance."))
    parser = below.add_parser("add", help=_("make somebody a regional administrator"))
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--first-name", default="")
    parser.add_argument("--last-name", default="")
    add_at(parser)
    parser.set_defaults(run=add)


def add(args: Namespace) -> int:
    """Give the mandate, once, and print the link by which the person chooses a password."""
    try:
        validate_email(args.email)
    except ValidationError as error:
        raise Refusal(_("%(email)s is not an address.") % {"email": args.email}) from error
    at = moment(args)
    by = Actor.preau(at)
    newcomer = Newcomer(email=args.email, first_name=args.first_name, last_name=args.last_name)
    with transaction.atomic():
        person = open_account(newcomer, by=by)
        if mandate_held(person, Role.REGIONAL_ADMIN, at) is None:
            actions.give_mandate(person, Role.REGIONAL_ADMIN, by=by, tell=False)
    if person.has_access:
        told = _("%(email)s is a regional administrator, and can already sign in.")
        lines = [told % {"email": person.email}]
    else:
        told = _(
            "%(email)s is a regional administrator. The password is chosen here, once, within a"
            " fortnight:"
        )
        lines = [told % {"email": person.email}, invitations.link(person, at)]
    sys.stdout.write("\n".join(lines) + "\n")
    return DONE
