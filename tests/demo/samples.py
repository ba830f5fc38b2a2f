"""A persona and a letter for the URLs of the demonstration, which are absent without its guard."""

from __future__ import annotations

from preau.mail.models import Outgoing
from preau.schools.models import School
from tests.accounts.factories import UserFactory
from tests.instants import MORNING
from tests.sweeps.samples import Sample, sample


@sample("demo:entry")
def a_persona(school: School) -> Sample:
    user = UserFactory()
    return Sample(user, {"key": user.key})


@sample("demo:letter")
def a_letter(school: School) -> Sample:
    letter = Outgoing.objects.create(
        key=f"sample:{Outgoing.objects.count()}",
        message_id=f"<sample.{Outgoing.objects.count()}@region.invalid>",
        template="tickets/letters/acknowledged",
        to_email="claire.martin@lycee.invalid",
        subject="Demande reçue",
        text="Bonjour, votre demande est reçue.",
        written_at=MORNING,
        due_at=MORNING,
        tried_from=MORNING,
    )
    return Sample(letter, {"pk": letter.pk})
