"""To open a ticket through the online service (INC-1, INC-2)."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from preau.assets.models import Asset
from preau.files.models import Attachment
from preau.schools.states import ReportingMode
from preau.tickets import queries
from preau.tickets.forms.fields import MOST_OCTETS
from preau.tickets.models import Form, Ticket
from preau.tickets.states import Urgency
from preau.ui import formats
from tests.schools.factories import MandateFactory, RoomFactory, SchoolFactory
from tests.tickets.factories import Crew

pytestmark = pytest.mark.usefixtures("at_noon")
URL = "/tickets/new/displays/"


def typed(**changed: Any) -> dict[str, Any]:
    """What a correspondent types into the form of the projectors."""
    asked = queries.questions_of(Form.objects.get(code="displays"))
    answers = {
        f"question_{each['code']}": each["choices"][0] if each.get("choices") else "Depuis ce matin"
        for each in asked
    }
    return {
        "subject": "Le vidéoprojecteur ne s’allume plus",
        "description": "Voyant rouge, aucun bruit de ventilateur.",
        "urgency": Urgency.MEDIUM,
        "request_key": str(uuid.uuid4()),
        **answers,
        **changed,
    }


@pytest.mark.django_db
class TestNew:
    @pytest.mark.requirement("INC-1")
    def test_offers_the_forms_of_the_region(self, client_for: Callable[[Any], Client]) -> None:
        crew = Crew()
        Form.objects.filter(code="portal").update(is_offered=False)

        page = client_for(crew.correspondent).get("/tickets/new/").content.decode()

        for form in Form.objects.exclude(code="portal"):
            assert reverse("tickets:request", args=[form.code]) in page
        assert "/tickets/new/portal/" not in page

    @pytest.mark.requirement("ROL-1")
    def test_asks_for_which_of_several_lycees(self, client_for: Callable[[Any], Client]) -> None:
        crew, second = Crew(), SchoolFactory()
        MandateFactory(person=crew.correspondent, school=second)
        client = client_for(crew.correspondent)

        page = client.get("/tickets/new/")
        chosen = client.get("/tickets/new/", {"school": second.uai})

        assert page.context["school"] is None
        assert f"?school={second.uai}" in page.content.decode()
        assert chosen.context["school"] == second

    @pytest.mark.requirement("ROL-3")
    @pytest.mark.parametrize("url", ["/tickets/new/", URL])
    def test_says_whom_to_turn_to(self, url: str, client_for: Callable[[Any], Client]) -> None:
        crew = Crew()

        answer = client_for(crew.head).get(url)

        text = answer.content.decode()
        assert answer.status_code == 403
        assert "Seuls le correspondant du lycée et ses suppléants" in text
        assert crew.correspondent.name in text
        assert formats.phone(crew.correspondent.phone) in text
        assert "disposeront du droit" in text

    @pytest.mark.requirement("ROL-4")
    def test_leads_staff_to_the_correspondent(self, client_for: Callable[[Any], Client]) -> None:
        crew = Crew(reporting_mode=ReportingMode.ALL_STAFF)

        text = client_for(crew.teacher).get("/tickets/new/").content.decode()

        assert reverse("tickets:report_new") in text

    def test_another_lycee_is_absent(self, client_for: Callable[[Any], Client]) -> None:
        client, other = client_for(Crew().correspondent), SchoolFactory()

        assert client.get("/tickets/new/", {"school": other.uai}).status_code == 404
        assert client.get(URL, {"school": other.uai}).status_code == 404
        assert client.post(f"{URL}?school={other.uai}", typed()).status_code == 404
        assert not Ticket.objects.exists()


@pytest.mark.django_db
class TestRequest:
    @pytest.mark.requirement("INC-2")
    def test_no_urgency_is_chosen_beforehand(self, client_for: Callable[[Any], Client]) -> None:
        client = client_for(Crew().correspondent)

        page = client.get(URL)
        sent = client.post(URL, typed(urgency=""))

        assert "checked" not in str(page.context["form"]["urgency"])
        assert sent.status_code == 422
        assert set(sent.context["form"].errors) == {"urgency"}
        assert "Voyant rouge" in sent.content.decode()
        assert not Ticket.objects.exists()

    @pytest.mark.requirement("INC-1", "INC-2", "INC-13")
    def test_makes_a_ticket_and_shows_its_number(self, client_for: Callable[[Any], Client]) -> None:
        crew = Crew()
        room = RoomFactory(school=crew.school, name="B204")
        asset = Asset.objects.create(
            school=crew.school, room=room, kind="projector", name="Epson EB", tag="VP-00412"
        )

        answer = client_for(crew.correspondent).post(
            URL, typed(room=" b204 ", asset="Epson EB (vp-00412)"), follow=True
        )

        ticket = Ticket.objects.get()
        text = answer.content.decode()
        assert answer.redirect_chain[-1][0] == ticket.get_absolute_url()
        assert (ticket.room, ticket.asset, ticket.urgency) == (room, asset, Urgency.MEDIUM)
        assert {each["code"] for each in ticket.answers} >= {"since", "stopped", "symptom"}
        assert f"Elle porte le numéro {ticket.ref}" in text
        assert "CESAME qualifie la demande" in text

    def test_a_proposal_that_was_taken_is_known_by_its_key(
        self, client_for: Callable[[Any], Client]
    ) -> None:
        crew = Crew()
        room = RoomFactory(school=crew.school)
        elsewhere = RoomFactory()
        client = client_for(crew.correspondent)

        client.post(URL, typed(room="La salle du haut", room_key=str(room.pk)))
        client.post(URL, typed(room="Une autre", room_key=str(elsewhere.pk)))

        ours, theirs = Ticket.objects.order_by("pk")
        assert (ours.room, theirs.room) == (room, None)

    def test_an_unknown_place_goes_along_as_an_answer(
        self, client_for: Callable[[Any], Client]
    ) -> None:
        crew = Crew()

        client_for(crew.correspondent).post(URL, typed(room="Gymnase", asset="écran du hall"))

        ticket = Ticket.objects.get()
        said = {each["code"]: each["answer"] for each in ticket.answers}
        assert (ticket.room, ticket.asset) == (None, None)
        assert (said["room"], said["asset"]) == ("Gymnase", "écran du hall")

    def test_a_nul_is_nothing_that_one_types(self, client_for: Callable[[Any], Client]) -> None:
        crew = Crew()
        RoomFactory(school=crew.school, name="B204")
        client = client_for(crew.correspondent)

        sent = client.post(URL, typed(room="B2\x0004", room_key="\x00", asset="a\x00"))

        assert sent.status_code == 302
        assert "\x00" not in str(Ticket.objects.get().answers)
        assert client.get(URL, {"school": "\x00"}).status_code == 404
        assert client.get("/tickets/new/", {"school": "\x00"}).status_code == 404
        assert client.get("/tickets/", {"q": "\x00", "school": "\x00"}).status_code == 200

    @pytest.mark.requirement("INC-1")
    def test_the_questions_are_those_of_the_region(
        self, client_for: Callable[[Any], Client]
    ) -> None:
        version = Form.objects.get(code="displays").versions.get()
        version.questions = [
            {"code": "lamp", "label": "Heures de lampe ?", "kind": "text", "required": True}
        ]
        version.save()

        answer = client_for(Crew().correspondent).post(URL, typed(question_lamp=""))

        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"question_lamp"}

    def test_files_keep_their_names(self, client_for: Callable[[Any], Client]) -> None:
        crew = Crew()
        files = [
            SimpleUploadedFile("Écran d’été n°2.txt", "été".encode()),
            SimpleUploadedFile("œuvre.png", b"\x89PNG\r\n\x1a\nxx"),
        ]
        client = client_for(crew.correspondent)

        client.post(URL, typed(attachments=files))

        ticket = Ticket.objects.get()
        message = ticket.messages.get()
        names = sorted(message.attachments.values_list("name", flat=True))
        assert names == ["Écran d’été n°2.txt", "œuvre.png"]
        kept = message.attachments.get(name="Écran d’été n°2.txt")
        download = client.get(reverse("tickets:file", args=[ticket.ref, kept.pk]))
        assert b"".join(download.streaming_content) == "été".encode()  # type: ignore[attr-defined]
        assert download["Content-Disposition"].startswith("attachment")

    def test_files_survive_a_refused_attempt(self, client_for: Callable[[Any], Client]) -> None:
        client = client_for(Crew().correspondent)
        photo = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\nxx")

        first = client.post(URL, typed(attachments=[photo], subject=""))
        tokens = [upload.token for upload in first.context["form"].fields["attachments"].uploads]
        rows = Attachment.objects.count()
        second = client.post(URL, typed(attachments_kept=tokens))

        assert first.status_code == 422
        assert "photo.png" in first.content.decode()
        assert rows == 0
        assert second.status_code == 302
        assert Ticket.objects.get().messages.get().attachments.get().name == "photo.png"

    def test_a_forged_file_is_left_out(self, client_for: Callable[[Any], Client]) -> None:
        client_for(Crew().correspondent).post(URL, typed(attachments_kept=["a" * 64, ""]))

        assert Ticket.objects.count() == 1
        assert not Attachment.objects.exists()

    def test_a_file_that_is_too_large_is_named(self, client_for: Callable[[Any], Client]) -> None:
        large = SimpleUploadedFile("film.mp4", b"x" * (MOST_OCTETS + 1))

        answer = client_for(Crew().correspondent).post(URL, typed(attachments=[large]))

        assert answer.status_code == 422
        assert "film.mp4" in answer.content.decode()
        assert not Ticket.objects.exists()

    @pytest.mark.requirement("ROL-3")
    def test_a_refusal_keeps_what_was_typed(self, client_for: Callable[[Any], Client]) -> None:
        crew = Crew()
        data = typed(description="Le « voyant » reste rouge.")

        answer = client_for(crew.head).post(f"{URL}?school={crew.school.uai}", data)

        assert answer.status_code == 403
        assert escape(data["description"]) in answer.content.decode()
        assert not Ticket.objects.exists()

    def test_the_same_form_sent_again_is_the_same_ticket(
        self, client_for: Callable[[Any], Client]
    ) -> None:
        client, data = client_for(Crew().correspondent), typed()

        first, second = client.post(URL, data), client.post(URL, data)

        assert first["Location"] == second["Location"]
        assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_once_make_one_ticket(client_for: Callable[[Any], Client]) -> None:
    crew = Crew()
    data = typed()
    client_for(crew.correspondent).get(URL)
    clients = [client_for(crew.correspondent) for _ in range(20)]
    answers: list[tuple[int, str]] = []
    ready = threading.Barrier(20)

    def send(client: Client) -> None:
        try:
            ready.wait(timeout=60)
            answer = client.post(URL, data)
            answers.append((answer.status_code, answer.headers.get("Location", "")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ticket = Ticket.objects.get()
    assert answers == [(302, ticket.get_absolute_url())] * 20
    assert ticket.messages.count() == 1
