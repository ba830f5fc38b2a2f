"""Five hundred French letters, one in five with a file of 200 kB; the same each time."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from random import Random
from typing import TYPE_CHECKING

from preau.demo.seed.texts import incidents

if TYPE_CHECKING:
    from datetime import datetime

NUMBER = 500
_WITH_FILE = 5
_OCTETS = 200_000
_GREETING = "Bonjour,\n\n{text}\n\nMerci d’avance de votre aide.\nCordialement,\n{name}\n"


def letters(senders: list[tuple[str, str]], to: str, at: datetime) -> list[bytes]:
    """As many letters, from senders (address, name) taken in turn."""
    random = Random(500)  # noqa: S311 – the same letters each time is the point.
    texts = incidents()
    made = []
    for number in range(NUMBER):
        address, name = senders[number % len(senders)]
        incident = texts[number % len(texts)]
        words = {"room": f"B{200 + number % 40}", "tag": f"IDF-{number:06d}"}
        letter = EmailMessage()
        letter["From"] = f"{name} <{address}>"
        letter["To"] = to
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<bench-{number}@lycee.invalid>"
        letter["Subject"] = f"{incident['subject'].format(**words)} ({number})"
        text = incident["text"].format(**words)
        letter.set_content(_GREETING.format(text=text, name=name))
        if number % _WITH_FILE == 0:
            photo = b"\xff\xd8\xff\xe0" + random.randbytes(_OCTETS)
            letter.add_attachment(
                photo, maintype="image", subtype="jpeg", filename=f"Écran n° {number}.jpg"
            )
        made.append(letter.as_bytes())
    return made
