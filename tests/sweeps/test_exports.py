"""Every list can be taken away, by whoever sees it, exactly as it is shown (STE-2)."""

from __future__ import annotations

import ast
import csv
import inspect
import io
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import preau
from preau.accounts.roles import Role
from preau.schools.queries import actor_of
from preau.ui.exports import EXPORTS, Asked, Export
from tests.instants import NOON
from tests.signing_in import enter
from tests.sweeps.samples import SAMPLES, World
from tests.sweeps.urls import Door, doors

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("STE-2")]

#: Pages of rows that nobody takes away, and why.
WITHOUT = {
    "demo:letters": "the letters of invented people, in the demonstration only",
    "exports:files": "the files themselves",
}
#: Lists that the samples leave empty: an empty list offers no file.
EMPTY = {"figures", "reviews", "search", "calendar-history"}
#: Of one lycée: their address names it.
OF_A_LYCEE = {door.name for door in doors() if "uai" in door.parameters}
#: What addresses ask for: nothing, words, a choice, an order, nonsense.
QUERIES = {
    "tickets": [
        "",
        "view=all",
        "view=all&q=reseau",
        "view=all&urgency=very_high&sort=-updated",
        "view=closed",
        "view=nonsense&since=never&urgency=9",
    ],
    "reports": ["", "status=open", "status=nonsense"],
    "schools": ["state=all", "q=galois&state=", "missing=correspondent&state=", "territory=999"],
    "mandates": ["", "role=service_desk", "q=a", "role=nonsense"],
    "accounts": ["", "role=service_desk&factor=missing", "q=a", "access=open", "factor=nonsense"],
    "assets": ["", "status=stored", "q=poste", "kind=nonsense"],
    "mail": ["", "outcome=held", "since=never", "q=x%40y"],
    "outbox": ["", "state=due", "state=nonsense"],
}


def _calls_page(function: Any) -> bool:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func) in {"page", "paging.page"}
        for node in ast.walk(tree)
    )


def _pages() -> Iterator[Door]:
    """The doors whose view, or what it calls in its own module, cuts a list into pages."""
    for door in doors():
        if not door.is_ours:
            continue
        view = inspect.unwrap(door.view)
        module = inspect.getmodule(view)
        names = {
            node.id
            for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(view))))
            if isinstance(node, ast.Name)
        }
        near = [
            value
            for name, value in vars(module).items()
            if name in names and inspect.isfunction(value) and value.__module__ == module.__name__
        ]
        if any(_calls_page(inspect.unwrap(function)) for function in (view, *near)):
            yield door


def test_every_list_leaves_as_a_file_or_says_why_not() -> None:
    with_file = {export.page for export in EXPORTS.values()}
    lists = {door.name for door in _pages()}

    assert lists - with_file - WITHOUT.keys() == set()
    assert set(WITHOUT) <= lists - with_file


def test_no_list_is_cut_in_pages_where_the_sweep_does_not_look() -> None:
    importers = {
        path.relative_to(preau.__path__[0]).parts[:2]
        for path in Path(preau.__path__[0]).rglob("*.py")
        if "from preau.ui.paging import" in path.read_text(encoding="utf-8")
    }

    # The gallery's rows are invented, to show the pager.
    assert {part[1].removesuffix(".py") for part in importers} <= {"views", "gallery"}


def _page(export: Export, world: World) -> tuple[str, str]:
    """The address of a list's page, and whose it is."""
    if export.page in OF_A_LYCEE:
        return reverse(export.page, args=[world.own.uai]), world.own.uai
    return reverse(export.page), ""


def _file(export: Export, of: str, form: str = "csv") -> str:
    names = {"name": export.name, "form": form, **({"of": of} if of else {})}
    return reverse("exports:taking_of" if of else "exports:taking", kwargs=names)


def _full_world() -> World:
    world = World.make()
    for maker in _makers():
        for school in (world.own, world.other):
            maker(school)
    return world


def _makers() -> list[Any]:
    return sorted(set(SAMPLES.values()), key=lambda maker: maker.__qualname__)


