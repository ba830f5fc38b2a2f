"""A message left on the contact page, written as the letter that it becomes."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from preau.mail.actions import receive
from preau.mail.addresses import our_address, our_domain
from preau.mail.states import Road

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from preau.mail.models import Letter
    from preau.schools.models import School


def leave(
    *, school: School, name: str, email: str, text: str, request_key: UUID, at: datetime
) -> Letter:
    """Keep a stranger's message as every letter is kept: raw, then read, then held for a person.

    French like our other letters: CESAME reads it. The name and the address are what the page was
    told, and nobody has proved them.
    """
    local, _, domain = email.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, local, domain)
    message["To"] = our_address()
    message["Subject"] = f"Page de contact : {school.name} ({school.uai})"
    message["Date"] = format_datetime(at)
    # The page sent twice is one message: it repeats itself.
    message["Message-ID"] = f"<contact-{request_key.hex}@{our_domain()}>"
    message.set_content(
        f"{text}\n\nLycée : {school.name}, {school.commune} ({school.uai})\n"
        "Message laissé sur la page de contact ; l’adresse n’est pas vérifiée.\n",
        cte="base64",
    )
    return receive(message.as_bytes(), road=Road.FORM, at=at)
