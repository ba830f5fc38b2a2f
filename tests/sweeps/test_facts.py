"""Every fact can be told, in both languages, whatever codes it carries."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import TextChoices
from django.utils import translation

import preau
from preau.accounts.roles import Permission, Role
from preau.journal.facts import FACTS, Fact
from tests.sweeps.samples import FACT_FIELDS, load

_PACKAGE = Path(preau.__path__[0])
for _room in {path.relative_to(_PACKAGE).parts[0] for path in _PACKAGE.glob("*/facts*")}:
    importlib.import_module(f"preau.{_room}.facts")
load()
OURS = {name: fact for name, fact in FACTS.items() if fact.__module__.startswith("preau.")}
every_fact = pytest.mark.parametrize("name", sorted(OURS))
PLAIN = {
    "int": [7],
    "bool": [True, False],
    "str": ["abc"],
    "datetime": [datetime(2026, 10, 5, 10, tzinfo=UTC)],
    "date": [date(2026, 10, 5)],
    "list[str]": [["phone"]],
    "list[int]": [[7]],
    "tuple[str, ...]": [("phone",)],
    "tuple[int, ...]": [(7,)],
}


def _codes(fact: type[Fact]) -> dict[str, list[str]]:
    """The enumerations of the fact's room, and the roles, by name in small letters."""
    room = fact.__module__.split(".")[1]
    try:
        states = vars(importlib.import_module(f"preau.{room}.states")).values()
    except ModuleNotFoundError:
        states = {}.values()
    return {
        kind.__name__.lower(): list(kind.values)
        for kind in (*states, Role, Permission)
        if isinstance(kind, type) and issubclass(kind, TextChoices) and kind is not TextChoices
    }


def _values(fact: type[Fact], field: dataclasses.Field[Any]) -> list[list[Any]]:
    """Lists of values that a field may hold, the likeliest first."""
    given = FACT_FIELDS.get(fact.name, {})
    if field.name in given:
        return [given[field.name] if isinstance(given[field.name], list) else [given[field.name]]]
    kind = str(field.type)
    optional = kind.endswith(" | None")
    kind = kind.removesuffix(" | None")
    if kind == "str":
        codes = _codes(fact)
        plain = field.name.replace("_", "")
        likely = [values for name, values in codes.items() if plain in name or name in plain]
        others = [values for values in codes.values() if values not in likely]
        lists = [*likely, ["abc"], *others, [""]]
    else:
        lists = [PLAIN[kind]]
    return [[*values, None] if optional else values for values in lists]


def _tellings(fact: type[Fact]) -> Iterator[Fact]:
    """The fact with every code that it may carry."""
    fields = [f for f in dataclasses.fields(fact) if f.name not in {"thing_id", "school_id"}]
    for lists in itertools.islice(itertools.product(*(_values(fact, f) for f in fields)), 500):
        names = [f.name for f in fields]
        examples = [
            fact(thing_id=1, school_id=2, **dict(zip(names, values, strict=True)))
            for values in itertools.islice(itertools.product(*lists), 200)
        ]
        try:
            for example in examples:
                str(example.sentence("X"))
        except (KeyError, ValueError):
            continue
        yield from examples
        return
    pytest.fail(f"no values found for {fact.name}: see sample_fact in tests/sweeps/samples.py")


@every_fact
def test_has_its_sentence_in_both_languages(name: str) -> None:
    for fact in _tellings(OURS[name]):
        told = {}
        for language in ("fr", "en"):
            with translation.override(language):
                told[language] = str(fact.sentence("Claire Martin, pour Paul Durand"))

        assert told["fr"] != told["en"]
        # What the clock does may be told without an author, but then in both languages.
        assert (
            len({"Claire Martin, pour Paul Durand" in sentence for sentence in told.values()}) == 1
        )
        for sentence in told.values():
            assert sentence.endswith((".", "!", "?", "»"))
            assert "%(" not in sentence
            assert "{" not in sentence


@every_fact
def test_is_named_after_room_thing_and_what_happened(name: str) -> None:
    room, thing, happened = name.split(".")

    assert OURS[name].__module__.startswith(f"preau.{room}.")
    assert apps.is_installed(f"preau.{room}")
    assert thing
    assert happened
