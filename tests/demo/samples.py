"""A persona and a letter for the URLs of the demonstration, which are absent without its guard."""

from __future__ import annotations

import uuid

from preau.mail.models import Outgoing
from preau.schools.models import School
from tests.accounts.factories import UserFactory
from tests.instants import MORNING
from tests.sweeps.samples import Sample, sample


@sample("demo:entry")
def a_persona(school: School) -> Sample:
    user = UserFactory()
    return Sample(user, {"key": user.key})


def a_letter() -> Outgoing:
    """A letter of Préau to somebody of a lycée."""
    number = uuid.uuid4()
    return Outgoing.objects.create(
        key=f"sample:{number}",
        message_id=f"<sample.{number}@region.invalid>",
        template="tickets/letters/acknowledged",
        to_email="claire.martin@lycee.invalid",
        subject="Demande reçue",
        text="Bonjour, votre demande est reçue.",
        written_at=MORNING,
        due_at=MORNING,
        tried_from=MORNING,
    )


@sample("demo:letter")
def a_page_of_a_letter(school: School) -> Sample:
    # Whoever sees the letter in the ledger does not see this page: it is the demonstration's.
    return Sample(None, {"pk": a_letter().pk})
