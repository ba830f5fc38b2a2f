"""What is wrong with this installation, each with what to do about it."""

from __future__ import annotations

import ctypes.util
import os
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.agenda import jobs, pulse, wiring
from preau.agenda.status import status
from preau.agenda.wiring import Finding
from preau.mail.models import Outgoing
from preau.mail.states import OutgoingState

FOLDER_BACKEND = "preau.mail.backends.FolderBackend"

#: What PDF documents need of the system, and the Debian package that brings it.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
}


def findings(at: datetime) -> list[Finding]:
    """Look at everything; what needs the database is looked at only where it answers."""
    found = [*_folder(), *_addresses(), *_mail_settings(), *_libraries()]
    try:
        missing = _migrations()
    except (DatabaseError, ImproperlyConfigured) as error:
        remedy = _("Check DATABASE_URL, and that the database server runs.")
        return [*found, Finding(_("The database cannot be reached: %s") % error, remedy)]
    if missing:
        return [*found, *missing]
    looks: list[Callable[[datetime], list[Finding]]] = [
        _workers,
        _queue,
        _letters,
        _cache,
        *wiring.EXAMINERS.values(),
    ]
    for look in looks:
        found += look(at)
    return found


def _folder() -> list[Finding]:
    if os.access(settings.VAR, os.W_OK | os.X_OK):
        return []
    remedy = _("Create it, or let PREAU_VAR name another one that this account may write to.")
    return [Finding(_("The folder %s cannot be written to.") % settings.VAR, remedy)]


def _addresses() -> list[Finding]:
    if settings.PREAU_URL.startswith("https://") or "localhost" in settings.PREAU_URL:
        return []
    problem = _("Pages are offered without encryption at %s.") % settings.PREAU_URL
    remedy = _("Put a proxy with a certificate in front, and set PREAU_URL to its https address.")
    return [Finding(problem, remedy, is_fatal=False)]


def _mail_settings() -> list[Finding]:
    """What is well for a first look, and not in service."""
    if not settings.PREAU_URL.startswith("https://"):
        return []
    found = []
    if settings.EMAIL_BACKEND == FOLDER_BACKEND:
        problem = _("Letters are not sent: they are written to a folder.")
        remedy = _("Name the server that sends them in EMAIL_URL.")
        found.append(Finding(problem, remedy))
    if not settings.PREAU_MAIL_AUTHSERV:
        problem = _("Nothing tells whether a letter comes from the sender that it names.")
        remedy = _("Give in PREAU_MAIL_AUTHSERV the name under which your mail server says so.")
        found.append(Finding(problem, remedy, is_fatal=False))
    return found


def _libraries() -> list[Finding]:
    missing = [
        package for name, package in LIBRARIES.items() if ctypes.util.find_library(name) is None
    ]
    if not missing:
        return []
    problem = _("PDF documents cannot be made: pages offer their print view instead.")
    remedy = _("Install the system's libraries: apt install %s") % " ".join(missing)
    return [Finding(problem, remedy, is_fatal=False)]


def _migrations() -> list[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    problem = _("The database is not up to date: %d migrations wait.") % len(plan)
    return [Finding(problem, _("Run: preau migrate"))]


def _workers(at: datetime) -> list[Finding]:
    seen = pulse.last_seen()
    if seen is not None and seen >= at - jobs.DEAD_AFTER:
        return []
    problem = (
        _("No worker runs: letters wait.")
        if seen is None
        else _("No worker has been seen since %s: letters wait.")
        % f"{timezone.localtime(seen):%d/%m/%Y %H:%M:%S}"
    )
    return [Finding(problem, _("Start one: preau worker, or preau serve for everything."))]


def _queue(at: datetime) -> list[Finding]:
    found = []
    now = status(at)
    if failed := now.deliveries["failed"]:
        problem = _("%d deliveries of facts were given up.") % failed
        remedy = _("Read why with “preau queue status”, repair it, then run: preau queue retry")
        found.append(Finding(problem, remedy))
    if failed := now.tasks.get("failed", 0):
        problem = _("%d periodic jobs failed three times, less than a month ago.") % failed
        remedy = _("Read why in the log of the worker; each runs again at its next hour.")
        found.append(Finding(problem, remedy, is_fatal=False))
    return found


def _letters(at: datetime) -> list[Finding]:
    failed = Outgoing.objects.filter(state=OutgoingState.FAILED).count()
    if not failed:
        return []
    problem = _("%d letters could not be sent.") % failed
    return [Finding(problem, _("Read why on the page of outgoing letters, and send them again."))]


def _cache(at: datetime) -> list[Finding]:
    if "cache" in connection.introspection.table_names():
        return []
    return [Finding(_("The table of the cache is missing."), _("Run: preau migrate"))]
