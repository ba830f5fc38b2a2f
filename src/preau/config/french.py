"""French for what speaks before Django is loaded, or without it: the supervisor, argparse."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_CATALOGUES = Path(__file__).resolve().parent.parent / "core" / "locale"


def translate(text: str) -> str:
    """Say a text of this room in French; as it stands where no catalogue was compiled."""
    catalogue = gettext.translation("django", _CATALOGUES, languages=["fr"], fallback=True)
    return catalogue.gettext(text)


def speak() -> None:
    """Let argparse, which asks gettext for its headings and complaints, find them in French."""
    os.environ.setdefault("LANGUAGE", "fr")
    gettext.bindtextdomain("django", _CATALOGUES)
    gettext.textdomain("django")


def _(text: str) -> str:
    return text


#: What argparse says, so that the catalogue has it.
ARGPARSE = (
    _("usage: "),
    _("options"),
    _("positional arguments"),
    _("show this help message and exit"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("argument %(argument_name)s: %(message)s"),
    _("expected one argument"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("%(prog)s: error: %(message)s\n"),
)
