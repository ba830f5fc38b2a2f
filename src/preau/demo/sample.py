"""A letter really sent: from the correspondent shown, by SMTP, with a photograph."""

from __future__ import annotations

import smtplib
import time
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from preau.core.commands import Refusal
from preau.demo.queries import demonstration
from preau.demo.seed.population import SHOWN
from preau.demo.seed.texts import DATA
from preau.mail.models import Letter
from preau.schools.models import Room, School
from preau.schools.queries import correspondent_of

if TYPE_CHECKING:
    from datetime import datetime

    from preau.accounts.models import User

#: How long the letter waits for the intake to open, and the command for the ticket, in seconds.
_OPENING = 10.0
_PATIENCE = 20.0
_BODY = """Bonjour,

Le vidéoprojecteur de la salle {room} ne s’allume plus depuis ce matin, ni au bouton ni à la
télécommande. Le voyant clignote trois fois en rouge, puis s’arrête. Je joins une photo.

Trois classes ont cours dans cette salle aujourd’hui.

Urgence : moyen

Merci d’avance,
{name}
{title}
{school}
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and what became of it."""

    sender: User
    subject: str
    site: str
    ref: str
    url: str


def send(at: datetime) -> Sent:
    """Send the sample to the intake of the running demonstration, and wait for its ticket."""
    present = demonstration()
    if present is None or not present.smtp_listen:
        raise Refusal(_("There is no demonstration here: start it with “preau demo”."))
    school = School.objects.get(uai=SHOWN)
    sender = correspondent_of(school, at)
    if sender is None:
        raise Refusal(_("The lycée shown has no correspondent any more: begin anew with --reset."))
    message = _message(sender, school)
    host, _colon, port = present.smtp_listen.rpartition(":")
    try:
        with _intake(host.strip("[]"), int(port)) as door:
            door.send_message(message)
    except smtplib.SMTPException as error:
        raise Refusal(_("The intake refused the letter: %(why)s") % {"why": error}) from error
    except OSError as error:
        raise Refusal(
            _("Nobody takes letters at %(where)s: start “preau demo” in another window first.")
            % {"where": present.smtp_listen}
        ) from error
    letter = _outcome(str(message["Message-ID"]))
    url = f"{present.web_url}{letter.url}" if letter and letter.url else ""
    ref = letter.ref if letter else ""
    return Sent(sender, str(message["Subject"]), present.web_url, ref, url)


def _intake(host: str, port: int) -> smtplib.SMTP:
    """The intake's door: the demonstration says where to go a moment before it opens."""
    until = time.monotonic() + _OPENING
    while True:
        try:
            return smtplib.SMTP(host, port, timeout=10)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _message(sender: User, school: School) -> EmailMessage:
    room = Room.objects.filter(school=school, name="B204").first() or school.rooms.first()
    name = room.name if room else "B204"
    message = EmailMessage()
    message["From"] = f"{sender.name} <{sender.email}>"
    message["To"] = f"CESAME <{settings.PREAU_MAIL_ADDRESS}>"
    message["Subject"] = f"Vidéoprojecteur en panne en {name}"
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{uuid.uuid4()}@lycee.invalid>"
    message.set_content(
        _BODY.format(room=name, name=sender.name, title=sender.title, school=school.name)
    )
    photograph = (DATA / "projecteur.png").read_bytes()
    message.add_attachment(
        photograph, maintype="image", subtype="png", filename=f"vidéoprojecteur {name}.png"
    )
    return message


def _outcome(message_id: str) -> Letter | None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        letter = Letter.objects.filter(message_id__in=[message_id, message_id.strip("<>")]).first()
        if letter is not None and letter.outcome:
            return letter
        time.sleep(0.2)
    return None
