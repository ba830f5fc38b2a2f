"""The codes of an application, computed as RFC 6238 says and not as the code under test does."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def code_of(secret: str, at: float | None = None) -> str:
    """The six digits that an application shows at an instant (now)."""
    key = base64.b32decode(secret.replace(" ", ""), casefold=True)
    step = int(time.time() if at is None else at) // 30
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