def _words(export: Export) -> str:
    return "q=lycee" if export.name == "search" else ""


def test_whoever_sees_the_page_takes_the_list_and_nobody_else() -> None:
    wrong = []
    with time_machine.travel(NOON, tick=True):
        world = _full_world()
        for somebody in world.people:
            client, actor = enter(somebody.user), actor_of(somebody.user, NOON)
            for export in EXPORTS.values():
                url, of = _page(export, world)
                page = client.get(f"{url}?{_words(export) or 'state='}")
                file = client.get(f"{_file(export, of)}?{_words(export)}")
                list(file)
                may = bool(export.can_take(actor))
                expected = page.status_code if may or page.status_code != 200 else 403
                if file.status_code != expected:
                    wrong.append(
                        f"{export.name} by {somebody.label}:"
                        f" page {page.status_code}, file {file.status_code}"
                    )

    assert not wrong, "\n".join(wrong)


def _shown(client: Client, url: str, query: str) -> list[int] | None:
    """The keys of the rows of all pages; None where there is no page to see."""
    keys: list[int] = []
    for number in range(1, 100):
        answer = client.get(f"{url}?{query}&page={number}")
        if answer.status_code != 200:
            return None
        page = answer.context["page"]
        keys += [row.pk for row in page]
        if not page.has_next:
            break
    return keys


def _lines(client: Client, url: str) -> int:
    text = b"".join(client.get(url)).decode("utf-8-sig")
    return len(list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))) - 1


def test_the_file_holds_what_the_pages_show_in_their_order() -> None:
    wrong, seen = [], dict.fromkeys(QUERIES, 0)
    with time_machine.travel(NOON, tick=True):
        world = _full_world()
        for somebody in world.people:
            client, actor = enter(somebody.user), actor_of(somebody.user, NOON)
            for name, queries in QUERIES.items():
                export = EXPORTS[name]
                url, of = _page(export, world)
                for query in queries:
                    shown = _shown(client, url, query)
                    if shown is None or not export.can_take(actor):
                        continue
                    listing = export.listing(Asked(actor, QueryDict(query), of))
                    numbers = list(listing.numbers())
                    lines = _lines(client, f"{_file(export, of)}?{query}")
                    seen[name] += len(shown)
                    if numbers != shown or lines != len(shown):
                        wrong.append(f"{name}?{query} by {somebody.label}: {numbers} for {shown}")

    assert not wrong, "\n".join(wrong)
    assert all(seen.values()), seen


def _queries(client: Client, url: str) -> int:
    list(client.get(url))
    with CaptureQueriesContext(connection) as queries:
        list(client.get(url))
    return len(queries)


def test_each_page_has_the_menu_and_more_rows_cost_no_more_queries() -> None:
    wrong = []
    with time_machine.travel(NOON, tick=True):
        world = _full_world()
        clients = {
            role: enter(one.user)
            for role in (Role.CORRESPONDENT, Role.REGIONAL_ADMIN)
            for one in world.people
            if one.label == f"{role.value} of own"
        }
        files = {}
        for export in EXPORTS.values():
            url, of = _page(export, world)
            client = clients[_reader(export.name)]
            query = _words(export) or "state=&view=all"
            files[f"{_file(export, of)}?{query}"] = client
            page = client.get(f"{url}?{query}").content.decode()
            missing = [f for f in export.formats if _file(export, of, f.value) not in page]
            if missing and (export.name not in EMPTY or _lines(client, _file(export, of))):
                wrong.append(f"no {missing} on {url}")
        few = {url: _queries(client, url) for url, client in files.items()}
        for maker in _makers():
            maker(world.own)
        many = {url: _queries(client, url) for url, client in files.items()}
        wrong += [f"{url}: {few[url]} became {many[url]}" for url in few if many[url] > few[url]]

    assert not wrong, "\n".join(wrong)


def _reader(name: str) -> Role:
    """Who sees such a list."""
    return Role.CORRESPONDENT if name in {"reports", "exchanges"} else Role.REGIONAL_ADMIN
