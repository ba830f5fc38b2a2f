"""The secret key of this instance: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "secret_key"


def read(var: Path) -> str:
    """The key of an instance, or nothing before `ensure`."""
    try:
        return (var / NAME).read_text().strip()
    except FileNotFoundError:
        return ""


def ensure(var: Path) -> None:
    """Make the key of a new instance; two processes that start at once agree on one."""
    path = var / NAME
    if path.exists():
        return
    var.mkdir(parents=True, exist_ok=True)
    draft = var / f".{NAME}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    try:
        os.link(draft, path)  # Fails where the other process was first.
    except FileExistsError:
        pass
    finally:
        draft.unlink()
