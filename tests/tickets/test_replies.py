"""Canned replies with a fixed list of variables (INC-17)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preau.config import cli
from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale
from preau.tickets import actions, canned, queries
from preau.tickets.models import CannedReply, Message
from preau.tickets.states import Handler, Status
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("INC-17"),
    pytest.mark.usefixtures("at_noon"),
]
HX = {"HTTP_HX_REQUEST": "true"}


def reply(
    crew: Crew,
    body: str = "Bonjour {{ expediteur }}, nous regardons le {{numero}}.",
    who: str = "agent",
    service: str = Handler.SERVICE_DESK,
    **fields: Any,
) -> CannedReply:
    return actions.keep_reply(
        by=crew.actor(who, NOON), service=service, title="Nous regardons", body=body, **fields
    )


class TestFirst:
    """The replies with which a new installation begins."""

    def test_each_service_gets_its_own_once(self, crew: Crew) -> None:
        by = Actor.preau(NOON)

        laid, again = actions.lay_replies(by=by), actions.lay_replies(by=by)

        offered = {
            name: [version.title for version in queries.replies_for(crew.actor(name, NOON))]
            for name in ("agent", "dispatcher", "officer", "rectorat", "region", "correspondent")
        }
        assert (laid > len(offered), again) == (True, 0)
        assert "Panne déjà connue" in offered["agent"]
        assert all(offered.pop(name) == [] for name in ["correspondent"])
        assert all(offered.values())

    def test_a_service_that_keeps_its_own_keeps_them_alone(self, crew: Crew) -> None:
        kept = reply(crew)

        actions.lay_replies(by=Actor.preau(NOON))

        assert CannedReply.objects.filter(service=Handler.SERVICE_DESK).get() == kept
        assert CannedReply.objects.filter(service=Handler.CONTRACTOR).exists()

    def test_hold_known_variables_and_french_typography(self) -> None:
        texts = [words for replies in canned.first_replies().values() for words in replies]

        for words in texts:
            said = f"{words['title']}\n{words['body']}"
            assert not list(canned.problems(said)), said
            assert not re.search("'| [:;?!»]|« ", said), said

    def test_nobody_lays_them_down_by_hand(self, crew: Crew) -> None:
        with pytest.raises(Refused, match="installé"):
            actions.lay_replies(by=crew.actor("admin", NOON))

        assert not CannedReply.objects.exists()

    def test_by_the_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = [(cli.main(["replies"]), capsys.readouterr().out) for _time in range(2)]

        assert [status for status, _text in said] == [0, 0]
        assert "réponses types posées" in said[0][1]
        assert "rien n’a été changé" in said[1][1]


class TestText:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Bonjour {{ numero }}", []),
            ("Bonjour\n  {{ nom }}", ["Ligne 2, colonne 3\u00a0: il n’y a pas de variable"]),
            ("{% if x %}", ["Ligne 1, colonne 1", "Ligne 1, colonne 9"]),
            ("{{ number", ["Ligne 1, colonne 1\u00a0: {{ ne fait partie"]),
            ("a }} b", ["Ligne 1, colonne 3"]),
            ("{{ ticket.school }}", ["« ticket.school »".replace(" ", "\u00a0")]),
            ("{{}}", ["Ligne 1, colonne 1"]),
        ],
    )
    def test_says_where_it_is_wrong(self, text: str, said: list[str], settings: Any) -> None:
        from django.utils import translation

        with translation.override("fr"):
            found = [str(problem) for problem in canned.problems(text)]

        assert len(found) == len(said)
        assert all(part in whole for part, whole in zip(said, found, strict=True))

    def test_is_filled_in_once_and_never_read_again(self) -> None:
        values = dict.fromkeys(canned.VARIABLES, "x") | {"objet": "{{ numero }} {% now %}"}

        assert canned.filled("{{ objet }} {{ rien }} }}", values) == (
            "{{ numero }} {% now %} {{ rien }} }}"
        )

    def test_every_variable_has_its_value(self, crew: Crew) -> None:
        tickets = [factories.received(crew), factories.dispatched(crew, handler=Handler.REGION)]

        for ticket in tickets:
            values = queries.reply_values(ticket, crew.actor("agent", NOON))
            assert set(values) == set(canned.VARIABLES)
            assert values["numero"] == ticket.ref
            assert values["agent"] == crew.agent.name


class TestKeep:
    def test_each_change_is_a_version(self, crew: Crew) -> None:
        kept = reply(crew)

        actions.edit_reply(
            kept,
            by=crew.actor("agent", NOON),
            seen=1,
            title="Nous y sommes",
            body="Voilà.",
            is_offered=False,
        )

        assert [version.number for version in kept.versions.all()] == [2, 1]
        assert queries.replies_for(crew.actor("agent", NOON)) == []
        with pytest.raises(Stale):
            actions.edit_reply(
                kept, by=crew.actor("agent", NOON), seen=1, title="x", body="y", is_offered=True
            )

    def test_is_of_its_service_alone(self, crew: Crew) -> None:
        kept = reply(crew)
        by = crew.actor("dispatcher", NOON)

        with pytest.raises(Refused):
            reply(crew, who="dispatcher")
        with pytest.raises(Refused):
            actions.edit_reply(kept, by=by, seen=1, title="x", body="y", is_offered=True)
        assert not CannedReply.objects.visible_to(by).exists()
        assert reply(crew, who="dispatcher", service=Handler.CONTRACTOR).pk != kept.pk

    def test_refuses_an_unknown_variable(self, crew: Crew) -> None:
        kept = reply(crew)

        with pytest.raises(Refused, match="colonne 1"):
            reply(crew, body="{{ secret }}")
        with pytest.raises(Refused, match="colonne 1"):
            actions.edit_reply(
                kept,
                by=crew.actor("agent", NOON),
                seen=1,
                title="x",
                body="{{ secret }}",
                is_offered=True,
            )

        assert kept.versions.count() == 1

    def test_the_same_key_keeps_one(self, crew: Crew) -> None:
        key = uuid.uuid4()

        assert reply(crew, request_key=key) == reply(crew, request_key=key)

    def test_a_key_of_another_service_is_no_way_in(self, crew: Crew) -> None:
        from django.db import IntegrityError

        key = uuid.uuid4()
        reply(crew, request_key=key)

        with pytest.raises(IntegrityError):
            reply(crew, request_key=key, who="dispatcher", service=Handler.CONTRACTOR)


class TestOnATicket:
    @pytest.fixture
    def client(self, crew: Crew, client_for: Callable[[Any], Client]) -> Client:
        return client_for(crew.agent)

    def test_it_is_put_in_read_over_sent_and_counted(self, crew: Crew, client: Client) -> None:
        ticket = factories.received(crew)
        version = reply(crew).versions.get()
        url = f"{ticket.get_absolute_url()}message/"
        words = {"canned": version.pk, "body": "Un mot d’abord.", "audience": "lycee"}
        expected = (
            f"Un mot d’abord.\n\nBonjour {crew.correspondent.name}, nous regardons le {ticket.ref}."
        )

        page = client.post(url, {**words, "insert": "yes", "request_key": uuid.uuid4()})
        assert page.status_code == 200
        assert page.context["form"]["body"].value() == expected
        assert not page.context["form"].errors
        assert ticket.messages.count() == 1

        client.post(url, {**words, "body": expected, "request_key": uuid.uuid4()})

        message = Message.objects.get(canned=version)
        assert message.body == expected
        (counted,) = CannedReply.objects.described()
        assert (counted.uses, counted.title) == (1, "Nous regardons")

    @pytest.mark.parametrize("audience", ["exchange", "region"])
    def test_also_between_services(self, audience: str, crew: Crew, client: Client) -> None:
        ticket = factories.dispatched(crew)
        version = reply(crew).versions.get()

        client.post(
            f"{ticket.get_absolute_url()}message/",
            {"canned": version.pk, "body": "x", "audience": audience, "request_key": uuid.uuid4()},
        )

        assert ticket.messages.get(canned=version).audience == audience

    def test_htmx_swaps_the_text_alone(self, crew: Crew, client: Client) -> None:
        ticket = factories.received(crew)
        version = reply(crew).versions.get()

        answer = client.post(
            f"{ticket.get_absolute_url()}message/",
            {"canned": version.pk, "insert": "yes", "body": ""},
            **HX,
        ).content.decode()

        assert "<html" not in answer
        assert 'id="reply_body"' in answer
        assert ticket.ref in answer

    def test_none_chosen_changes_nothing(self, crew: Crew, client: Client) -> None:
        ticket = factories.received(crew)

        page = client.post(
            f"{ticket.get_absolute_url()}message/", {"insert": "yes", "body": "Déjà écrit"}
        )

        assert page.context["form"]["body"].value() == "Déjà écrit"

    def test_a_lycee_has_none(self, crew: Crew, client_for: Callable[[Any], Client]) -> None:
        ticket = factories.received(crew)
        reply(crew)

        page = client_for(crew.correspondent).get(ticket.get_absolute_url()).content.decode()

        assert "Réponse type" not in page


class TestPages:
    def test_a_reply_is_written_tried_and_changed(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        ticket = factories.received(crew)
        client = client_for(crew.agent)
        words = {"title": "Merci", "service": "service_desk", "request_key": str(uuid.uuid4())}

        wrong = client.post("/tickets/replies/new/", {**words, "body": "Cher {{ nom }}"})
        assert wrong.status_code == 422
        assert "Ligne 1, colonne 6" in wrong.content.decode()
        made = client.post("/tickets/replies/new/", {**words, "body": "Merci {{ expediteur }}."})
        tried = client.get(made["Location"], {"ticket": ticket.ref}).content.decode()
        changed = client.post(
            made["Location"], {"title": "Merci !", "body": "Merci.", "seen": 1, "is_offered": "on"}
        )
        stale = client.post(made["Location"], {"title": "x", "body": "y", "seen": 1})

        assert f"Merci {crew.correspondent.name}." in tried
        assert changed.status_code == 302
        assert stale.status_code == 409
        assert "Merci !" in client.get("/tickets/replies/").content.decode()

    def test_nobody_else_s_trial(self, crew: Crew, client_for: Callable[[Any], Client]) -> None:
        kept = reply(crew, who="dispatcher", service=Handler.CONTRACTOR)
        hidden = factories.received(crew)

        page = client_for(crew.dispatcher).get(kept.get_absolute_url(), {"ticket": hidden.ref})

        assert page.context["shown"] == ""
        assert "Aucun ticket que vous pouvez lire" in page.content.decode()

    @pytest.mark.parametrize("path", ["/tickets/replies/", "/tickets/replies/new/"])
    def test_are_for_services(
        self, path: str, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        assert client_for(crew.correspondent).get(path).status_code == 403
        assert client_for(crew.dispatcher).get(path).status_code == 200

    def test_the_list_is_flat(self, crew: Crew, client_for: Callable[[Any], Client]) -> None:
        client = client_for(crew.agent)
        reply(crew)

        assert_flat(lambda: client.get("/tickets/replies/"), lambda: reply(crew))


class TestBulkReply:
    def test_each_ticket_gets_its_own_words(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        tickets = [factories.received(crew), factories.received(crew)]
        version = reply(crew).versions.get()
        words = {
            "act": "message",
            "t": [f"{ticket.pk}:{ticket.version}" for ticket in tickets],
            "canned": version.pk,
            "body": "",
            "request_key": uuid.uuid4(),
        }
        client = client_for(crew.agent)

        both = client.post("/tickets/bulk/", {**words, "body": "x", "step": "preview"})
        wrong = client.post(
            "/tickets/bulk/", {**words, "canned": "", "body": "{{ x }}", "step": "preview"}
        )
        client.post("/tickets/bulk/", {**words, "step": "apply"})

        assert (both.status_code, wrong.status_code) == (422, 422)
        for ticket in tickets:
            assert ticket.ref in ticket.messages.get(canned=version).body


def test_words_of_a_message_stay_where_a_reply_is_gone(crew: Crew) -> None:
    ticket = factories.received(crew)
    version = reply(crew).versions.get()
    message = actions.write(ticket, by=crew.actor("agent", NOON), body="x", canned=version)

    CannedReply.objects.all().delete()

    message.refresh_from_db()
    assert (message.canned, ticket.status) == (None, Status.RECEIVED)
