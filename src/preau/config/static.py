"""The collected static files: hashed and compressed, made again only when a source changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MARK = ".collected-from"


def collect_if_needed() -> bool:
    """Collect the static files into `STATIC_ROOT`, unless they are there already."""
    mark = Path(settings.STATIC_ROOT) / MARK
    print_of_sources = _fingerprint()
    if mark.exists() and mark.read_text() == print_of_sources:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(print_of_sources)
    return True


def _fingerprint() -> str:
    """What tells one set of sources from another: names, sizes and dates of the files."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()
