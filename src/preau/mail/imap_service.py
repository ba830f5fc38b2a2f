"""Letters from an IMAP mailbox, beside the worker: at once, or each minute."""

from __future__ import annotations

import threading

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from preau.agenda.wiring import wake
from preau.mail import imap
from preau.mail.imap import Mailbox, Unreachable
from preau.mail.imap_rounds import Round

log = structlog.get_logger("preau.mail")

#: After a failure: first soon, then ever less often.
SHORTEST_REST, LONGEST_REST = 5.0, 600.0
#: Letters that were just taken in have their outcome within a moment, and are filed then.
SHORTEST_PAUSE = 0.5


class Fetcher:
    """A thread that goes round the mailbox until it is told to stop."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._known: set[int] = set()
        self._rest = SHORTEST_REST
        self._thread = threading.Thread(target=self._run, name="mail-imap", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the message in hand, and end."""
        self._told.set()
        self._thread.join(imap.TIMEOUT)

    def _run(self) -> None:
        while not self._told.is_set():
            try:
                with imap.opened() as mailbox:
                    self._stay(mailbox)
            except (Unreachable, DatabaseError) as error:
                log.warning("the mailbox is out of reach", why=str(error), again_in=self._rest)
            except Exception:  # Whatever it is, letters must go on coming in.
                log.exception("the mailbox could not be gone round", again_in=self._rest)
            close_old_connections()
            if not self._told.wait(self._rest):
                self._rest = min(self._rest * 2, LONGEST_REST)

    def _stay(self, mailbox: Mailbox) -> None:
        pause = SHORTEST_PAUSE
        while not self._told.is_set():
            close_old_connections()
            done = Round(mailbox, timezone.now())
            try:
                done.take()
            finally:
                if done.letters:
                    wake()
            done.file()
            self._tell(done)
            self._rest = SHORTEST_REST
            if done.letters:
                pause = SHORTEST_PAUSE
            if done.waiting and pause < settings.PREAU_IMAP_SECONDS:
                self._told.wait(pause)
                pause *= 2
            else:
                mailbox.wait(settings.PREAU_IMAP_SECONDS, self._told.is_set)
            if not self._told.is_set():
                mailbox.look()

    def _tell(self, done: Round) -> None:
        """Write each message that stays behind in the log, once."""
        for uid, why in done.problems.items():
            if uid not in self._known:
                log.error("a message of the mailbox could not be taken in", uid=uid, why=why)
        self._known = set(done.problems)


def start() -> Fetcher | None:
    """The fetcher of the worker, if a mailbox is set."""
    return Fetcher() if settings.PREAU_IMAP_URL else None
