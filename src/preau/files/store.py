"""Bytes kept by their SHA-256: written whole and on the disk, or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

#: The shelf of what pages offer for download; raw letters have one of their own.
FILES = "attached"
#: So much of a long file is held in memory.
_PIECE = 1 << 20


def path(sha256: str, *, shelf: str = FILES) -> Path:
    """Where the bytes of a digest lie, whether or not they are there."""
    return Path(settings.VAR) / "files" / shelf / sha256[:2] / sha256


def put(data: bytes, *, shelf: str = FILES) -> str:
    """Keep bytes and give their SHA-256; when this returns they survive a loss of power."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path(sha256, shelf=shelf)
    _keep(target, [data], len(data))
    return sha256


def put_file(source: IO[bytes], *, shelf: str = FILES) -> tuple[str, int]:
    """Keep all that a long file holds, a piece at a time; give its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(source):
        digest.update(piece)
        size += len(piece)
    _keep(path(digest.hexdigest(), shelf=shelf), _pieces(source), size)
    return digest.hexdigest(), size


def read(sha256: str, *, shelf: str = FILES) -> bytes:
    """The bytes of a digest."""
    return path(sha256, shelf=shelf).read_bytes()


def remove(sha256: str, *, shelf: str) -> None:
    """Drop bytes that nothing names any more; it is no matter if they are gone already.

    Only for a shelf whose files are each of one owner: the same bytes may have several elsewhere.
    """
    path(sha256, shelf=shelf).unlink(missing_ok=True)


def sweep(named: Collection[str], *, shelf: str, before: datetime) -> None:
    """Drop what lies on a shelf since before an instant and is not named: a fall left it there."""
    for file in (Path(settings.VAR) / "files" / shelf).glob("*/*"):
        if file.name not in named and file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    source.seek(0)
    while piece := source.read(_PIECE):
        yield piece


def _keep(target: Path, pieces: Iterable[bytes], size: int) -> None:
    if not _is_whole(target, size):
        _write(target, pieces)
    # Also when the file was there already: whoever wrote it may not have come this far.
    _sync_folder(target.parent)


def _is_whole(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    _make_folder(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
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
