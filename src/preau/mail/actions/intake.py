"""Letters in: kept raw before anything is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from preau.files import store
from preau.mail.models import Delivery, Letter
from preau.mail.shelf import RAW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MAX_SIZE = 50 * 1024 * 1024


class TooBig(Exception):
    """A message above the size that we take: it is refused while it is handed over."""


def receive(
    raw: bytes,
    *,
    road: str,
    at: datetime,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
) -> Letter:
    """Keep a message as it came. When this returns it is ours for good; it is read later.

    The file is on the disk before its row; the row is committed before the carrier hears "250".
    The same bytes once more are another delivery of the same letter.
    """
    if len(raw) > MAX_SIZE:
        raise TooBig
    sha256 = store.put(raw, shelf=RAW)
    with transaction.atomic():
        letter, is_new = Letter.objects.get_or_create(
            sha256=sha256, defaults={"size": len(raw), "received_at": at}
        )
        Delivery.objects.create(
            letter=letter,
            received_at=at,
            road=road,
            envelope_from=_one_line(envelope_from)[:254],
            envelope_to=[_one_line(address)[:254] for address in envelope_to[:100]],
            is_repeat=not is_new,
        )
    return letter


def _one_line(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
