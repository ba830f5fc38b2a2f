"""What a file is, by its content: what its sender says of it is not believed."""

from __future__ import annotations

import puremagic

UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"
_TEXT_SAMPLE = 4096


def kind_of(data: bytes) -> str:
    """The media type that the first bytes show; plain text has no signature but is readable."""
    if _is_text(data[:_TEXT_SAMPLE]):
        return PLAIN
    try:
        return puremagic.from_string(data, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return UNKNOWN


def _is_text(sample: bytes) -> bool:
    if not sample or any(byte < 9 or 13 < byte < 32 for byte in sample):
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as problem:
        # The sample may end in the middle of a character.
        return problem.start >= len(sample) - 3 and len(sample) == _TEXT_SAMPLE
    return not sample.startswith((b"%PDF", b"%!PS"))
