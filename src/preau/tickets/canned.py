"""Texts with variables: `{{ numero }}` becomes 2026-000123. A fixed list, and never code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django_stubs_ext import StrOrPromise

#: Every variable, by the French word that agents type, and what it says.
VARIABLES: dict[str, StrOrPromise] = {
    "numero": gettext_lazy("the number of the ticket"),
    "objet": gettext_lazy("what the sender says does not work"),
    "lycee": gettext_lazy("the name of the lycée"),
    "commune": gettext_lazy("its commune"),
    "salle": gettext_lazy("the room, if one was given"),
    "correspondant": gettext_lazy("the name of the correspondent of the lycée"),
    "expediteur": gettext_lazy("the name of whoever sent the request"),
    "urgence": gettext_lazy("the urgency retained"),
    "service": gettext_lazy("the service that has the ticket"),
    "echeance": gettext_lazy("by when, in words"),
    "agent": gettext_lazy("your own name"),
    "date": gettext_lazy("the day on which you write"),
}
_BRACES = re.compile(r"\{\{(?P<inside>[^{}\n]*)\}\}|(?P<stray>\{\{|\}\}|\{%|%\})")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a text, and where: lines and columns are counted from 1."""

    line: int
    column: int
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)d, column %(column)d: %(reason)s") % {
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
        }


def first_replies() -> dict[str, list[dict[str, str]]]:
    """The replies with which each service begins: titles and texts, in the order of the file."""
    path = Path(__file__).parent / "data" / "replies.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def problems(text: str) -> Iterator[Problem]:
    """Everything in a text that is no variable of the list."""
    for found in _BRACES.finditer(text):
        if (reason := _wrong(found)) is None:
            continue
        before = text[: found.start()]
        column = found.start() - (before.rfind("\n") + 1) + 1
        yield Problem(before.count("\n") + 1, column, reason)


def _wrong(found: re.Match[str]) -> str | None:
    if found["stray"] is not None:
        return _("%(braces)s is not part of a variable.") % {"braces": found["stray"]}
    name = found["inside"].strip()
    if name in VARIABLES:
        return None
    return _("there is no variable “%(name)s”.") % {"name": name}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables; what is no variable stays as it is written."""

    def value(found: re.Match[str]) -> str:
        name = (found["inside"] or "").strip()
        return values[name] if name in VARIABLES else found[0]

    return _BRACES.sub(value, text)
