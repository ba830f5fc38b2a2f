"""A ticket's page: what is next first, three circles apart, why its date, its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from preau.files.actions import keep
from preau.files.models import Attachment
from preau.tickets import actions
from preau.tickets.models import Ticket
from preau.tickets.states import Handler, Nature
from tests.conftest import assert_flat
from tests.instants import MORNING, NOON
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def status(client: Client, url: str) -> int:
    """The answer of a download, which closes its file when it is read to the end."""
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


MESSAGE = "Le technicien passe demain à 9 h."
EXCHANGE = "La pièce est commandée."
NOTE = "Troisième panne de ce modèle."


@pytest.fixture
def spoken(crew: Crew) -> Ticket:
    """A ticket on which something was written, with a file, in each circle."""
    ticket = factories.appointed(crew)

    def file(name: str) -> list[Attachment]:
        return [keep(name.encode(), f"{name}.txt", at=NOON, school=crew.school)]

    actions.write(ticket, by=crew.actor("agent", NOON), body=MESSAGE, attachments=file("message"))
    actions.exchange(
        ticket, by=crew.actor("dispatcher", NOON), body=EXCHANGE, attachments=file("exchange")
    )
    actions.note(ticket, by=crew.actor("officer", NOON), body=NOTE, attachments=file("note"))
    return ticket


@pytest.mark.requirement("INC-4")
@pytest.mark.parametrize(
    ("stage", "what", "who"),
    [
        (factories.received, "CESAME qualifie la demande", "CESAME"),
        (factories.dispatched, "L’entreprise désigne un technicien", "Entreprise"),
        (factories.appointed, "Le technicien prend contact", "technician"),
        (factories.appointed, "Le technicien", ", pour l’entreprise de maintenance (SCC)"),
        (factories.on_hold, "Le lycée répond à la question", "correspondent"),
        (factories.technically_closed, "Le lycée accepte la clôture", "correspondent"),
        (factories.closed, "Clos : le lycée a accepté", "Personne"),
    ],
)
def test_says_first_what_is_next_and_who_has_it(
    stage: Callable[..., Ticket],
    what: str,
    who: str,
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    ticket = stage(crew)

    text = client_for(crew.correspondent).get(ticket.get_absolute_url()).content.decode()

    name = crew.of(who).name if hasattr(crew, who) else who
    text = text.replace("\u00a0", " ")
    assert text.index(what) < text.index(ticket.messages.all()[0].body)
    assert name in text


@pytest.mark.requirement("INC-8")
@pytest.mark.parametrize(
    ("part", "stage", "acts"),
    [
        ("correspondent", factories.technically_closed, ["closure", "refusal"]),
        ("correspondent", factories.on_hold, ["reply", "hold_contest"]),
        ("correspondent", factories.received, []),
        ("agent", factories.received, ["dispatch"]),
        ("agent", factories.appointed, []),
        ("dispatcher", factories.dispatched, ["appointment"]),
        ("technician", factories.appointed, ["contact"]),
        ("technician", factories.on_hold, ["hold_end"]),
        ("head", factories.received, []),
    ],
)
def test_one_act_is_waited_for_from_each(
    part: str,
    stage: Callable[..., Ticket],
    acts: list[str],
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    page = client_for(crew.of(part)).get(stage(crew).get_absolute_url())

    text = page.content.decode()
    assert [offer.name for offer in page.context["offers"].first] == acts
    assert text.count("btn-primary") <= 1
    for offer in page.context["offers"].refused:
        assert escape(str(offer.verdict.reason)) in text, offer.name


@pytest.mark.requirement("INC-17", "ROL-5")
@pytest.mark.parametrize(
    ("part", "reads"),
    [
        ("correspondent", {"message"}),
        ("head", {"message"}),
        ("dispatcher", {"message", "exchange"}),
        ("technician", {"message", "exchange"}),
        ("agent", {"message", "exchange", "note"}),
        ("officer", {"message", "exchange", "note"}),
        ("region", {"message", "exchange", "note"}),
    ],
)
def test_keeps_three_circles_apart(
    part: str, reads: set[str], spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(crew.of(part))

    text = client.get(spoken.get_absolute_url()).content.decode()

    for circle, body in (("message", MESSAGE), ("exchange", EXCHANGE), ("note", NOTE)):
        assert (escape(body) in text) == (circle in reads), circle
        kept = Attachment.objects.get(name=f"{circle}.txt")
        url = reverse("tickets:file", args=[spoken.ref, kept.pk])
        assert (url in text) == (circle in reads), circle
        assert status(client, url) == (200 if circle in reads else 404), circle


@pytest.mark.requirement("INC-17")
@pytest.mark.parametrize(
    ("part", "open_to"),
    [
        ("correspondent", []),
        ("technician", ["lycee", "exchange"]),
        ("agent", ["lycee", "exchange", "region"]),
    ],
)
def test_the_circle_is_chosen_where_there_are_several(
    part: str, open_to: list[str], spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    form = client_for(crew.of(part)).get(spoken.get_absolute_url()).context["reply"]

    field = form.fields.get("audience")
    assert [value for value, _label in field.choices] == open_to if field else open_to == []


@pytest.mark.requirement("INC-17")
@pytest.mark.parametrize("audience", ["exchange", "region"])
def test_a_word_apart_never_reaches_the_lycee(
    audience: str, spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    url = reverse("tickets:message", args=[spoken.ref])

    client_for(crew.agent).post(
        url, {"body": "Entre nous.", "audience": audience, "request_key": "0" * 31 + "1"}
    )
    client_for(crew.correspondent).post(
        url, {"body": "Je force.", "audience": audience, "request_key": "0" * 31 + "2"}
    )

    apart, forced = spoken.messages.order_by("pk").reverse()[:2][::-1]
    assert (apart.body, apart.audience) == ("Entre nous.", audience)
    assert (forced.body, forced.audience) == ("Je force.", "lycee")


def test_the_technician_may_not_choose_the_regions_circle(
    spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    before = spoken.messages.count()

    answer = client_for(crew.technician).post(
        reverse("tickets:message", args=[spoken.ref]),
        {"body": "Pour la Région.", "audience": "region", "request_key": "0" * 31 + "3"},
    )

    assert answer.status_code == 422
    assert spoken.messages.count() == before


def test_a_message_sent_twice_is_one(
    spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client, before = client_for(crew.correspondent), spoken.messages.count()
    data = {"body": "Merci.", "request_key": "0" * 31 + "4"}
    url = reverse("tickets:message", args=[spoken.ref])

    first, second = client.post(url, data), client.post(url, data)

    assert first["Location"] == second["Location"]
    assert spoken.messages.count() == before + 1


@pytest.mark.requirement("ROL-5")
@pytest.mark.parametrize("name", ["ticket", "due"])
def test_another_lycee_finds_nothing(
    name: str, spoken: Ticket, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(Crew().correspondent)

    assert client.get(reverse(f"tickets:{name}", args=[spoken.ref])).status_code == 404
    for kept in Attachment.objects.all():
        assert status(client, reverse("tickets:file", args=[spoken.ref, kept.pk])) == 404


def test_a_file_of_another_ticket_is_absent(
    spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    other = factories.received(crew)
    kept = Attachment.objects.get(name="message.txt")

    answer = client_for(crew.agent).get(reverse("tickets:file", args=[other.ref, kept.pk]))

    assert answer.status_code == 404


def test_a_number_of_another_year_is_absent(
    spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(crew.agent)

    assert client.get(f"/tickets/2025-{spoken.pk:06d}/").status_code == 404
    assert client.get("/tickets/2026-999999999/").status_code == 404


@pytest.mark.requirement("INC-15")
@pytest.mark.parametrize(
    "stage",
    [factories.received, factories.appointed, factories.on_hold, factories.technically_closed],
)
def test_lycee_and_contractor_read_the_same_reasons(
    stage: Callable[..., Ticket], crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = stage(crew)
    url = reverse("tickets:due", args=[ticket.ref])
    readers = ["correspondent", "agent"]
    readers += [] if stage is factories.received else ["technician", "dispatcher"]

    pages = [client_for(crew.of(part)).get(url) for part in readers]

    first = pages[0].context
    assert first["lines"]
    for page in pages:
        assert page.status_code == 200
        assert page.context["lines"] == first["lines"]
        assert page.context["promise"].sentence == first["promise"].sentence
        assert escape(first["promise"].sentence) in page.content.decode()


@pytest.mark.requirement("INC-15")
def test_a_line_per_day_says_why_it_does_not_count(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.appointed(crew, urgency="low", at=MORNING)

    text = (
        client_for(crew.correspondent)
        .get(reverse("tickets:due", args=[ticket.ref]))
        .content.decode()
    )

    assert "samedi 10" in text.replace("\u00a0", " ")
    assert "week-end" in text


@pytest.mark.requirement("INC-15")
@pytest.mark.parametrize(
    ("stage", "fields"),
    [
        (factories.received, {}),
        (factories.dispatched, {}),
        (factories.on_hold, {}),
        (factories.dispatched, {"handler": Handler.REGION, "nature": Nature.CONFIGURATION}),
        (factories.technically_closed, {}),
        (factories.closed, {}),
        (factories.out_of_scope, {}),
        (factories.withdrawn, {}),
    ],
)
def test_the_page_leads_to_the_reasons_where_there_are_some(
    stage: Callable[..., Ticket],
    fields: dict[str, Any],
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    ticket = stage(crew, **fields)
    client = client_for(crew.correspondent)
    url = reverse("tickets:due", args=[ticket.ref])

    leads = url in client.get(ticket.get_absolute_url()).content.decode()

    assert leads == (client.get(url).status_code == 200)


def test_the_story_is_flat(spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]) -> None:
    client = client_for(crew.agent)

    def grow() -> None:
        kept = keep(b"x", "x.txt", at=NOON, school=crew.school)
        actions.write(spoken, by=crew.actor("technician", NOON), body="Et", attachments=[kept])

    assert_flat(lambda: client.get(spoken.get_absolute_url()), grow)


@pytest.mark.parametrize("part", ["correspondent", "agent", "technician"])
def test_costs_few_queries(
    part: str, spoken: Ticket, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(crew.of(part))
    client.get(spoken.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(spoken.get_absolute_url())

    assert len(queries) <= 18, "\n".join(each["sql"][:160] for each in queries)


def test_costs_few_queries_while_cesame_looks_for_twins(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket, _twin = factories.received(crew), factories.received(crew)
    client = client_for(crew.agent)
    client.get(ticket.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        page = client.get(ticket.get_absolute_url())

    assert page.context["twins"]
    assert len(queries) <= 18, "\n".join(each["sql"][:160] for each in queries)


def test_what_was_written_is_never_markup(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    ticket = factories.received(
        crew,
        subject="<script>alert(1)</script>",
        description="<b>gras</b>\n\nsuite",
        answers=[{"code": "x", "label": "<i>Où</i>", "answer": "<u>là</u>"}],
    )

    text = client_for(crew.agent).get(ticket.get_absolute_url()).content.decode()

    for raw in ("<script>alert", "<b>gras", "<i>Où", "<u>là"):
        assert raw not in text
        assert escape(raw) in text
