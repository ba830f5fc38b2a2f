"""The way out and back: database and files in one archive, with a digest of every piece."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import connection, connections
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from preau.config import secret
from preau.core.commands import Refusal

if TYPE_CHECKING:
    from datetime import datetime

MANIFEST = "manifest.json"
FORMAT = 1
#: What an archive may hold, and nothing else: no path that leads out of the folder.
_MEMBER = re.compile(r"database\.(sqlite3|dump)|secret_key|files(/[A-Za-z0-9_-]{1,80}){1,6}")
_DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_CHUNK = 1 << 20


def save(target: Path, *, at: datetime) -> dict[str, Any]:
    """Write database, files and secret key into a new archive; give its manifest.

    The database first, the files second: no row then names a file that the copy lacks. The
    instance may go on working meanwhile.
    """
    if target.exists():
        raise Refusal(_("%(file)s exists already: it is left alone.") % {"file": target})
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        # It holds letters, addresses and the key of the instance: for its owner's eyes.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            manifest = _pack(file, at)
            file.flush()
            os.fsync(file.fileno())
        # Fails where another command has written the same file meanwhile.
        os.link(draft, target)
    except OSError as error:
        raise Refusal(
            _("%(file)s cannot be written: %(reason)s")
            % {"file": target, "reason": error.strerror or error}
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Fill an empty instance from an archive whose every piece is as it was saved."""
    var = Path(settings.VAR)
    _refuse_used(var)
    with tempfile.TemporaryDirectory(dir=var, prefix="restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        database = folder / _DATABASES[connection.vendor]
        if not database.exists():
            raise Refusal(
                _(
                    "The archive was saved from another kind of database than the one that"
                    " DATABASE_URL names."
                )
            )
        files = var / "files"
        if (folder / "files").exists():
            if files.exists():
                files.rmdir()
            (folder / "files").rename(files)
        try:
            _fill(database)
        except BaseException:
            shutil.rmtree(files, ignore_errors=True)
            raise
        if (folder / secret.NAME).exists():
            (folder / secret.NAME).replace(var / secret.NAME)
    return manifest


def _pack(file: BinaryIO, at: datetime) -> dict[str, Any]:
    digests: dict[str, str] = {}
    var = Path(settings.VAR)
    with (
        tempfile.TemporaryDirectory(dir=var, prefix="backup-") as name,
        tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as archive,
    ):
        database = Path(name) / _DATABASES[connection.vendor]
        _dump(database)
        pieces = [(database.name, database)]
        if (var / secret.NAME).exists():
            pieces.append((secret.NAME, var / secret.NAME))
        kept = sorted((var / "files").rglob("*"))
        # A file that is being written has a name of its own until it is whole.
        pieces += [
            (path.relative_to(var).as_posix(), path)
            for path in kept
            if path.is_file() and not path.name.startswith(".")
        ]
        for member, path in pieces:
            try:
                digests[member] = _add(archive, member, path)
            except FileNotFoundError:
                # A file made to be fetched may have had its day since they were listed.
                if not member.startswith("files/"):
                    raise
        manifest = {
            "format": FORMAT,
            "at": at.isoformat(),
            "database": connection.vendor,
            "sha256": digests,
        }
        content = json.dumps(manifest, indent=1).encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size, about.mode = len(content), 0o600
        archive.addfile(about, io.BytesIO(content))
    return manifest


def _add(archive: tarfile.TarFile, member: str, path: Path) -> str:
    """Put one file into the archive, and give the SHA-256 of what was put there."""
    with path.open("rb") as file:
        about = tarfile.TarInfo(member)
        about.size, about.mode = os.fstat(file.fileno()).st_size, 0o600
        digesting = _Digesting(file)
        archive.addfile(about, digesting)
    return digesting.digest.hexdigest()


class _Digesting(io.RawIOBase):
    """A file whose digest is computed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Take an archive apart; refused unless each piece is as the manifest says, and none else."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            for about in archive:
                content = archive.extractfile(about) if about.isreg() else None
                if content is None or about.name in found:
                    raise Refusal(_strange(about.name))
                if about.name == MANIFEST:
                    manifest = json.loads(content.read())
                elif _MEMBER.fullmatch(about.name):
                    found[about.name] = _take_out(content, folder / about.name)
                else:
                    raise Refusal(_strange(about.name))
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise Refusal(
            _("%(file)s is no whole archive of Préau: %(reason)s")
            % {"file": source, "reason": error}
        ) from error
    if not _is_ours(manifest):
        raise Refusal(_("The archive has no manifest that this version of Préau reads."))
    wanted = manifest["sha256"]
    wrong = sorted(
        name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)
    )
    if wrong:
        raise Refusal(
            _("The archive is damaged; nothing was restored."),
            *(_("not as it was saved: %(name)s") % {"name": name} for name in wrong[:10]),
        )
    return manifest


def _is_ours(manifest: Any) -> bool:
    """Whether a manifest has what this version writes into one."""
    return (
        isinstance(manifest, dict)
        and manifest.get("format") == FORMAT
        and isinstance(manifest.get("at"), str)
        and isinstance(manifest.get("sha256"), dict)
    )


def _take_out(content: Any, target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _strange(name: str) -> str:
    return _("The archive holds something that Préau did not put there: %(name)s") % {"name": name}


def _refuse_used(var: Path) -> None:
    files = var / "files"
    if connection.introspection.table_names() or (files.is_dir() and any(files.iterdir())):
        raise Refusal(
            _("This instance is not empty: it is left alone."),
            _("Restore into a new PREAU_VAR and an empty database, then exchange the two."),
        )


# --- Either database -----------------------------------------------------------------------------
def _dump(target: Path) -> None:
    """Copy the database as it is at one instant, while it goes on being used."""
    if connection.vendor == "postgresql":
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _fill(dump: Path) -> None:
    """Give an empty database its content, whole or not at all."""
    if connection.vendor == "postgresql":
        _postgres(
            *("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error"),
            *("--single-transaction", f"--dbname={connection.settings_dict['NAME']}", str(dump)),
        )
        return
    connections.close_all()
    name = str(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)
    dump.replace(name)


def _postgres(program: str, *words: str) -> None:
    about = connection.settings_dict
    named = {
        "PGDATABASE": about["NAME"],
        "PGHOST": about["HOST"],
        "PGPORT": about["PORT"],
        "PGUSER": about["USER"],
    }
    # The password, certificates and the like: never among the words of the command, which every
    # user of the machine can read.
    _words, secrets = DatabaseClient.settings_to_cmd_args_env(about, [])
    given = {name: str(value) for name, value in named.items() if value}
    environment = {**os.environ, **given, **(secrets or {})}
    if (path := shutil.which(program)) is None:
        raise Refusal(
            _("%(program)s is missing: install the PostgreSQL client (postgresql-client).")
            % {"program": program}
        )
    done = subprocess.run(  # noqa: S603
        [path, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(
            _("%(program)s failed: %(reason)s")
            % {"program": program, "reason": done.stderr.strip()}
        )
