"""One line per event, on the standard error, without personal data."""

from __future__ import annotations

import sys
from typing import Any

import structlog

from preau.agenda.reports import clean


def configuration(level: str) -> dict[str, Any]:
    """Logging as Django wants it: JSON, or columns where a person looks on."""
    renderer = _readable if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_addresses,
                    renderer,
                ],
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Its handlers would mail administrators; a refused page is no event of the house.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def without_addresses(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Take what looks like an e-mail address out of every value."""
    return {
        key: clean(value) if isinstance(value, str) else value
        for key, value in event.items()
        if key != "request"
    }


def _readable(logger: Any, name: str, event: dict[str, Any]) -> str:
    """One line for a person: the time, what, where, and the rest."""
    time = str(event.pop("timestamp", ""))[11:19]
    level = str(event.pop("level", "")).upper()
    what = event.pop("event", "")
    where = event.pop("logger", "")
    trace = event.pop("exception", "")
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    line = f"{time} {level:7} {what} [{where}] {rest}".rstrip()
    return f"{line}\n{trace}" if trace else line
