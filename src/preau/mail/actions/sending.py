"""To send our letters: outside any transaction, under one Message-ID, as often as it takes."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email.utils import format_datetime
from time import monotonic
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F

from preau.agenda.reports import report, told
from preau.mail import wiring
from preau.mail.addresses import is_thread, our_address, reply_address
from preau.mail.models import Outgoing
from preau.mail.states import OutgoingState

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail.backends.base import BaseEmailBackend

#: Meanwhile no other worker sends the same letter; one that died lets it go after that.
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP = timedelta(days=3)


def send_due(at: datetime, limit: int) -> int:
    """Send what is due, over one connection; how many letters were dealt with."""
    letters = list(Outgoing.objects.due(at)[:limit])
    if not letters:
        return 0
    started = monotonic()
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        # The mail server is away: nobody's fault among these letters, and one line is enough.
        report("outgoing mail", error)
        _postpone(letters, told(error), at=at)
        return 0
    try:
        for letter in letters:
            # A slow server may have kept us for longer than a lease since the batch began.
            since = timedelta(seconds=monotonic() - started)
            _send(letter, connection, at=at, until=at + since + LEASE)
    finally:
        connection.close()
    return len(letters)


def _send(letter: Outgoing, connection: BaseEmailBackend, *, at: datetime, until: datetime) -> None:
    taken = Outgoing.objects.filter(pk=letter.pk, state=OutgoingState.DUE, due_at=letter.due_at)
    if not taken.update(due_at=until, attempts=F("attempts") + 1):
        return  # Another worker has it.
    letter.attempts += 1
    reason = next((why for guard in wiring.GUARDS if (why := guard(letter.to_email))), "")
    if reason:
        _fail(letter, reason)
        return
    try:
        connection.send_messages([_message(letter)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError) as error:
        _refused(letter, error, at=at)
    except (OSError, smtplib.SMTPException) as error:
        report(f"outgoing letter {letter.pk}", error)
        _postpone([letter], told(error), at=at)
        # A connection that broke is opened anew for the next letter.
        connection.close()
    except Exception as error:  # It cannot be written as a message: the next one can.
        _fail(letter, told(error))
    else:
        _sent(letter, at=at)


def _sent(letter: Outgoing, *, at: datetime) -> None:
    keeps = not letter.is_secret or any(keeper() for keeper in wiring.KEEPERS)
    dropped = {} if keeps else {"html": "", "text": ""}
    Outgoing.objects.filter(pk=letter.pk).update(
        state=OutgoingState.SENT, sent_at=at, error="", **dropped
    )


def _refused(letter: Outgoing, error: Exception, *, at: datetime) -> None:
    """The server answered: with 4xx it will take the letter later, with 5xx never."""
    codes = [getattr(error, "smtp_code", 0)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    if any(400 <= code < 500 for code in codes) or codes == [-1]:
        _postpone([letter], told(error), at=at)
    else:
        _fail(letter, told(error))


def _fail(letter: Outgoing, reason: str) -> None:
    """It will not be sent; the ledger shows why."""
    report(f"outgoing letter {letter.pk}", reason)
    Outgoing.objects.filter(pk=letter.pk).update(state=OutgoingState.FAILED, error=reason[:500])


def _postpone(letters: list[Outgoing], reason: str, *, at: datetime) -> None:
    """Try again in a minute, later every five, for three days."""
    for letter in letters:
        if at - letter.tried_from >= GIVE_UP:
            _fail(letter, reason)
            continue
        pause = min(FIRST_PAUSE * 2 ** max(letter.attempts - 1, 0), LONGEST_PAUSE)
        Outgoing.objects.filter(pk=letter.pk, state=OutgoingState.DUE).update(
            due_at=at + pause, error=reason[:500]
        )


def _message(letter: Outgoing) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": letter.message_id,
        "Date": format_datetime(letter.written_at),
    }
    if letter.in_reply_to:
        headers["In-Reply-To"] = letter.in_reply_to
        headers["References"] = " ".join(letter.references)
    if letter.is_automatic:
        headers["Auto-Submitted"] = "auto-replied" if letter.answers_id else "auto-generated"
        # Exchange sends no absence notice in answer to this.
        headers["X-Auto-Response-Suppress"] = "All"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=f"CESAME <{our_address()}>",
        to=[letter.to_email],
        reply_to=[reply_address(letter.thread)] if is_thread(letter.thread) else None,
        headers=headers,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
