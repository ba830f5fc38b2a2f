"""Letters in by SMTP or LMTP: "250" is said only once the letter is ours for good.

Replies of these protocols are ASCII: their French is chosen so as to need no accent.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from preau.agenda.wiring import wake
from preau.mail import actions
from preau.mail.addresses import is_ours, our_address
from preau.mail.states import Road

log = structlog.get_logger("preau.mail")
# The library's log tells every command, addresses included.
logging.getLogger("mail.log").setLevel(logging.WARNING)

KEPT = "250 2.0.0 Ce message est entre nos mains"
TOO_BIG = "552 5.3.4 Message trop lourd : 50 Mo au plus. Un lien vers le fichier suffit."
LATER = "451 4.3.0 Panne chez nous : ce message sera repris au prochain envoi"
MAX_RECIPIENTS = 100
#: A line beyond this is read in pieces.
LINE = 64 * 1024
#: Letters kept at the same time: more would only wait for the disk and the database.
HANDS = 4


class _Door:
    """What the protocol asks us: whether an address is ours, and to keep a message."""

    def __init__(self, road: str) -> None:
        self.road = road
        self.hands = ThreadPoolExecutor(HANDS, thread_name_prefix="mail-in")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take letters for our address and its plus-parts, and for nobody else."""
        if not is_ours(address):
            return f"550 5.1.1 Destinataire inconnu : ici, seule {our_address()} existe"
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Trop de destinataires dans un seul envoi"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, then say so."""
        loop = asyncio.get_running_loop()
        status = await loop.run_in_executor(self.hands, self._keep, envelope)
        return _for_each(status, envelope) if self.road == Road.LMTP else status

    def _keep(self, envelope: Envelope) -> str:
        close_old_connections()
        try:
            actions.receive(
                bytes(envelope.original_content or b""),
                road=self.road,
                at=timezone.now(),
                envelope_from=envelope.mail_from or "<>",
                envelope_to=envelope.rcpt_tos,
            )
        except actions.TooBig:
            return TOO_BIG
        except Exception:  # The carrier keeps the message and comes back with it.
            log.exception("a message could not be kept", road=self.road)
            return LATER
        finally:
            close_old_connections()
        wake()
        return KEPT


class _Reading:
    """Takes the text of a message without ever holding more of it than the limit."""

    line_length_limit = LINE

    @syntax("DATA")
    async def smtp_DATA(self: Any, arg: str) -> None:  # noqa: N802
        """Receive a message; one that grows too big is drained, then refused for good."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT avant DATA")
            return
        if arg:
            await self.push("501 5.5.4 DATA")
            return
        await self.push("354 Parlez, finissez par <CR><LF>.<CR><LF>")
        content, size, is_new_line = bytearray(), 0, True
        while True:
            try:
                line = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as long:
                line = await self._reader.read(long.consumed)
            if is_new_line and line == b".\r\n":
                break
            size += len(line)
            if size <= self.data_size_limit:
                content += line[1:] if is_new_line and line.startswith(b".") else line
            else:
                content.clear()
                if size > 2 * self.data_size_limit:
                    await self.push(TOO_BIG)
                    self.transport.close()
                    return
            is_new_line = line.endswith(b"\r\n")
        if size > self.data_size_limit:
            status = TOO_BIG
            if isinstance(self, LMTP):
                status = _for_each(status, self.envelope)
        else:
            self.envelope.content = self.envelope.original_content = content
            status = await self._call_handler_hook("DATA")
        self._set_post_data_state()
        await self.push(status)

    async def push(self: Any, status: str | bytes) -> None:
        """Answer; what the library says of the size, we say in French."""
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        if text.startswith("552 Error"):
            text = TOO_BIG
        await super().push(text)  # type: ignore[misc]


class _Smtp(_Reading, SMTP):
    """SMTP, as other mail servers speak it."""


class _Lmtp(_Reading, LMTP):
    """LMTP, as our own mail server speaks it: one answer per recipient."""


class Listener:
    """A listener in a thread of its own."""

    def __init__(self, listen: str, *, road: str) -> None:
        host, _, port = listen.rpartition(":")
        self.door = _Door(road)
        protocol = _Lmtp if road == Road.LMTP else _Smtp

        class Conversations(Controller):
            def factory(self) -> SMTP:
                return protocol(self.handler, **self.SMTP_kwargs)

        self.controller = Conversations(
            self.door,
            hostname=host.strip("[]") or "127.0.0.1",
            port=int(port),
            ready_timeout=10,
            ident="Preau",
            server_hostname=our_address().rpartition("@")[2],
            data_size_limit=actions.MAX_SIZE,
            timeout=120,
        )
        self.controller.start()

    def stop(self) -> None:
        """Take no more; what is being kept is kept, though its carrier may come again."""
        self.controller.stop()
        self.door.hands.shutdown(wait=True)


def start(listen: str, *, road: str = Road.SMTP) -> Listener:
    """Listen at an address such as "127.0.0.1:2525" until `stop()` is called."""
    listener = Listener(listen, road=road)
    log.info("mail is taken in", road=road, listen=listen)
    return listener


def start_smtp() -> Listener | None:
    """The SMTP listener of the worker, if one is set."""
    listen = settings.PREAU_SMTP_LISTEN
    return start(listen) if listen else None


def start_lmtp() -> Listener | None:
    """The LMTP listener of the worker, if one is set."""
    listen = settings.PREAU_LMTP_LISTEN
    return start(listen, road=Road.LMTP) if listen else None


def _for_each(status: str, envelope: Envelope | None) -> str:
    recipients = envelope.rcpt_tos if envelope else []
    return "\r\n".join([status] * max(len(recipients), 1))
