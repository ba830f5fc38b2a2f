"""Reading a raw letter: here where it is light, in a child process with limits where it is not.

`python -m preau.mail.reader RAW FOLDER` is that child: it knows neither Django nor the database.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import traceback
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from typing import TYPE_CHECKING, Any, BinaryIO

from preau.mail.reading import LIGHT, ReadFile, Reading, TooHeavy, measure, read_headers
from preau.mail.reading import read as read_here

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

SECONDS = 10
MEMORY = 400 * 1024 * 1024
UNREADABLE = 3


def read(path: Path) -> Reading:
    """Read the raw letter in a file: this ends soon, and does not raise for what it holds."""
    with _opened(path) as (raw, file):
        measured = measure(raw)
        if measured.problem:
            return _held(raw, measured.problem)
        if measured.is_light:
            try:
                return read_here(raw, file, is_guarded=False)
            except TooHeavy:
                pass
            except Exception:  # Whatever it is, the letter is held, and kept raw.
                logger.exception("The letter in %s could not be read.", path)
                return _held(raw, "unreadable")
        problem = _read_in_child(path)
        return problem if isinstance(problem, Reading) else _held(raw, problem)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[bytes | mmap, BinaryIO]]:
    """The bytes of a file, mapped rather than read where they are many, and the file itself."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size <= LIGHT:
            raw = file.read()
            yield raw, BytesIO(raw)
            return
        with mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
            yield mapped, file


def _held(raw: bytes | mmap, problem: str) -> Reading:
    reading = read_headers(raw)
    reading.problem = problem
    return reading


def _read_in_child(path: Path) -> Reading | str:
    """What the child read, or why it could not."""
    with tempfile.TemporaryDirectory(prefix="preau-letter-") as folder:
        try:
            child = subprocess.run(  # noqa: S603 - our own interpreter and module.
                [sys.executable, "-m", "preau.mail.reader", str(path), folder],
                check=False,
                capture_output=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return "too_slow"
        report = Path(folder) / "reading.json"
        if child.returncode == 0 and report.exists():
            return _from_json(report, Path(folder))
    if child.returncode == UNREADABLE:
        logger.error("The letter in %s could not be read: %s", path, child.stderr.decode()[-2000:])
        return "unreadable"
    # The kernel ends a child that used up its time; without memory, Python or lxml gives up.
    return "too_slow" if child.returncode in {-SIGXCPU, -SIGKILL} else "too_heavy"


def _from_json(report: Path, folder: Path) -> Reading:
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    files = [
        ReadFile(**fields, data=(folder / str(number)).read_bytes())
        for number, fields in enumerate(told.pop("files"))
    ]
    senders = [(name, address) for name, address in told.pop("senders")]
    sent_at = told.pop("sent_at")
    return Reading(
        files=files,
        senders=senders,
        sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
        **told,
    )


def main(path: str, folder: str) -> int:
    """Read one letter under limits, and leave what it says in a folder."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS - 2, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    try:
        with _opened(Path(path)) as (raw, file):
            reading = read_here(raw, file, is_guarded=True)
    except MemoryError:
        return 2
    except Exception:  # As above: the parent logs what is told here.
        traceback.print_exc()
        return UNREADABLE
    for number, kept in enumerate(reading.files):
        (Path(folder) / str(number)).write_bytes(kept.data)
        kept.data = b""
    told = asdict(reading)
    for fields in told["files"]:
        del fields["data"]
    told["sent_at"] = reading.sent_at.isoformat() if reading.sent_at else None
    (Path(folder) / "reading.json").write_text(json.dumps(told), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
