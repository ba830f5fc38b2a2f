"""Our own address, its plus-parts, and the Message-IDs that we give."""

from __future__ import annotations

import base64
import hmac
import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

_TOKEN = re.compile(r"([a-z]+)-(\d{1,18})-([a-z2-7]{16})")
_THREAD = re.compile(r"[a-z]+:\d{1,18}")
_SALT = "preau.mail.reply"


def our_address() -> str:
    """The address to which the lycées write, in lower case."""
    return str(settings.PREAU_MAIL_ADDRESS)


def our_domain() -> str:
    """The part of our address after the @."""
    return our_address().rpartition("@")[2]


def plus_part(address: str) -> str | None:
    """What stands after the + of an address of ours: "" without a +, None if it is not ours."""
    local, _, domain = address.strip().lower().rpartition("@")
    ours, _, our_host = our_address().rpartition("@")
    name, _, part = local.partition("+")
    return part if (name, domain) == (ours, our_host) else None


def is_ours(address: str) -> bool:
    """Whether letters to an address reach us."""
    return plus_part(address) is not None


def is_thread(thread: str) -> bool:
    """Whether a thread can have a reply address: "ticket:123"."""
    return bool(_THREAD.fullmatch(thread))


def reply_address(thread: str) -> str:
    """The address whose letters join a thread: it proves itself, and gives no right to enter."""
    kind, _, number = thread.partition(":")
    local, _, domain = our_address().rpartition("@")
    return f"{local}+{kind}-{number}-{_seal(thread)}@{domain}"


def school_address(uai: str) -> str:
    """The address that says which lycée a letter speaks for."""
    local, _, domain = our_address().rpartition("@")
    return f"{local}+{uai.lower()}@{domain}"


def thread_of(address: str) -> str:
    """The thread of a reply address that we made; "" for any other."""
    match = _TOKEN.fullmatch(plus_part(address) or "")
    if match is None:
        return ""
    thread = f"{match[1]}:{match[2]}"
    return thread if hmac.compare_digest(match[3], _seal(thread)) else ""


def new_message_id() -> str:
    """A Message-ID that nobody can guess, in our domain."""
    return f"<{secrets.token_hex(16)}@{our_domain()}>"


def _seal(thread: str) -> str:
    digest = salted_hmac(_SALT, thread, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
