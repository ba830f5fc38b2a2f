"""What every model owes: keys that point down the stairs, and pairs that hold together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Field, Model, Q

ROOT = Path(__file__).resolve().parent.parent.parent
MODELS = [model for model in apps.get_models() if model.__module__.startswith("preau.")]
every_model = pytest.mark.parametrize("model", MODELS, ids=[m._meta.label for m in MODELS])


def _staircase() -> dict[str, int]:
    """The height of each room, as the linter of imports knows it."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    layers = tools["importlinter"]["contracts"][0]["layers"]
    return {
        room.strip(" ()"): len(layers) - row
        for row, layer in enumerate(layers)
        for room in layer.split("|")
    }


def _columns(condition: Any) -> Iterator[str]:
    """The columns that a condition names."""
    if isinstance(condition, Q):
        for child in condition.children:
            if isinstance(child, tuple):
                yield child[0].split("__")[0]
            else:
                yield from _columns(child)


@every_model
def test_its_keys_point_down_the_stairs(model: type[Model]) -> None:
    heights, room = _staircase(), model._meta.app_label

    for field in (*model._meta.fields, *model._meta.many_to_many):
        target = field.related_model
        if isinstance(target, type) and target.__module__.startswith("preau."):
            other = target._meta.app_label
            assert other == room or heights[other] < heights[room], field


@every_model
def test_an_instant_and_its_author_are_known_together(model: type[Model]) -> None:
    fields = {f.name: f for f in model._meta.get_fields() if isinstance(f, Field)}
    checked = [
        set(_columns(constraint.condition))
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    ]

    for name, field in fields.items():
        author = fields.get(name.removesuffix("_at") + "_by")
        if name.endswith("_at") and author is not None and field.null and author.null:
            assert any({name, author.name} <= columns for columns in checked), name


@every_model
def test_says_what_it_is(model: type[Model]) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django wrote this docstring"
    assert "__str__" in vars(model)
