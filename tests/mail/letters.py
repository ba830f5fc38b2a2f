"""Messages as mail programs write them, for the tests."""

from __future__ import annotations

import itertools
from email.message import EmailMessage
from email.utils import format_datetime

from preau.accounts.models import User
from preau.mail import actions
from preau.mail.models import Letter, Outgoing
from tests.instants import NOON

_NUMBERS = itertools.count(1)
CESAME = "cesame@iledefrance.fr"
CLAIRE = "claire.martin@ecole.invalid"


def mail(
    text: str = "Bonjour,\n\nL'écran de la salle B204 reste noir.\n",
    *,
    sender: str = CLAIRE,
    to: str = CESAME,
    subject: str = "Écran noir en B204",
    message_id: str | None = None,
    html: str = "",
    files: dict[str, tuple[bytes, str]] | None = None,
    received: str = "",
    **headers: str,
) -> bytes:
    """A message; underscores of headers become hyphens, `files` maps names to data and type."""
    message = EmailMessage()
    if received:
        message["Received"] = received
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(NOON)
    number = next(_NUMBERS)
    if message_id != "":
        message["Message-ID"] = message_id or f"<essai-{number}@ecole.invalid>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, (data, kind) in (files or {}).items():
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def our_letter(person: User, thread: str = "") -> Outgoing:
    """A letter that Préau sent, which can be answered."""
    ours = actions.post(
        person,
        "mail/letters/which_school",
        {"person": person, "letter": Letter(received_at=NOON, subject="x"), "places": []},
        thread=thread,
        key=f"test:{thread}",
        at=NOON,
    )
    assert ours is not None
    return ours
