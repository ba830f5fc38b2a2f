"""The one command: `preau`, with the commands of every room."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from types import ModuleType

from preau.config import french, processes


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    french.speak()
    parser = argparse.ArgumentParser(prog="preau")
    # A room below this one may need it: `preau demo` ends by serving what it prepared.
    parser.set_defaults(serve=processes.serve)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    if words[:1] in (["web"], ["serve"]):
        # The supervisor and the web server's parent stay small: they never load Django.
        processes.arguments(commands)
        args = parser.parse_args(words)
        status: int = args.run(args)
        return status
    if words[:1] == ["demo"]:
        # Its ports and addresses are chosen before the settings are read.
        from preau.demo import doorstep

        doorstep.prepare(words)
    _set_up()
    from django.utils.translation import gettext as _

    parser.description = _("Préau equips, repairs and connects the lycées of a Region.")
    processes.arguments(commands)
    for module in _modules():
        module.arguments(commands)
    return _run(parser.parse_args(words))


def _set_up() -> None:
    """Load Django, with a secret key of this instance's own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    processes.prepare()
    django.setup()


def _modules() -> Iterator[ModuleType]:
    """The modules with commands: this room's, then each room's that has one."""
    from django.conf import settings

    for app in ["preau.config", *settings.INSTALLED_APPS]:
        if app.startswith("preau.") and find_spec(f"{app}.commands"):
            yield importlib.import_module(f"{app}.commands")


def _run(args: argparse.Namespace) -> int:
    """Do the work; what a room refuses is a status and a reason, not a trace."""
    from django.core.management.base import CommandError
    from django.db import InterfaceError, OperationalError

    from preau.core import commands as core
    from preau.core.verdicts import Refused

    try:
        status: int = args.run(args)
    except (core.Refusal, Refused, CommandError) as refusal:
        core.complain(str(refusal))
        return core.REFUSED
    except (OperationalError, InterfaceError) as error:
        core.complain(str(error).strip())
        return core.LATER
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough (`preau … | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return core.REFUSED
    return status


if __name__ == "__main__":
    sys.exit(main())
