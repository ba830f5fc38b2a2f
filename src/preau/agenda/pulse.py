"""The pulse of a worker process, by which others know that it lives."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from preau.agenda.models import Beat

KEPT = timedelta(days=1)


def new_name() -> str:
    """A name that no other worker has, nor had."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


def beat(worker: str, at: datetime) -> None:
    """Say that a worker is there."""
    Beat.objects.update_or_create(
        worker=worker, defaults={"seen_at": at}, create_defaults={"started_at": at, "seen_at": at}
    )


def stop(worker: str) -> None:
    """Say that a worker leaves of its own accord."""
    Beat.objects.filter(worker=worker).delete()


def forget_dead(at: datetime) -> None:
    """Drop the pulse of workers gone for a day."""
    Beat.objects.filter(seen_at__lt=at - KEPT).delete()


def last_seen() -> datetime | None:
    """When any worker was last seen."""
    return Beat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
