"""What makes the suite strict: shuffled rows, no undefined variable, seeds put back.

Loaded by pytest as a plugin (see `addopts` in pyproject.toml).
"""

from __future__ import annotations

import inspect
import os
import random
import re
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.db.models import QuerySet

ROOT = Path(__file__).resolve().parent.parent

#: Templates of others that read variables which may be absent.
LENIENT = ("/django/", "/allauth/", "/django_cotton/", "/django_filters/")


class UndefinedVariable(Exception):
    """A template printed a variable that its page does not give."""


class FailingVariable:
    """Django's `string_if_invalid`, which fails instead of printing nothing."""

    def __contains__(self, text: str) -> bool:
        return text == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        origin = _template_of_the_caller()
        if origin and any(part in origin for part in LENIENT):
            return ""
        raise UndefinedVariable(f"“{name}” is not defined in {origin or 'a template'}")


def _template_of_the_caller() -> str:
    frame = inspect.currentframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if frame.f_code.co_name in {"render", "render_annotated"}:
            origin = getattr(node, "origin", None)
            # A component's attribute is a template made of a string: its page is further up.
            if origin is not None and str(origin) != "<unknown source>":
                return str(origin)
        frame = frame.f_back
    return ""


def shuffle_unordered(rows: QuerySet[Any, Any]) -> None:
    """Give the rows of a query that asked for no order in some other order than stored."""
    cache = rows._result_cache
    if isinstance(cache, list) and len(cache) > 1 and not rows.ordered:
        random.shuffle(cache)


@pytest.fixture(scope="session", autouse=True)
def unordered_rows_are_shuffled() -> Generator[None, None, None]:
    """Shuffle what every query without an order returns."""
    from django.db.models import QuerySet

    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(self: QuerySet[Any, Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh:
            shuffle_unordered(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)
        yield


@pytest.fixture(scope="session", autouse=True)
def undefined_variables_fail() -> Generator[None, None, None]:
    """Make every template engine refuse an undefined variable."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid", FailingVariable())
        yield


@pytest.fixture(autouse=True)
def environment_is_put_back() -> Generator[None, None, None]:
    """Take back what a test, or the command that it calls, sets in the environment."""
    own = "PYTEST_CURRENT_TEST"  # pytest's, renewed in each phase.
    before = {name: value for name, value in os.environ.items() if name != own}
    yield
    for name in os.environ.keys() - before.keys() - {own}:
        del os.environ[name]
    os.environ.update(before)


class Seeds:
    """The rows that migrations wrote, kept so as to be put back after a flush."""

    text = ""

    @classmethod
    def keep(cls) -> None:
        """Read them once, after the migrations."""
        from django.db import connection

        cls.text = connection.creation.serialize_db_to_string()

    @classmethod
    def put_back(cls) -> None:
        """Write them again, and forget what the cache holds."""
        from django.apps import apps
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import cache
        from django.core.management import call_command
        from django.core.management.color import no_style
        from django.db import connection

        # The flush after the test let Django write its own rows anew, under other keys.
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(cls.text)
        # They came back under their own keys: PostgreSQL's next ones begin after these.
        with connection.cursor() as cursor:
            for reset in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(reset)
        cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a requirement that docs/requirements.md does not have."""
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| ([A-Z]{3}-\d+) \|", text, re.MULTILINE))
    for item in items:
        for marker in item.iter_markers("requirement"):
            if unknown := set(marker.args) - known:
                raise pytest.UsageError(f"{item.nodeid}: no such requirement: {unknown}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Put the seeds back after a test that emptied the tables, where another one follows."""
    try:
        yield
    finally:
        marker = item.get_closest_marker("django_db")
        emptied = (marker is not None and marker.kwargs.get("transaction")) or (
            {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        )
        if emptied and Seeds.text and nextitem is not None:
            from pytest_django.plugin import blocking_manager_key

            with item.config.stash[blocking_manager_key].unblock():
                Seeds.put_back()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object],
) -> Generator[None, object, object]:
    """Leave no connection behind where the browser's event loop starts and ends.

    While it runs, Django gives this thread other connections; PostgreSQL would not drop a
    database to which the earlier ones are still open.
    """
    if fixturedef.argname != "playwright":
        return (yield)
    from django.db import connections

    connections.close_all()
    made = yield
    fixturedef.addfinalizer(connections.close_all)
    return made


def let_tests_empty_the_journal() -> None:
    """Between two tests SQLite's tables are emptied by DELETE, which the journal refuses."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    empty = DatabaseOperations.execute_sql_flush
    guards = "FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%never_deleted'"

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT name, sql {guards}")
            found = cursor.fetchall()
            for name, _sql in found:
                cursor.execute(f"DROP TRIGGER {name}")
            empty(self, sql_list)
            for _name, sql in found:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
