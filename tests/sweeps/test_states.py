"""Every table of moves is walked."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import preau
from preau.core.moves import IllegalMove

ROOMS = sorted(path.parent.name for path in Path(preau.__path__[0]).glob("*/states.py"))
TABLES: dict[str, dict[Any, set[Any]]] = {
    f"{room}.{name}": table
    for room in ROOMS
    for name, table in vars(importlib.import_module(f"preau.{room}.states")).items()
    if name == "MOVES" or name.endswith("_MOVES")
}
every_table = pytest.mark.parametrize("name", sorted(TABLES))


def _model_of(name: str) -> Any:
    """Find the model that lives by a table."""
    room, table = name.split(".")[0], TABLES[name]
    choices = set(type(next(iter(table))).choices)
    for model in apps.get_app_config(room).get_models():
        for field in model._meta.get_fields():
            # One column may live by two tables.
            known = set(getattr(field, "choices", None) or [])
            if choices <= known and hasattr(model, "move_to"):
                return model
    return None


#: Deliveries have no `move_to`: several workers move them by compare and set.
MODELS = {name: model for name in sorted(TABLES) if (model := _model_of(name)) is not None}


@every_table
def test_names_every_state_and_only_states(name: str) -> None:
    table = TABLES[name]
    states = set(type(next(iter(table))))

    assert set(table) == states
    assert set().union(*table.values()) <= states


@every_table
def test_every_state_can_be_reached(name: str) -> None:
    table = TABLES[name]
    first = next(iter(table))

    reached, waiting = {first}, [first]
    while waiting:
        for target in table[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)

    assert reached == set(table)


@pytest.mark.parametrize("name", MODELS)
def test_the_thing_makes_these_moves_and_no_other(name: str) -> None:
    table, model = TABLES[name], MODELS[name]

    for source in table:
        for target in table:
            thing = model(pk=1, status=source)
            if target in table[source]:
                thing.move_to(target)
                assert thing.status == target
            else:
                with pytest.raises(IllegalMove):
                    thing.move_to(target)
                assert thing.status == source
