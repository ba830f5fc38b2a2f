"""A town that writes to CESAME: three lycées, their people, and a way to write any letter."""

from __future__ import annotations

import uuid
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from allauth.account.models import EmailAddress

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.mail.models import Outgoing
from preau.schools.models import NamedReporter
from preau.schools.states import ReportingMode
from preau.tickets import actions
from preau.tickets.models import Report, Ticket
from tests.accounts.factories import UserFactory
from tests.instants import MORNING, NOON
from tests.schools.factories import MandateFactory, SchoolFactory, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

YESTERDAY = NOON - timedelta(days=1)
CESAME = "cesame@region.invalid"


class Town:
    """A lycée that opened the service to all its staff, one to named persons, one to nobody."""

    def __init__(self) -> None:
        self.open = Crew(reporting_mode=ReportingMode.ALL_STAFF)
        self.closed = Crew(reporting_mode=ReportingMode.CLOSED)
        self.named = SchoolFactory(reporting_mode=ReportingMode.NAMED)
        self.empty = SchoolFactory(email="administration@lycee-vide.invalid")
        self.ticket: Ticket = factories.appointed(self.open, at=MORNING)
        self.report: Report = actions.report(
            self.open.school,
            by=self.open.actor("teacher", MORNING),
            subject="Plus de son",
            body="Les enceintes restent muettes.",
        )

    def former(self, role: Role, crew: Crew | None = None) -> User:
        """Somebody whose duty ended yesterday."""
        school = (crew or self.open).school
        return make_person(role, school=school, until=YESTERDAY)

    def of_two(self) -> User:
        """A deputy of two lycées."""
        deputy = self.closed.deputy
        if not deputy.mandates.filter(school=self.open.school).exists():
            MandateFactory(person=deputy, role=Role.DEPUTY, school=self.open.school)
        return deputy

    def named_teacher(self) -> User:
        """One of those whom the head named."""
        teacher = make_person(Role.STAFF, school=self.named)
        NamedReporter.objects.create(
            school=self.named, person=teacher, named_at=MORNING, named_by=self.open.head
        )
        return teacher

    def claimed(self) -> str:
        """An address that somebody added to their account and never confirmed."""
        EmailAddress.objects.create(
            user=UserFactory(), email="pas-confirmee@ecole.invalid", verified=False
        )
        return "pas-confirmee@ecole.invalid"

    def our_letter(self, thread: str) -> str:
        """The Message-ID of the last letter that we sent in a thread."""
        sent = Outgoing.objects.filter(thread=thread).order_by("-pk")
        return str(sent.values_list("message_id", flat=True)[0])


def letter(sender: Any, subject: str, body: str = "Bonjour,\n\nMerci.\n", **headers: str) -> bytes:
    """A letter as a mail program writes it; `sender` is a person, an address, or None."""
    message = EmailMessage()
    if sender is not None:
        message["From"] = sender.email if isinstance(sender, User) else sender
    message["To"] = CESAME
    message["Subject"] = subject
    message["Message-ID"] = f"<{uuid.uuid4()}@lycee.invalid>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()
