"""Letters written to a folder instead of being sent: the default until EMAIL_URL says otherwise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


class FolderBackend(BaseEmailBackend):
    """Write each letter to `outbox/` as one .eml file, named by its Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters, and say how many."""
        folder = Path(settings.VAR) / "outbox"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            name = _UNSAFE.sub("_", str(message["Message-ID"]).strip("<>"))[:150]
            fresh = folder / f".{name}.new"
            fresh.write_bytes(message.as_bytes())
            # A second attempt at one letter replaces the first.
            fresh.replace(folder / f"{name}.eml")
        return len(email_messages)
