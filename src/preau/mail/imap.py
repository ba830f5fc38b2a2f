"""An IMAP mailbox, as far as letters in need it: by number, nothing parsed, nothing marked."""

from __future__ import annotations

import imaplib
import re
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderCreateError
from imap_tools.utils import encode_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: How long a server may stay silent.
TIMEOUT = 30
#: Numbers asked for at once: one answer must not exceed a line of the library's.
SEARCHED = 20_000
MOVED = 100
_PORTS = {"imaps": 993, "imap+tls": 143, "imap": 143}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NAMESPACE = re.compile(rb'\(\("((?:[^"\\]|\\.)*)" (?:"\\?(.)"|NIL)')
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


class Unreachable(Exception):
    """The mailbox cannot be reached or entered; the reason says why, and bears no password."""


class Unfetchable(Exception):
    """The server does not hand one message out; the others are not concerned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a mailbox is, and who enters it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str

    @property
    def name(self) -> str:
        """What our rows remember it by."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"[:300]

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody between us and the server reads along."""
        return self.scheme != "imap" or self.host in _LOOPBACK


def address() -> Address:
    """The mailbox of the settings."""
    try:
        parts = urlsplit(settings.PREAU_IMAP_URL)
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError) as error:
        raise Unreachable(
            _("PREAU_IMAP_URL cannot be read: write imaps://user:password@host/INBOX.")
        ) from error
    password = settings.PREAU_IMAP_PASSWORD.rstrip("\r\n") or unquote(parts.password or "")
    if not (parts.hostname and parts.username and password):
        raise Unreachable(_("PREAU_IMAP_URL must name a host, a user and a password."))
    return Address(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        password=password,
        folder=unquote(parts.path).strip("/") or "INBOX",
    )


@contextmanager
def opened() -> Iterator[Mailbox]:
    """Enter the mailbox of the settings, and leave it."""
    mailbox = Mailbox(address())
    try:
        mailbox.enter()
        yield mailbox
    finally:
        mailbox.leave()


class Mailbox:
    """One folder of an IMAP server, entered."""

    def __init__(self, where: Address) -> None:
        self.address = where
        self.uid_validity = 0
        self._count = 0
        self._connected: BaseMailBox | None = None
        self._made: set[str] = set()

    @property
    def name(self) -> str:
        """What our rows remember it by."""
        return self.address.name

    @property
    def _box(self) -> BaseMailBox:
        if self._connected is None:
            raise Unreachable(_("the connection is closed"))
        return self._connected

    @property
    def _client(self) -> Any:
        return self._box.client

    def enter(self) -> None:
        """Connect, or connect anew, sign in and open the folder."""
        self.leave()
        where = self.address
        context = ssl.create_default_context()
        with _reaching(where):
            box: BaseMailBox
            if where.scheme == "imaps":
                box = MailBox(where.host, where.port, timeout=TIMEOUT, ssl_context=context)
            elif where.scheme == "imap+tls":
                box = MailBoxStartTls(where.host, where.port, TIMEOUT, ssl_context=context)
            else:
                box = MailBoxUnencrypted(where.host, where.port, TIMEOUT)
            self._connected = box
            is_plain = (where.user + where.password).isascii()
            sign_in = box.login if is_plain else box.login_utf8
            sign_in(where.user, where.password, initial_folder=None)
            # What a server can do, it only tells those who have signed in.
            _typ, told = box.client.capability()
            box.client.capabilities = tuple(told[-1].decode("ascii", "replace").upper().split())
        self.look()

    def look(self) -> None:
        """Open the folder as it stands now."""
        with _reaching(self.address):
            _typ, told = self._box.folder.set(self.address.folder)
            self._count = int(told[0] or 0)
            _typ, validity = self._box.client.response("UIDVALIDITY")
            self.uid_validity = int(validity[0]) if validity and validity[0] else 0

    def leave(self) -> None:
        """Say goodbye, if the server still listens."""
        box, self._connected = self._connected, None
        self._made.clear()
        if box is not None:
            with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
                box.client.sock.settimeout(2)
                box.logout()

    def uids(self) -> list[int]:
        """The numbers of the messages that nobody has deleted."""
        found: list[int] = []
        with _reaching(self.address):
            for start in range(1, self._count + 1, SEARCHED):
                end = min(start + SEARCHED - 1, self._count)
                told = _ok(self._client.uid("SEARCH", f"{start}:{end}", "UNDELETED"))
                found += [int(uid) for uid in (told[0] or b"").split()]
        return found

    def size(self, uid: int) -> int | None:
        """How many octets a message has; None where it is gone."""
        told = _SIZE.search(self._fetched(uid, "RFC822.SIZE"))
        return int(told[1]) if told else None

    def came_at(self, uid: int) -> datetime | None:
        """When the server received a message; None where it is gone."""
        told = _DATE.search(self._fetched(uid, "INTERNALDATE"))
        if told is None:
            return None
        return datetime.strptime(told[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")

    def raw(self, uid: int) -> bytes | None:
        """A message byte by byte, not marked as read; None where it is gone."""
        is_there = False
        for part in self._answer(uid, "BODY.PEEK[]"):
            if isinstance(part, tuple) and b"BODY[]" in part[0]:
                return bytes(part[1])
            is_there |= isinstance(part, bytes) and b"BODY[]" in part
        if is_there:
            raise Unfetchable(_("the server gives no text for it"))
        return None

    def move(self, uids: Sequence[int], path: str) -> None:
        """Move messages to a folder, made where there is none; some may be gone already."""
        folder = self._folder(path)
        for start in range(0, len(uids), MOVED):
            numbers = ",".join(str(uid) for uid in uids[start : start + MOVED])
            with _command(self.address):
                if "MOVE" in self._client.capabilities:
                    _ok(self._client.uid("MOVE", numbers, encode_folder(folder)))
                    continue
                _ok(self._client.uid("COPY", numbers, encode_folder(folder)))
                _ok(self._client.uid("STORE", numbers, "+FLAGS.SILENT", r"(\Deleted)"))
                # A plain EXPUNGE would take along what others have marked.
                if "UIDPLUS" in self._client.capabilities:
                    _ok(self._client.uid("EXPUNGE", numbers))

    def wait(self, seconds: float, is_told: Callable[[], bool]) -> None:
        """Wait for news of the server, where it gives any, and else as long as was asked."""
        until = time.monotonic() + seconds
        if "IDLE" not in self._client.capabilities:
            while not is_told() and (left := until - time.monotonic()) > 0:
                time.sleep(min(left, 0.5))
            return
        idle: Any = self._box.idle
        with _reaching(self.address):
            idle.start()
            while not is_told() and (left := until - time.monotonic()) > 0:
                began = time.monotonic()
                if idle.poll(timeout=min(left, 0.5)):
                    break
                if time.monotonic() - began < min(left, 0.5) / 2:
                    raise imaplib.IMAP4.abort("EOF")
            idle.stop()

    def _fetched(self, uid: int, what: str) -> bytes:
        return b" ".join(part for part in self._answer(uid, what) if isinstance(part, bytes))

    def _answer(self, uid: int, what: str) -> list[Any]:
        with _command(self.address):
            return list(_ok(self._client.uid("FETCH", str(uid), f"(UID {what})")))

    def _folder(self, path: str) -> str:
        """The server's name of one of our folders, which is there from now on."""
        with _command(self.address):
            prefix, delimiter = self._namespace()
            parts = [part.strip() for part in path.split("/") if part.strip()]
            folder = prefix + (delimiter or " - ").join(parts)
            if folder in self._made:
                return folder
            if not self._box.folder.exists(folder):
                try:
                    self._box.folder.create(folder)
                except MailboxFolderCreateError:
                    # Somebody else may have made it meanwhile.
                    if not self._box.folder.exists(folder):
                        raise
                self._box.folder.subscribe(folder, value=True)
            self._made.add(folder)
        return folder

    def _namespace(self) -> tuple[str, str]:
        """What the names of personal folders begin with, and what stands between two levels."""
        if "NAMESPACE" in self._client.capabilities:
            told = _NAMESPACE.match((self._client.namespace()[1] or [b""])[0] or b"")
            if told:
                return told[1].decode("ascii", "replace"), (told[2] or b"").decode("ascii")
        roots = self._box.folder.list("", "")
        return "", roots[0].delim if roots and roots[0].delim != "NIL" else ""


@contextmanager
def _reaching(where: Address) -> Iterator[None]:
    """Whatever goes wrong in here, the mailbox is out of reach."""
    try:
        yield
    except (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError) as error:
        raise Unreachable(_reason(where, error)) from error


@contextmanager
def _command(where: Address) -> Iterator[None]:
    """A lost connection is one thing, a server that says no another."""
    try:
        yield
    except (imaplib.IMAP4.abort, OSError) as error:
        raise Unreachable(_reason(where, error)) from error
    except (imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        raise Unfetchable(_reason(where, error)) from error


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    status, told = answer
    if status != "OK":
        raise imaplib.IMAP4.error((told[0] or b"").decode("utf-8", "replace"))
    return told


def _reason(where: Address, error: BaseException) -> str:
    text = " ".join(str(error).split())[:300] or type(error).__name__
    return text.replace(where.password, "…")
