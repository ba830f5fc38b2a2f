"""The page of a refusal: its reason, whom to ask, and the way back."""

import pytest

from preau.ui.errors import back_from
from tests.instants import MORNING
from tests.tickets import factories
from tests.tickets.factories import Crew

_ASK = "la personne qui vous a donné votre mandat"


@pytest.mark.django_db
class TestRefusedTicket:
    def test_leads_back_to_the_ticket(self, client_for):
        crew = Crew()
        ticket = factories.dispatched(crew, at=MORNING)

        answer = client_for(crew.correspondent).get(f"/tickets/{ticket.ref}/closure/")

        page = answer.content.decode()
        assert answer.status_code == 403
        assert f'href="/tickets/{ticket.ref}/">Revenir au ticket {ticket.ref}</a>' in page

    def test_names_whom_to_ask_only_where_a_mandate_is_missing(self, client_for):
        crew = Crew()
        ticket = factories.dispatched(crew, at=MORNING)

        too_early = client_for(crew.correspondent).get(f"/tickets/{ticket.ref}/closure/")
        not_theirs = client_for(crew.head).get(f"/tickets/{ticket.ref}/closure/")

        assert _ASK not in too_early.content.decode()
        assert _ASK in not_theirs.content.decode()


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/tickets/2026-000007/hold/contest/", "/tickets/2026-000007/"),
        ("/tickets/reports/7/answer/", "/tickets/reports/7/"),
        ("/tickets/forms/network/", "/tickets/"),
        ("/mail/7/source/", "/mail/7/"),
        ("/schools/0750654D/modalities/reporter/", "/schools/0750654D/"),
        ("/assets/étiquette/room/", "/assets/%C3%A9tiquette/"),
        ("/assets/registration/0750654D/", "/assets/"),
        ("/mail/", None),
        ("/nowhere/at/all/", None),
    ],
)
def test_the_way_back_is_the_thing_or_else_its_list(path, url):
    way = back_from(path)

    assert (way.url if way else None) == url
