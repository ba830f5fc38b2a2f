"""How a page of results is read."""

from __future__ import annotations

from preau.search import actions, wiring


def rebuild() -> None:
    for kind in wiring.kinds():
        actions.rebuild(kind.name)


def text(answer) -> str:
    return answer.content.decode()
