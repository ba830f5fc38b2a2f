"""Every text of the code is in its room's French catalogue, translated, and none is in doubt.

The code is read with gettext's own `xgettext`, in a copy: nothing is changed here. With `--write`,
the catalogues are completed instead: new texts come in, empty, to be translated.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "preau"
PLACEHOLDER = re.compile(r"%\([^)]*\)[sd]|%[sd]|\{[a-z_]*\}")
#: `config` is no Django application: its texts are in the catalogue of `core`.
SHARED = {"core": ("core", "config")}


def rooms() -> list[str]:
    """Return the rooms that keep a catalogue, or should."""
    return sorted(
        path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name != "config"
    )


def catalogue(path: Path) -> Catalog:
    """Read a catalogue; where there is none, an empty one."""
    if not path.exists():
        return Catalog(locale="fr")
    with path.open("rb") as lines:
        return read_po(lines, locale="fr")


def texts_of(room: str) -> Catalog:
    """Read the texts to translate out of a room's code and templates."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / room
        for part in SHARED.get(room, (room,)):
            shutil.copytree(
                PACKAGE / part,
                copy / part,
                ignore=shutil.ignore_patterns("locale", "vendor", "__pycache__", "migrations"),
            )
        (copy / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location"],
            cwd=copy,
            check=True,
            stdout=subprocess.DEVNULL,
            env={
                key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"
            },
        )
        return catalogue(copy / "locale" / "fr" / "LC_MESSAGES" / "django.po")


def faults(wanted: Message, found: Message | None) -> Iterator[str]:
    """Say what is wrong with the translation of one text."""
    name = wanted.id if isinstance(wanted.id, str) else wanted.id[0]
    if found is None:
        yield f"not in the catalogue: {name!r}"
        return
    strings = [found.string] if isinstance(found.string, str) else list(found.string)
    if not all(strings):
        yield f"not translated: {name!r}"
    elif found.fuzzy:
        yield f"in doubt (fuzzy): {name!r}"
    else:
        asked = set(PLACEHOLDER.findall(name if isinstance(wanted.id, str) else wanted.id[1]))
        for string in strings[-1:]:
            if set(PLACEHOLDER.findall(string)) != asked:
                yield f"other placeholders: {name!r} and {string!r}"


def main() -> int:
    """Print every fault and fail if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="complete the catalogues instead")
    parser.add_argument("rooms", nargs="*", help="only these rooms")
    arguments = parser.parse_args()
    complaints: list[str] = []
    translations: dict[object, dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
    for room in arguments.rooms or rooms():
        path = PACKAGE / room / "locale" / "fr" / "LC_MESSAGES" / "django.po"
        code, french = texts_of(room), catalogue(path)
        if arguments.write:
            if not len(code):
                continue
            french.update(code, no_fuzzy_matching=True)
            french.obsolete.clear()
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as lines:
                write_po(lines, french, width=100, omit_header=False, include_lineno=False)
            continue
        for message in code:
            if not message.id:
                continue
            found = french.get(message.id, message.context)
            complaints += [f"{room}: {fault}" for fault in faults(message, found)]
            if found is not None and found.string:
                key = (message.context, message.id)
                translations[key][found.string].append(room)
    for (_, text), versions in translations.items():
        if len(versions) > 1:
            told = "; ".join(
                f"{string!r} in {', '.join(where)}" for string, where in versions.items()
            )
            complaints.append(f"{text!r} is translated in two ways (give a context): {told}")
    print("\n".join(complaints) or "Every text has its French.")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
