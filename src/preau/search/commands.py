"""`preau search …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from preau.core.commands import DONE, REFUSED, add_json, complain, group, show_json
from preau.search import actions, wiring

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from preau.core.commands import Commands
    from preau.search.actions import Differences

#: How many keys a line names; `--json` names them all.
_NAMED = 20


def arguments(commands: Commands) -> None:
    """Add the commands of the search index."""
    below = group(commands, "search", _("What is found, and whether all of it is."))
    parser = below.add_parser("rebuild", help=_("Write the index anew from the things."))
    _arguments(parser)
    parser.set_defaults(run=rebuild)
    parser = below.add_parser(
        "verify", help=_("Compare the index with the things; 1 if something is missing.")
    )
    _arguments(parser)
    parser.set_defaults(run=verify)


def rebuild(args: Namespace) -> int:
    """Bring the index up to date, and say what was not."""
    for name in _asked(args):
        found = actions.rebuild(name, _progress(args, name))
        if args.json:
            show_json(_counted(found))
        else:
            print(_said(found))
    return DONE


def verify(args: Namespace) -> int:
    """Say where index and things differ, and change nothing."""
    is_true = True
    for name in _asked(args):
        found = actions.verify(name, _progress(args, name))
        is_true = is_true and not found
        if args.json:
            lists = {"missing": found.missing, "outdated": found.outdated, "surplus": found.surplus}
            show_json({**_counted(found), "keys": lists})
            continue
        print(_said(found))
        for what, keys in (
            (pgettext("of the index", "missing"), found.missing),
            (_("outdated"), found.outdated),
            (_("surplus"), found.surplus),
        ):
            if keys:
                more = " …" if len(keys) > _NAMED else ""
                complain(f"{name}: {what}: {', '.join(map(str, keys[:_NAMED]))}{more}")
    if not is_true and not args.json:
        complain(_("The nightly round mends it, and so does `preau search rebuild`."))
    return DONE if is_true else REFUSED


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--kind", choices=sorted(wiring.KINDS), help=_("only this kind of thing; all otherwise")
    )
    add_json(parser)


def _asked(args: Namespace) -> list[str]:
    return [args.kind] if args.kind else [kind.name for kind in wiring.kinds()]


def _progress(args: Namespace, name: str) -> Callable[[int], None]:
    """Tell a person who waits how far it is, every ten thousand things."""
    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= 10_000 and not args.json:
            told = done
            complain(f"{name}: {done} …")

    return tell


def _counted(found: Differences) -> dict[str, str | int]:
    return {
        "kind": found.kind,
        "looked_at": found.looked_at,
        "missing": len(found.missing),
        "outdated": len(found.outdated),
        "surplus": len(found.surplus),
    }


def _said(found: Differences) -> str:
    return _(
        "%(kind)s: %(looked_at)d looked at, %(missing)d missing, %(outdated)d outdated, "
        "%(surplus)d surplus"
    ) % _counted(found)
