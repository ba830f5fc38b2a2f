"""Letters in: kept raw before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from preau.files import store
from preau.mail.models import Delivery, Letter
from preau.mail.shelf import RAW

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MAX_SIZE = 50 * 1024 * 1024


class TooBig(Exception):
    """A message above the size that we take: it is refused while it is handed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a message lies in an IMAP mailbox; a number means nothing without its validity."""

    mailbox: str
    uid_validity: int
    uid: int

    def delivery(self) -> Delivery | None:
        """What was taken in from here, if it was."""
        fetched = Delivery.objects.from_mailbox(self.mailbox, self.uid_validity)
        return fetched.filter(uid=self.uid).select_related("letter").first()


def receive(
    raw: bytes,
    *,
    road: str,
    at: datetime,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    spot: Spot | None = None,
) -> Letter:
    """Keep a message as it came. When this returns it is ours for good; it is read later.

    The file is on the disk before its row; the row is committed before the carrier hears "250".
    The same bytes once more are another delivery of the same letter, unless they were fetched from
    the same spot: that is the same delivery, told again.
    """
    if len(raw) > MAX_SIZE:
        raise TooBig
    sha256 = store.put(raw, shelf=RAW)
    try:
        return _enter(sha256, len(raw), road, at, envelope_from, envelope_to, spot)
    except IntegrityError:
        # Another worker fetched it at the same moment.
        told = spot.delivery() if spot else None
        if told is None:
            raise
        return told.letter


def _enter(
    sha256: str,
    size: int,
    road: str,
    at: datetime,
    envelope_from: str,
    envelope_to: Sequence[str],
    spot: Spot | None,
) -> Letter:
    with transaction.atomic():
        if spot and (told := spot.delivery()):
            return told.letter
        letter, is_new = Letter.objects.get_or_create(
            sha256=sha256, defaults={"size": size, "received_at": at}
        )
        Delivery.objects.create(
            letter=letter,
            received_at=at,
            road=road,
            envelope_from=_one_line(envelope_from)[:254],
            envelope_to=[_one_line(address)[:254] for address in envelope_to[:100]],
            is_repeat=not is_new,
            mailbox=spot.mailbox if spot else "",
            uid_validity=spot.uid_validity if spot else None,
            uid=spot.uid if spot else None,
        )
    return letter


def _one_line(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
