"""What failed: one line for the log, and for the command that waits for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

log = structlog.get_logger("preau.agenda")

_COLLECTING: ContextVar[list[str] | None] = ContextVar("collecting", default=None)
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[\w.-]+\w")


def clean(text: str) -> str:
    """Take e-mail addresses out of a text that goes into a log or an error column."""
    return _ADDRESS.sub("(address)", text)


def told(error: BaseException) -> str:
    """An exception in one line, without addresses."""
    return clean(" ".join(f"{type(error).__name__}: {error}".split()))[:500]


def report(what: str, error: BaseException | str) -> None:
    """Say that a piece of work failed: a drain calls it for each row that it gives up for now."""
    reason = clean(error) if isinstance(error, str) else told(error)
    trace = error if isinstance(error, BaseException) else None
    log.error("work failed", what=what, reason=reason, exc_info=trace)
    failures = _COLLECTING.get()
    if failures is not None:
        failures.append(f"{what}: {reason}")


@contextmanager
def collecting() -> Iterator[list[str]]:
    """Gather what fails meanwhile."""
    failures: list[str] = []
    token = _COLLECTING.set(failures)
    try:
        yield failures
    finally:
        _COLLECTING.reset(token)
