"""One round through an IMAP mailbox: take in what is new, file what has its outcome.

A letter is ours before anything is changed on the server, and all that a round does may be broken
off anywhere and done once more: the same number under the same UIDVALIDITY is the same delivery.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from preau.mail import actions
from preau.mail.actions import Spot
from preau.mail.imap import Unfetchable, Unreachable
from preau.mail.models import Delivery
from preau.mail.states import LetterState, OutcomeKind, Road

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from preau.mail.imap import Mailbox
    from preau.mail.models import DeliveryQuerySet, Letter

#: Where messages are filed, level by level; French, since the lycées' desk reads it there.
FOLDERS = {
    OutcomeKind.TICKET: "Préau/Tickets",
    OutcomeKind.MESSAGE: "Préau/Réponses aux tickets",
    OutcomeKind.REPORT: "Préau/Signalements",
    OutcomeKind.REFUSED: "Préau/Refusés",
    OutcomeKind.MACHINE: "Préau/Courrier automatique",
    OutcomeKind.DUPLICATE: "Préau/Doublons",
    OutcomeKind.HELD: "Préau/À décider",
}
_BATCH = 200


def folders() -> dict[str, str]:
    """The folder of each outcome, as the settings change it."""
    chosen = {str(kind): path for kind, path in FOLDERS.items()}
    for kind, path in settings.PREAU_IMAP_FOLDERS.items():
        if kind not in chosen or not path.strip(" /") or set(path) & set("*%\r\n"):
            raise ImproperlyConfigured(f"PREAU_IMAP_FOLDERS: {kind}={path}")
        chosen[kind] = path
    return chosen


@dataclass(slots=True)
class Round:
    """What a round took in, moved, and could not take."""

    mailbox: Mailbox
    at: datetime
    letters: list[Letter] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)
    moved: int = 0
    #: Letters of the mailbox that have no outcome yet.
    waiting: int = 0

    def take(self) -> None:
        """Take in what we do not have; a message that cannot be fetched stops no other."""
        for uids in _batches(self.mailbox.uids()):
            taken = set(_deliveries(self.mailbox, uids).values_list("uid", flat=True))
            for uid in uids:
                if uid not in taken:
                    self._take(uid)

    def _take(self, uid: int) -> None:
        try:
            raw = self._raw(uid)
        except Unfetchable as error:
            self.problems[uid] = str(error)
            return
        except Unreachable as error:
            # Some servers hang up over a message that they cannot read. If they do not let us in
            # again, it was not the message's fault, and the round is over.
            self.problems[uid] = str(error)
            self._renew(self.mailbox.enter)
            return
        if raw is None:
            return
        mailbox = self.mailbox
        spot = Spot(mailbox=mailbox.name, uid_validity=mailbox.uid_validity, uid=uid)
        try:
            letter = actions.receive(raw, road=Road.IMAP, at=self.at, spot=spot)
        except (OSError, actions.TooBig) as error:
            self.problems[uid] = str(error) or _("larger than 50 MB")
            return
        self.letters.append(letter)

    def _renew(self, look: Callable[[], None]) -> None:
        """Look at the mailbox anew; a round lives under one UIDVALIDITY."""
        before = self.mailbox.uid_validity
        look()
        if self.mailbox.uid_validity != before:
            raise Unreachable(_("its numbers have changed"))

    def _raw(self, uid: int) -> bytes | None:
        size = self.mailbox.size(uid)
        if size is not None and size > actions.MAX_SIZE:
            raise Unfetchable(_("larger than 50 MB"))
        return self.mailbox.raw(uid)

    def file(self) -> None:
        """Move each message whose letter has its outcome to the folder of that outcome."""
        # What was moved by hand meanwhile would have the server refuse its neighbours too.
        self._renew(self.mailbox.look)
        self.waiting = 0
        filed: dict[str, list[int]] = defaultdict(list)
        for uids in _batches(self.mailbox.uids()):
            told = _deliveries(self.mailbox, uids)
            for uid, state, outcome in told.values_list("uid", "letter__state", "letter__outcome"):
                if state == LetterState.WAITING:
                    self.waiting += 1
                else:
                    filed[outcome].append(int(uid or 0))
        paths = folders()
        for outcome, uids in sorted(filed.items()):
            try:
                self.mailbox.move(sorted(uids), paths[outcome])
                self.moved += len(uids)
            except Unfetchable as error:
                # They are ours: they lie in the wrong folder until it can be done.
                self.problems[uids[0]] = str(error)


def untaken(mailbox: Mailbox, *, until: datetime) -> list[int]:
    """The messages that have lain there since before an instant, and that we do not have."""
    found: list[int] = []
    for uids in _batches(mailbox.uids()):
        taken = set(_deliveries(mailbox, uids).values_list("uid", flat=True))
        for uid in uids:
            came_at = None if uid in taken else mailbox.came_at(uid)
            if came_at is not None and came_at <= until:
                found.append(uid)
    return found


def _deliveries(mailbox: Mailbox, uids: list[int]) -> DeliveryQuerySet:
    fetched = Delivery.objects.from_mailbox(mailbox.name, mailbox.uid_validity)
    return fetched.filter(uid__in=uids).order_by("uid")


def _batches(uids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(uids), _BATCH):
        yield uids[start : start + _BATCH]
