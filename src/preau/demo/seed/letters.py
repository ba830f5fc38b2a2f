"""Letters that came in during the last days: taken in raw, and read by the rules of the mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.conf import settings

from preau.demo.seed import stories
from preau.demo.seed.clockwork import later
from preau.demo.seed.population import SHOWN
from preau.demo.seed.texts import incidents
from preau.mail import actions as mail
from preau.mail.models import Letter
from preau.mail.states import Road

if TYPE_CHECKING:
    from random import Random

    from preau.accounts.models import User
    from preau.demo.seed.cast import House
    from preau.demo.seed.clockwork import Clockwork, Story
    from preau.demo.seed.stories import Teller, Told

_DAYS = 5
_URGENCY = {"low": "bas", "medium": "moyen", "very_high": "très haut"}


def write(sender: User | str, subject: str, body: str, at: datetime, number: int) -> bytes:
    """A letter as a mail program writes it."""
    message = EmailMessage()
    address = sender if isinstance(sender, str) else f"{sender.name} <{sender.email}>"
    message["From"] = address
    message["To"] = f"CESAME <{settings.PREAU_MAIL_ADDRESS}>"
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<demonstration.{number}.{at:%Y%m%d%H%M}@lycee.invalid>"
    message.set_content(body)
    return message.as_bytes()


def begin(
    clock: Clockwork,
    homes: list[House],
    told: Teller,
    now: datetime,
    random: Random,
    mails: int,
) -> None:
    """Requests by mail, and letters of every other sort."""
    plain = [i for i in incidents() if "{tag}" not in i["text"]]
    for number in range(mails):
        start = later(now - timedelta(days=_DAYS * random.random()), 5 + number)
        if start >= now:
            continue
        clock.begin(_request(told(random.choice(plain), random.choice(homes)), start, number))
    shown = next((home for home in homes if home.school.uai == SHOWN), homes[0])
    for number, (sender, subject, body) in enumerate(_strange(shown, homes), start=mails):
        start = later(now - timedelta(days=1 + number % 4), 30 + number)
        if start < now:
            clock.begin(_letter(sender, subject, body, start, number))


def _letter(sender: User | str, subject: str, body: str, start: datetime, number: int) -> Story:
    yield start
    _take(write(sender, subject, body, start, number), start)


def _request(told: Told, start: datetime, number: int) -> Story:
    """An incident told by mail: the ticket that it makes goes the way of the others."""
    incident, house = told.incident, told.house
    sender = house.sender(told.random)
    room = house.room(incident.get("room"), told.random)
    words = {"room": room.name if room else "la salle", "tag": "le poste"}
    body = f"Bonjour,\n\n{incident['text'].format(**words)}\n"
    if told.random.random() < 0.7:
        body += f"\nUrgence : {_URGENCY[incident['urgency']]}\n"
    body += f"\nCordialement,\n{sender.name}\n{sender.title}, {house.school.name}\n"
    yield start
    raw = write(sender, incident["subject"].format(**words), body, start, number)
    sha256 = _take(raw, start)
    # It is read by the worker right after this turn.
    at = start + timedelta(minutes=1)
    yield at
    letter = Letter.objects.get(sha256=sha256)
    kind, _colon, key = letter.thread.partition(":")
    if kind == "ticket":
        yield from stories.after_sending(told, int(key), sender, at)


def _take(raw: bytes, at: datetime) -> str:
    letter = mail.receive(raw, road=Road.SMTP, at=at, envelope_to=[settings.PREAU_MAIL_ADDRESS])
    return letter.sha256


def _strange(shown: House, homes: list[House]) -> list[tuple[User | str, str, str]]:
    """Letters that make no ticket: each of the other outcomes of the ledger."""
    closed = next((h for h in homes if h.staff and h.school.reporting_mode == "closed"), shown)
    found: list[tuple[User | str, str, str]] = [
        (
            "Fournitures Dubreuil <contact@fournitures-dubreuil.invalid>",
            "Offre de rentrée sur les cartouches",
            "Bonjour,\nNos tarifs de rentrée sont arrivés, à votre disposition.\n",
        ),
        (
            f"Lycée <ce.{shown.school.uai.lower()}@ac-paris.invalid>",
            "Panne de l’imprimante de la loge",
            "Bonjour, l’imprimante de la loge ne marche plus. Merci.\n",
        ),
        (
            "Cabinet Verrier <j.verrier@cabinet-verrier.invalid>",
            "Re: votre demande de devis",
            "Bonjour,\nVeuillez trouver notre réponse à votre demande de devis.\n",
        ),
    ]
    if shown.staff:
        found.append(
            (
                shown.staff[0],
                "Le tableau interactif ne répond plus",
                "Bonjour, en B204 le tableau interactif ne répond plus au stylet. Merci !\n",
            )
        )
    if closed.staff:
        found.append(
            (
                closed.staff[0],
                "Ordinateur de ma salle",
                "Bonjour, l’ordinateur de ma salle est en panne depuis hier.\n",
            )
        )
    if shown.head is not None:
        found.append(
            (
                shown.head,
                "Réponse automatique : absence",
                "Je suis absent jusqu’à lundi. En cas d’urgence, contactez l’intendance.\n",
            )
        )
    return found
