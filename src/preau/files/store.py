"""Bytes kept by their SHA-256: written whole and on the disk, or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

#: The shelf of what pages offer for download; raw letters have one of their own.
FILES = "attached"


def path(sha256: str, *, shelf: str = FILES) -> Path:
    """Where the bytes of a digest lie, whether or not they are there."""
    return Path(settings.VAR) / "files" / shelf / sha256[:2] / sha256


def put(data: bytes, *, shelf: str = FILES) -> str:
    """Keep bytes and give their SHA-256; when this returns they survive a loss of power."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path(sha256, shelf=shelf)
    if not _is_whole(target, len(data)):
        _write(target, data)
    # Also when the file was there already: whoever wrote it may not have come this far.
    _sync_folder(target.parent)
    return sha256


def read(sha256: str, *, shelf: str = FILES) -> bytes:
    """The bytes of a digest."""
    return path(sha256, shelf=shelf).read_bytes()


def remove(sha256: str, *, shelf: str) -> None:
    """Drop bytes that nothing names any more; it is no matter if they are gone already.

    Only for a shelf whose files are each of one owner: the same bytes may have several elsewhere.
    """
    path(sha256, shelf=shelf).unlink(missing_ok=True)


def _is_whole(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _write(target: Path, data: bytes) -> None:
    _make_folder(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _make_folder(folder: Path) -> None:
    """Make a folder whose own name, and that of each folder above it, is on the disk as well."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
