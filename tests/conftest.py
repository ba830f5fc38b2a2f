"""What every room's tests share: instants, signed-in clients, the worker, flat lists, a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.instants import (
    AFTERNOON,
    FRIDAY,
    LAST_MONTH,
    MORNING,
    NEXT_MONDAY,
    NOON,
    PARIS,
    TOMORROW,
    paris,
)
from tests.signing_in import enter
from tests.strict import Seeds, let_tests_empty_the_journal

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = [
    "AFTERNOON",
    "FRIDAY",
    "LAST_MONTH",
    "MORNING",
    "NEXT_MONDAY",
    "NOON",
    "PARIS",
    "TOMORROW",
    "assert_flat",
    "paris",
]

# Playwright's loop runs in the thread of the test, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def at_noon() -> Generator[time_machine.Coordinates]:
    """Let doors be opened at noon; the clock given can be moved on."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def assert_flat(fetch: Callable[[], Any], grow: Callable[[], Any]) -> None:
    """Fail when more rows cost more queries.

    `fetch` reads the list; `grow` adds rows to it. The list is read once for nothing, so that
    what is read once per process is not counted.
    """
    fetch()
    with CaptureQueriesContext(connection) as few:
        fetch()
    for _ in range(3):
        grow()
    with CaptureQueriesContext(connection) as many:
        fetch()
    extra = [query["sql"] for query in many.captured_queries]
    assert len(many) <= len(few), f"{len(few)} queries became {len(many)}:\n" + "\n".join(extra)


@pytest.fixture(name="assert_flat")
def assert_flat_fixture() -> Callable[[Callable[[], Any], Callable[[], Any]], None]:
    """Give `assert_flat` as a fixture, for tests that prefer it to the import."""
    return assert_flat


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the test database, and keep what its migrations seeded."""
    let_tests_empty_the_journal()
    with django_db_blocker.unblock():
        Seeds.keep()


@pytest.fixture
def client_for() -> Callable[[Any], Client]:
    """Give a client signed in as somebody."""

    return enter


@pytest.fixture
def run_worker() -> Callable[[datetime], None]:
    """Run all that waits for the worker at an instant, and fail with what failed."""

    def run(at: datetime = NOON) -> None:
        from preau.agenda.runner import drain_all

        failures = drain_all(at)
        assert not failures, "\n".join(failures)

    return run


CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's Chromium; its sandbox cannot be used by root."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium") or shutil.which("chromium-browser"),
        "args": [*CHROMIUM_FLAGS, *root],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Read as a French person in Paris does."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def signed_in_page(live_server: Any, page: Page) -> Generator[Callable[[Any], Page], None, None]:
    """Give the browser's page, signed in as somebody, on the live server's home.

    A script error or a refusal by the content security policy fails the test.
    """
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )

    def show(user: Any, path: str = "/") -> Page:
        client = enter(user)
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        page.goto(live_server.url + path)
        return page

    yield show
    assert not complaints, "\n".join(complaints)
