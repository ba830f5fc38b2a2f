"""To begin a demonstration, and to begin it anew; nothing else sets its guard."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.models import User
from preau.core.commands import Refusal
from preau.demo.models import Demonstration
from preau.demo.seed import making
from preau.journal.models import Entry
from preau.schools.models import School

if TYPE_CHECKING:
    from datetime import datetime

SEED = 2016
#: What an instance keeps beside its database.
_SHELVES = ("files", "mail", "outbox")


def begin(now: datetime, say: Callable[[str], None], *, anew: bool = False) -> Demonstration:
    """Have a demonstration ready: the one that is there, or a fresh one."""
    if connection.vendor != "sqlite":
        raise Refusal(
            _("The demonstration only runs on an SQLite database of its own: unset DATABASE_URL.")
        )
    present = _present()
    if present and (anew or present.ready_at is None):
        _clear()
        present = None
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if present is None:
        present = _fill(now, say)
    present.web_url = settings.PREAU_URL
    present.smtp_listen = settings.PREAU_SMTP_LISTEN
    present.save(update_fields=["web_url", "smtp_listen"])
    return present


def _present() -> Demonstration | None:
    """The guard of this database; refused where the database is somebody's."""
    if Demonstration._meta.db_table in connection.introspection.table_names():
        if (found := Demonstration.objects.first()) is not None:
            return found
        if School.objects.exists() or User.objects.exists() or Entry.objects.exists():
            raise Refusal(
                _("The database in %(folder)s is in use, and no demonstration: it is left alone.")
                % {"folder": settings.VAR},
                _("Give the demonstration a folder of its own: PREAU_VAR=var/demo preau demo"),
            )
    return None


def _fill(now: datetime, say: Callable[[str], None]) -> Demonstration:
    guard = Demonstration.objects.create(pk=1, started_at=now, seed=SEED)
    making.make(now, SEED, say)
    guard.ready_at = timezone.now()
    guard.save(update_fields=["ready_at"])
    return guard


def _clear() -> None:
    """Take the demonstration's database and files away."""
    name = str(settings.DATABASES["default"]["NAME"])
    connections.close_all()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)
    for shelf in _SHELVES:
        shutil.rmtree(Path(settings.VAR) / shelf, ignore_errors=True)
