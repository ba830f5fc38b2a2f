"""Acts on several tickets: previewed, done one by one, reported, never twice (INC-17)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preau.core.verdicts import Refused
from preau.exports.models import Taken
from preau.tickets import actions
from preau.tickets.actions import bulk
from preau.tickets.models import Batch, Ticket
from preau.tickets.states import BatchOutcome, BulkAct, Extent, Handler, Status
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("INC-17"),
    pytest.mark.usefixtures("at_noon"),
]
URL = "/tickets/bulk/"
WORDS = {"handler": Handler.CONTRACTOR, "extent": Extent.ROOM, "instructions": ""}


def token(ticket: Ticket) -> str:
    """What the line of a ticket posts."""
    return f"{ticket.pk}:{ticket.version}"


def act_on(
    crew: Crew,
    act: str,
    tickets: list[Ticket],
    words: dict[str, Any],
    who: str = "agent",
    key: uuid.UUID | None = None,
) -> Batch:
    return actions.act_on_all(
        act,
        by=crew.actor(who, NOON),
        chosen=[(ticket, ticket.version) for ticket in tickets],
        words=words,
        request_key=key or uuid.uuid4(),
    )


def outcomes(batch: Batch) -> list[str]:
    return [line.outcome for line in batch.lines.all()]


class TestActOnAll:
    def test_each_ticket_is_done_refused_or_left_as_it_was(self, crew: Crew) -> None:
        ready, handed, stale = (
            factories.received(crew),
            factories.dispatched(crew),
            factories.received(crew),
        )
        actions.write(stale, by=crew.actor("correspondent", NOON), body="Et au CDI aussi.")

        batch = act_on(crew, BulkAct.DISPATCH, [ready, handed, stale], WORDS)

        assert outcomes(batch) == [BatchOutcome.DONE, BatchOutcome.REFUSED, BatchOutcome.STALE]
        assert all(line.reason for line in list(batch.lines.all())[1:])
        ready.refresh_from_db()
        assert (ready.status, ready.extent) == (Status.DISPATCHED, Extent.ROOM)

    def test_the_same_key_does_nothing_twice_and_goes_on(self, crew: Crew) -> None:
        tickets = [factories.received(crew), factories.received(crew)]
        key = uuid.uuid4()
        first = act_on(crew, BulkAct.MESSAGE, tickets, {"body": "Bien reçu."}, key=key)
        # As if the machine had stopped before the second one.
        first.lines.filter(ticket=tickets[1]).update(outcome="")
        tickets[1].messages.filter(body="Bien reçu.").delete()
        Ticket.objects.filter(pk=tickets[1].pk).update(version=tickets[1].version)

        again = act_on(crew, BulkAct.MESSAGE, tickets, {"body": "Bien reçu."}, key=key)

        assert again == first
        assert outcomes(again) == [BatchOutcome.DONE] * 2
        for ticket in tickets:
            assert ticket.messages.filter(body="Bien reçu.").count() == 1

    def test_a_line_that_somebody_did_meanwhile_is_left(self, crew: Crew) -> None:
        ticket = factories.received(crew)
        batch = act_on(crew, BulkAct.MESSAGE, [ticket], {"body": "Bien reçu."})

        bulk._try(batch.lines.get().pk, batch, by=crew.actor("agent", NOON))

        assert ticket.messages.filter(body="Bien reçu.").count() == 1

    def test_technicians_are_appointed_where_they_serve(self, crew: Crew) -> None:
        elsewhere = Crew()
        here, there = factories.dispatched(crew), factories.dispatched(elsewhere)

        batch = act_on(
            crew,
            BulkAct.APPOINT,
            [here, there],
            {"technician": str(crew.onsite.pk)},
            who="dispatcher",
        )

        assert outcomes(batch) == [BatchOutcome.DONE, BatchOutcome.REFUSED]

    def test_tickets_of_several_lycees_are_attached_to_an_outage(self, crew: Crew) -> None:
        main = factories.dispatched(crew)
        parts = [factories.received(Crew()) for _ in range(2)]

        batch = act_on(crew, BulkAct.ATTACH, [*parts, main], {"parent": main.pk})

        assert outcomes(batch) == [BatchOutcome.DONE, BatchOutcome.DONE, BatchOutcome.REFUSED]

    def test_a_right_that_ended_since_the_preview_is_over(self, crew: Crew) -> None:
        ticket = factories.received(crew)

        # The contractor never had this one.
        batch = act_on(crew, BulkAct.MESSAGE, [ticket], {"body": "Bonjour"}, who="dispatcher")

        assert outcomes(batch) == [BatchOutcome.REFUSED]

    def test_is_refused_to_a_lycee_empty_or_too_long(
        self, crew: Crew, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tickets = [factories.received(crew), factories.received(crew)]

        with pytest.raises(Refused):
            act_on(crew, BulkAct.MESSAGE, tickets, {"body": "x"}, who="correspondent")
        with pytest.raises(Refused):
            act_on(crew, BulkAct.APPOINT, tickets, {"technician": "1"})
        with pytest.raises(Refused):
            act_on(crew, BulkAct.MESSAGE, [], {"body": "x"})
        monkeypatch.setattr(bulk, "MOST", 1)
        with pytest.raises(Refused):
            act_on(crew, BulkAct.MESSAGE, tickets, {"body": "x"})

        assert not Batch.objects.exists()

    def test_a_key_of_somebody_else_is_no_way_in(self, crew: Crew) -> None:
        ticket = factories.received(crew)
        key = uuid.uuid4()
        batch = act_on(crew, BulkAct.MESSAGE, [ticket], {"body": "x"}, key=key)
        from django.db import IntegrityError

        with pytest.raises(IntegrityError):
            act_on(crew, BulkAct.MESSAGE, [ticket], {"body": "x"}, who="dispatcher", key=key)

        assert not Batch.objects.visible_to(crew.actor("dispatcher", NOON)).exists()
        assert Batch.objects.get() == batch


class TestPages:
    def test_from_the_list_to_the_report(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        ready, handed = factories.received(crew), factories.dispatched(crew)
        client = client_for(crew.agent)
        page = client.get("/tickets/", {"view": "all"}).content.decode()
        assert f'value="{token(ready)}"' in page

        asked = client.post(URL, {"act": "dispatch", "t": [token(ready), token(handed)]})
        key = asked.context["form"].initial.get("request_key") or str(uuid.uuid4())
        words = {"act": "dispatch", "t": [token(ready), token(handed)], "request_key": str(key)}
        words |= {"handler": "contractor", "extent": "room", "instructions": "Baie B."}
        preview = client.post(URL, {**words, "step": "preview"})
        assert ready.status == Ticket.objects.get(pk=ready.pk).status

        answer = client.post(URL, {**words, "step": "apply"}, follow=True)

        assert [bool(each.verdict) for each in preview.context["foreseen"]] == [True, False]
        assert "est confié à\u00a0: Entreprise" in preview.content.decode()
        assert "Reprenez-le d’abord" in preview.content.decode()
        assert [line.outcome for line in answer.context["lines"]] == ["done", "refused"]
        again = client.post(URL, {**words, "step": "apply"}, follow=True)
        assert again.context["batch"] == answer.context["batch"]

    def test_what_was_typed_can_be_changed_after_the_preview(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        handed, client = factories.dispatched(crew), client_for(crew.agent)
        words = {"act": "dispatch", "t": token(handed), "request_key": uuid.uuid4()}
        words |= {"handler": "contractor", "extent": "room", "instructions": "Baie B."}

        preview = client.post(URL, {**words, "step": "preview"}).content.decode()
        changed = client.post(URL, {**words, "step": "change"})

        assert 'value="change"' in preview
        assert 'value="apply"' not in preview
        assert changed.status_code == 200
        assert "Baie B." in changed.content.decode()
        assert changed.context["foreseen"] == []

    def test_the_words_are_asked_for_again(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        ticket = factories.received(crew)

        answer = client_for(crew.agent).post(
            URL,
            {"act": "dispatch", "t": token(ticket), "step": "preview", "request_key": uuid.uuid4()},
        )

        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("act", "words", "said"),
        [
            ("message", {"body": "Bonjour"}, "reçoit le message"),
            ("attach", {"parent": "main"}, "est rattaché au"),
            ("appoint", {"technician": "technician"}, "est confié au technicien"),
        ],
    )
    def test_each_act_says_what_it_will_do(
        self,
        act: str,
        words: dict[str, str],
        said: str,
        crew: Crew,
        client_for: Callable[[Any], Client],
    ) -> None:
        main, ticket = factories.dispatched(Crew()), factories.dispatched(crew)
        values = {
            name: {"main": main.ref, "technician": str(crew.onsite.pk)}.get(value, value)
            for name, value in words.items()
        }
        client = client_for(crew.dispatcher if act == "appoint" else crew.agent)

        first = client.post(URL, {"act": act, "t": token(ticket)})
        preview = client.post(
            URL,
            {
                "act": act,
                "t": [token(ticket), token(main)],
                "step": "preview",
                "request_key": uuid.uuid4(),
                **values,
            },
        )

        assert first.status_code == 200
        assert said in preview.content.decode()

    def test_a_ticket_without_extent_says_so(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        ticket = factories.received(crew)

        preview = client_for(crew.agent).post(
            URL,
            {
                "act": "dispatch",
                "t": token(ticket),
                "step": "preview",
                "handler": "contractor",
                "request_key": uuid.uuid4(),
            },
        )

        assert preview.context["possible"] == 0
        assert "qualifiez celui-ci à part" in preview.content.decode()

    def test_a_ticket_without_extent_stays_where_it_is(self, crew: Crew) -> None:
        unknown = factories.received(crew)

        batch = act_on(crew, BulkAct.DISPATCH, [unknown], {**WORDS, "extent": ""})

        unknown.refresh_from_db()
        assert outcomes(batch) == [BatchOutcome.REFUSED]
        assert "à part" in batch.lines.get().reason
        assert unknown.status == Status.RECEIVED

    def test_all_of_the_page_without_javascript(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        tickets = [factories.received(crew) for _ in range(3)]

        page = client_for(crew.agent).post(
            URL, {"act": "message", "all": " ".join(token(ticket) for ticket in tickets)}
        )

        assert len(page.context["tickets"]) == 3

    @pytest.mark.parametrize("words", [{}, {"act": "message"}, {"act": "x", "t": "1:1"}])
    def test_nothing_chosen_leads_back_to_the_list(
        self, words: dict[str, str], crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        answer = client_for(crew.agent).post(URL, words)

        assert answer.status_code == 302
        assert answer["Location"] == "/tickets/"

    def test_tokens_of_nothing_and_of_what_one_does_not_see_are_left_out(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        seen, hidden = factories.dispatched(crew), factories.received(crew)
        odd = ["x", "1:x", "999999999999:1", token(hidden), token(seen)]

        page = client_for(crew.dispatcher).post(URL, {"act": "message", "t": odd})

        assert page.context["tickets"] == [seen]

    def test_the_lines_leave_as_a_table_without_live_formulas(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        ticket = factories.received(crew, subject="=HYPERLINK(1)")

        answer = client_for(crew.agent).post(URL, {"act": "export", "t": token(ticket)})

        assert 'filename="tickets-choisis-' in answer["Content-Disposition"]
        assert f'"{ticket.ref}";"\'=HYPERLINK(1)";' in answer.content.decode()
        taken = Taken.objects.get()
        assert (taken.person, taken.listed, taken.done) == (crew.agent, "tickets", 1)

    def test_a_lycee_sees_no_box_and_may_not(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        ticket = factories.received(crew)
        client = client_for(crew.correspondent)

        page = client.get("/tickets/").content.decode()
        answer = client.post(URL, {"act": "message", "t": token(ticket)})

        assert "checkbox" not in page
        assert answer.status_code == 403

    def test_the_report_is_for_who_asked(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        batch = act_on(crew, BulkAct.MESSAGE, [factories.received(crew)], {"body": "x"})

        assert client_for(crew.agent).get(batch.get_absolute_url()).status_code == 200
        assert client_for(crew.region).get(batch.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("act", ["dispatch", "attach", "message"])
    def test_the_preview_is_flat(
        self, act: str, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        main = factories.dispatched(crew)
        tickets = [factories.received(crew)]
        client = client_for(crew.agent)
        words = {"handler": "contractor", "extent": "room", "parent": main.ref, "body": "x"}

        def look() -> Any:
            return client.post(
                URL,
                {
                    "act": act,
                    "step": "preview",
                    "request_key": uuid.uuid4(),
                    "t": [token(ticket) for ticket in tickets],
                    **words,
                },
            )

        assert_flat(look, lambda: tickets.append(factories.received(crew)))
