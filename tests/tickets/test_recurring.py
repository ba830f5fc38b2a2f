"""Requests that come back: kept once, offered where they are made."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preau.core.verdicts import Refused, Stale
from preau.tickets import actions
from preau.tickets.models import RecurringRequest
from tests.instants import NOON
from tests.tickets.factories import Crew, form

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("INC-17"),
    pytest.mark.usefixtures("at_noon"),
]


def recurring(crew: Crew, who: str = "correspondent", **fields: Any) -> RecurringRequest:
    return actions.keep_recurring(
        **{
            "by": crew.actor(who, NOON),
            "school": crew.school,
            "form": form("displays"),
            "title": "Rentrée",
            "subject": "Projecteurs à vérifier",
            "description": "Avant la rentrée.",
            **fields,
        }
    )


class TestRecurring:
    @pytest.mark.parametrize(
        ("name", "url", "leads"),
        [
            ("agent", "/tickets/replies/", True),
            ("admin", "/tickets/forms/", True),
            ("dispatcher", "/tickets/replies/", False),
        ],
    )
    def test_who_keeps_those_of_all_lycees_is_led_there(
        self, name: str, url: str, leads: bool, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.of(name))

        page = client.get(url).content.decode()

        assert ('href="/tickets/recurring/"' in page) == leads
        assert (client.get("/tickets/recurring/").status_code == 200) == leads

    def test_fills_in_the_form_without_the_urgency(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        kept = recurring(crew)
        client = client_for(crew.correspondent)

        offered = client.get("/tickets/new/").content.decode()
        page = client.get("/tickets/new/displays/", {"recurring": kept.pk})
        other = client.get("/tickets/new/network/", {"recurring": kept.pk})

        assert "Rentrée" in offered
        assert page.context["form"]["subject"].value() == "Projecteurs à vérifier"
        assert page.context["form"]["urgency"].value() is None
        assert other.context["form"]["subject"].value() is None

    def test_is_offered_to_its_lycee_or_to_all(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        elsewhere = Crew()
        recurring(elsewhere, title="À eux")
        recurring(crew, who="agent", school=None, title="À tous")

        page = client_for(crew.correspondent).get("/tickets/new/")

        assert [kept.title for kept in page.context["recurring"]] == ["À tous"]
        assert not RecurringRequest.objects.visible_to(crew.actor("onsite", NOON)).exists()

    def test_is_kept_by_its_lycee_those_of_all_by_cesame(self, crew: Crew) -> None:
        with pytest.raises(Refused):
            recurring(crew, school=None)
        with pytest.raises(Refused):
            recurring(crew, who="dispatcher")
        kept = recurring(crew, who="agent", school=None)
        words = {"form": kept.form, "title": "x", "subject": "y", "description": ""}

        with pytest.raises(Refused):
            actions.edit_recurring(
                kept, by=crew.actor("correspondent", NOON), seen=1, is_offered=True, **words
            )
        with pytest.raises(Stale):
            actions.edit_recurring(
                kept, by=crew.actor("agent", NOON), seen=7, is_offered=True, **words
            )

    def test_the_same_key_keeps_one(self, crew: Crew) -> None:
        from django.db import IntegrityError

        key = uuid.uuid4()

        assert recurring(crew, request_key=key) == recurring(crew, request_key=key)
        with pytest.raises(IntegrityError):
            recurring(crew, who="agent", school=None, request_key=key)

    @pytest.mark.parametrize(("who", "school"), [("correspondent", "own"), ("agent", "")])
    def test_pages(
        self, who: str, school: str, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.of(who))
        words = {
            "title": "Examens",
            "form": form("displays").pk,
            "subject": "Salles d’examen",
            "description": "",
        }

        assert client.get("/tickets/recurring/new/").status_code == 200
        made = client.post(
            "/tickets/recurring/new/",
            {
                **words,
                "school": crew.school.uai if school else "",
                "request_key": uuid.uuid4(),
            },
        )
        kept = RecurringRequest.objects.get()
        changed = client.post(kept.get_absolute_url(), {**words, "title": "Bac", "seen": 1})
        listed = client.get("/tickets/recurring/").content.decode()

        assert (made.status_code, changed.status_code) == (302, 302)
        assert kept.school == (crew.school if school else None)
        assert "Bac" in listed
        assert "n’est plus proposée" in listed
        assert client.get(kept.get_absolute_url()).status_code == 200

    def test_pages_are_for_who_sends_and_for_cesame(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.technician)

        for path in ("/tickets/recurring/", "/tickets/recurring/new/"):
            assert client.get(path).status_code == 403
