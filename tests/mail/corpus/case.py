"""One message and what it says, and the pieces of which messages are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Case:
    """A raw message and the fields that are expected of it; fields not named are not judged.

    `files` maps the names that files bear in the end to their bytes. `contains` are pieces that
    the shown text must hold, whatever else it holds.
    """

    name: str
    raw: bytes
    fields: dict[str, Any] = field(default_factory=dict)


HEAD = {
    "From": "Claire Martin <claire.martin@ecole.invalid>",
    "To": "cesame@iledefrance.fr",
    "Subject": "Panne en B204",
    "Date": "Mon, 5 Oct 2026 12:00:00 +0200",
    "Message-ID": "<un@ecole.invalid>",
    "MIME-Version": "1.0",
}
SENT = datetime.fromisoformat("2026-10-05T10:00:00+00:00")


def octets(text: str | bytes) -> bytes:
    """Text as UTF-8, lines as the network ends them; bytes as they are."""
    return text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()


def message(body: str | bytes = "Bonjour\n", head: bytes | None = None, **fields: Any) -> bytes:
    """A message under the usual head; None removes a header, underscores become hyphens."""
    if head is None:
        lines = {name.lower(): (name, value) for name, value in HEAD.items()}
        for name, value in fields.items():
            shown = name.replace("_", "-")
            lines[shown.lower()] = (shown, value)
        head = b"".join(
            f"{name}: ".encode() + octets(value) + b"\r\n"
            for name, value in lines.values()
            if value is not None
        )
    return head + b"\r\n" + octets(body)


def part(body: str | bytes, kind: str = "text/plain; charset=utf-8", **fields: str) -> bytes:
    """One part of a message of several."""
    head = f"Content-Type: {kind}\r\n" if kind else ""
    for name, value in fields.items():
        head += f"{name.replace('_', '-')}: {value}\r\n"
    return head.encode() + b"\r\n" + octets(body)


def several(*parts: bytes, kind: str = "mixed", mark: str = "limite", close: bool = True) -> bytes:
    """A body of several parts with its own header, to be put below a head or inside a part."""
    lines = b"".join(b"--" + mark.encode() + b"\r\n" + each + b"\r\n" for each in parts)
    return lines + (b"--" + mark.encode() + b"--\r\n" if close else b"")
