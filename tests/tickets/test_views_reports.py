"""The staff's reports: filed, forwarded, answered, declined, and followed (ROL-4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from preau.files.actions import keep
from preau.schools.models import NamedReporter
from preau.schools.states import ReportingMode
from preau.tickets import actions
from preau.tickets.models import Report, Ticket
from preau.tickets.states import ReportStatus, Urgency
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.schools.factories import RoomFactory, make_person
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-4"),
    pytest.mark.usefixtures("at_noon"),
]
NEW = "/tickets/reports/new/"
LIST = "/tickets/reports/"


@pytest.fixture
def crew() -> Crew:
    return Crew(reporting_mode=ReportingMode.ALL_STAFF)


def typed(**changed: Any) -> dict[str, Any]:
    """What a teacher types."""
    return {
        "subject": "Plus de son en B204",
        "body": "Les enceintes restent muettes depuis hier.",
        "request_key": str(uuid.uuid4()),
        **changed,
    }


@pytest.fixture
def report(crew: Crew) -> Report:
    """A report that waits for the correspondent."""
    return actions.report(
        crew.school,
        by=crew.actor("teacher", NOON),
        subject="Plus de son en B204",
        body="Les enceintes restent muettes.",
        attachments=[keep(b"x", "photo.txt", at=NOON, school=crew.school)],
    )


def test_a_teacher_files_one_and_follows_it(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    room = RoomFactory(school=crew.school, name="B204")
    photo = SimpleUploadedFile("enceinte été.png", b"\x89PNG\r\n\x1a\nx")

    answer = client_for(crew.teacher).post(
        NEW, typed(room="b204", attachments=[photo]), follow=True
    )

    made = Report.objects.get()
    text = answer.content.decode()
    assert (made.author, made.room) == (crew.teacher, room)
    assert made.attachments.get().name == "enceinte été.png"
    assert crew.correspondent.name in text
    assert "Le correspondant le transmet" in text


def test_a_closed_lycee_says_whom_to_speak_to(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    crew.school.reporting_mode = ReportingMode.CLOSED
    crew.school.save()
    client = client_for(crew.teacher)

    looked, sent = client.get(NEW), client.post(NEW, typed())

    assert (looked.status_code, sent.status_code) == (403, 403)
    assert "n’a pas ouvert" in looked.content.decode()
    assert crew.correspondent.name in looked.content.decode()
    assert "Les enceintes restent muettes" in sent.content.decode()
    assert not Report.objects.exists()


def test_where_persons_are_named_only_they_report(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    crew.school.reporting_mode = ReportingMode.NAMED
    crew.school.save()
    named, other = make_person("staff", crew.school), crew.teacher
    NamedReporter.objects.create(
        school=crew.school, person=named, named_at=NOON, named_by=crew.head
    )

    assert client_for(named).get(NEW).status_code == 200
    assert client_for(other).get(NEW).status_code == 403


def test_those_without_a_lycee_are_told(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    assert client_for(crew.agent).get(NEW).status_code == 403
    assert client_for(Crew().teacher).get(NEW, {"school": crew.school.uai}).status_code == 404


def test_the_correspondent_forwards_it_as_a_ticket(
    report: Report, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(crew.correspondent)
    url = reverse("tickets:report_forwarding", args=[report.pk])

    page = client.get(url)
    incomplete = client.post(url, {"subject": "Son", "description": "Muet", "form": "displays"})
    sent = client.post(
        url,
        {
            "subject": "Son coupé",
            "description": "Muet depuis hier.",
            "form": "displays",
            "urgency": Urgency.LOW,
        },
    )

    ticket = Ticket.objects.get()
    report.refresh_from_db()
    assert page.context["form"].initial == {"subject": report.subject, "description": report.body}
    assert incomplete.status_code == 422
    assert sent["Location"] == ticket.get_absolute_url()
    assert (report.status, report.ticket) == (ReportStatus.FORWARDED, ticket)
    assert (ticket.sent_by, ticket.reporter) == (crew.correspondent, crew.teacher)
    assert ticket.messages.get().attachments.get().name == "photo.txt"


@pytest.mark.parametrize(
    ("name", "status"),
    [("report_answer", ReportStatus.ANSWERED), ("report_refusal", ReportStatus.DECLINED)],
)
def test_the_author_reads_what_became_of_it(
    name: str,
    status: ReportStatus,
    report: Report,
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    answer = client_for(crew.deputy).post(
        reverse(f"tickets:{name}", args=[report.pk]), {"answer": "Le câble était débranché."}
    )

    report.refresh_from_db()
    text = client_for(crew.teacher).get(report.get_absolute_url()).content.decode()
    assert answer["Location"] == report.get_absolute_url()
    assert report.status == status
    assert "Le câble était débranché." in text
    assert crew.deputy.name in text


def test_the_author_of_a_forwarded_one_reads_its_number(
    report: Report, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    from tests.tickets.factories import form

    ticket = actions.forward(
        report,
        by=crew.actor("correspondent", NOON),
        form=form("displays"),
        subject="Son",
        description="Muet",
        urgency=Urgency.LOW,
    )

    text = client_for(crew.teacher).get(report.get_absolute_url()).content.decode()

    assert ticket.ref in text
    assert ticket.get_absolute_url() not in text, "the ticket is not the teacher's to open"


@pytest.mark.parametrize("name", ["report_forwarding", "report_answer", "report_refusal"])
def test_others_do_not_handle_it(
    name: str, report: Report, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    url = reverse(f"tickets:{name}", args=[report.pk])
    author, stranger = client_for(crew.teacher), client_for(Crew().correspondent)

    sent = author.post(url, {"answer": "Je réponds « moi-même »."})

    assert (author.get(url).status_code, sent.status_code) == (403, 403)
    if name != "report_forwarding":
        assert escape("Je réponds « moi-même ».") in sent.content.decode()
    assert stranger.get(url).status_code == 404
    assert client_for(crew.head).get(url).status_code == 404
    report.refresh_from_db()
    assert report.status == ReportStatus.OPEN


def test_a_handled_one_is_handled_once(
    report: Report, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(crew.correspondent)
    url = reverse("tickets:report_answer", args=[report.pk])

    first = client.post(url, {"answer": "Oui."})
    second = client.post(url, {"answer": "Non."})

    report.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 403)
    assert report.answer == "Oui."


def test_files_are_for_author_and_correspondent(
    report: Report, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    kept = report.attachments.get()
    url = reverse("tickets:report_file", args=[report.pk, kept.pk])

    def status(person: Any) -> int:
        answer = client_for(person).get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        return answer.status_code

    assert [status(crew.teacher), status(crew.correspondent)] == [200, 200]
    assert [status(crew.agent), status(make_person("staff", crew.school))] == [404, 404]


def test_the_list_is_flat_and_ones_own(
    report: Report, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(crew.correspondent)

    def grow() -> None:
        author = make_person("staff", crew.school)
        from tests.schools.factories import actor

        actions.report(
            crew.school,
            by=actor(author, NOON),
            subject="Souris",
            body="Perdue.",
            room=RoomFactory(school=crew.school),
        )

    assert_flat(lambda: client.get(LIST), grow)
    assert len(client.get(LIST).context["rows"]) == 4
    assert len(client_for(crew.teacher).get(LIST).context["rows"]) == 1
    assert len(client.get(LIST, {"status": "answered"}).context["rows"]) == 0
