"""Twins joined, parts of one outage, what follows: the verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from preau.journal.verification import verify
from preau.mail.models import Outgoing
from preau.tickets import actions, queries
from preau.tickets.models import Link, Ticket, Watch
from preau.tickets.states import Handler, LinkKind, Status
from tests.instants import AFTERNOON, MORNING, NOON
from tests.schools.factories import actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.outages import outage

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-14")]


class TestMerge:
    def test_sets_the_twin_aside_and_stops_its_clock(self, crew: Crew) -> None:
        goes_on = factories.dispatched(crew)
        twin = factories.on_hold(crew)
        written = list(twin.messages.values_list("pk", flat=True))

        actions.merge(
            twin, by=crew.actor("agent", NOON), seen=twin.version, into=goes_on, body="Même panne."
        )

        twin.refresh_from_db()
        assert (twin.status, twin.due_at, twin.hold_cause) == (Status.WITHDRAWN, None, "")
        assert twin.survivor == goes_on
        # What was written stays where it was.
        assert list(twin.messages.values_list("pk", flat=True))[:-1] == written
        assert goes_on.messages.count() == 1
        assert queries.promise_of(twin, NOON) is None
        assert list(Ticket.objects.twins()) == [twin]
        assert verify().faults == []

    def test_gives_its_sender_and_its_followers_to_the_other(self, crew: Crew) -> None:
        goes_on = factories.dispatched(crew)
        twin = factories.received(crew)
        actions.watch(twin, by=crew.actor("head", MORNING))

        actions.merge(twin, by=crew.actor("agent", NOON), seen=twin.version, into=goes_on)

        followers = set(goes_on.watches.values_list("person", flat=True))
        assert followers == {crew.correspondent.pk, crew.head.pk}

    def test_tells_the_lycee_and_the_service_that_had_it(
        self, crew: Crew, run_worker: Callable[..., None]
    ) -> None:
        goes_on = factories.dispatched(crew)
        twin = factories.appointed(crew)
        run_worker(NOON)
        Outgoing.objects.all().delete()

        actions.merge(twin, by=crew.actor("agent", NOON), seen=twin.version, into=goes_on)
        run_worker(NOON)

        letters = Outgoing.objects.filter(thread=twin.thread)
        told = {letter.person_id: letter.subject for letter in letters}
        assert f"Suivi dans le ticket {goes_on.ref}" in told[crew.correspondent.pk]
        assert f"Réuni avec le ticket {goes_on.ref}" in told[crew.technician.pk]

    @pytest.mark.parametrize("stage", ["technically_closed", "closed", "out_of_scope", "withdrawn"])
    def test_is_refused_for_what_is_over_on_either_side(self, stage: str, crew: Crew) -> None:
        over, still = getattr(factories, stage)(crew), factories.received(crew)

        for twin, into in ((over, still), (still, over)):
            with pytest.raises(Refused):
                actions.merge(twin, by=crew.actor("agent", NOON), seen=twin.version, into=into)

        assert not Link.objects.exists()

    def test_is_refused_with_itself_or_between_two_lycees(self, crew: Crew) -> None:
        ticket, elsewhere = factories.received(crew), factories.received(Crew())
        by = crew.actor("agent", NOON)

        with pytest.raises(Refused, match="propre doublon"):
            actions.merge(ticket, by=by, seen=ticket.version, into=ticket)
        with pytest.raises(Refused, match="de deux lycées"):
            actions.merge(ticket, by=by, seen=ticket.version, into=elsewhere)

    def test_is_refused_for_the_main_ticket_of_an_outage(self, crew: Crew) -> None:
        main, _parts = outage(crew, Crew())
        other = factories.received(crew)

        with pytest.raises(Refused):
            actions.merge(main, by=crew.actor("agent", NOON), seen=main.version, into=other)

    @pytest.mark.parametrize("name", ["correspondent", "dispatcher", "region", "technician"])
    def test_is_for_cesame(self, name: str, crew: Crew) -> None:
        goes_on, twin = factories.received(crew), factories.received(crew)

        with pytest.raises(Refused):
            actions.merge(twin, by=crew.actor(name, NOON), seen=twin.version, into=goes_on)

    def test_asks_for_the_version_that_was_read(self, crew: Crew) -> None:
        goes_on, twin = factories.received(crew), factories.received(crew)
        actions.write(twin, by=crew.actor("correspondent", NOON), body="Autre chose aussi.")

        with pytest.raises(Stale):
            actions.merge(twin, by=crew.actor("agent", NOON), seen=twin.version, into=goes_on)

    def test_takes_the_place_of_a_link(self, crew: Crew) -> None:
        earlier, later = factories.received(crew), factories.received(crew)
        by = crew.actor("agent", NOON)
        actions.link(later, by=by, other=earlier, kind=LinkKind.FOLLOWS)

        actions.merge(later, by=by, seen=later.version, into=earlier)

        assert Link.objects.get().kind == LinkKind.DUPLICATE_OF

    def test_a_chain_leads_to_the_one_that_goes_on(self, crew: Crew) -> None:
        middle = factories.received(crew)
        twin = factories.merged(crew, into=middle)
        middle.refresh_from_db()
        last = factories.received(crew)

        actions.merge(middle, by=crew.actor("agent", NOON), seen=middle.version, into=last)

        twin.refresh_from_db()
        assert twin.survivor == last

    def test_refuses_words_and_a_reopening_of_the_twin(self, crew: Crew) -> None:
        twin = factories.merged(crew)
        by = crew.actor("correspondent", NOON)

        with pytest.raises(Refused, match=twin.links.get().target.ref):
            actions.write(twin, by=by, body="Toujours en panne.")
        with pytest.raises(Refused, match=twin.links.get().target.ref):
            actions.reopen(twin, by=by, seen=twin.version, body="Reprenez-le.")

    def test_two_tickets_cannot_be_twins_of_each_other_in_the_database(self, crew: Crew) -> None:
        twin = factories.merged(crew)
        tie = twin.links.get()

        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(
                source=tie.target, target=twin, kind=tie.kind, at=NOON, by=crew.agent
            )


class TestSeparate:
    @pytest.mark.parametrize("name", ["agent", "correspondent"])
    def test_gives_the_twin_back_to_cesame(self, name: str, crew: Crew) -> None:
        goes_on = factories.dispatched(crew)
        actions.watch(goes_on, by=crew.actor("head", MORNING))
        twin = factories.merged(crew, into=goes_on)

        actions.separate(twin, by=crew.actor(name, NOON), seen=twin.version, body="Autre salle.")

        twin.refresh_from_db()
        assert (twin.status, twin.handler) == (Status.RECEIVED, Handler.SERVICE_DESK)
        assert twin.survivor is None
        assert twin.due_at is not None
        assert not Link.objects.exists()
        assert list(goes_on.watches.values_list("person", flat=True)) == [crew.head.pk]
        facts = Entry.objects.filter(thing_id=goes_on.pk).values_list("fact", flat=True)
        assert "tickets.ticket.released" in facts
        assert verify().faults == []

    def test_without_a_word(self, crew: Crew) -> None:
        twin = factories.merged(crew)

        actions.separate(twin, by=crew.actor("agent", NOON), seen=twin.version)

        assert twin.messages.count() == 1

    def test_is_refused_for_a_ticket_that_stands_alone(self, crew: Crew) -> None:
        ticket = factories.withdrawn(crew)

        with pytest.raises(Refused):
            actions.separate(ticket, by=crew.actor("agent", NOON), seen=ticket.version)

    def test_is_refused_to_the_contractor(self, crew: Crew) -> None:
        twin = factories.merged(crew)

        with pytest.raises(Refused):
            actions.separate(twin, by=crew.actor("dispatcher", NOON), seen=twin.version)


class TestLink:
    def test_ties_tickets_of_two_lycees(self, crew: Crew) -> None:
        other = Crew()
        main, (part,) = outage(crew, other)

        tie = Link.objects.get()
        assert (tie.source, tie.target, tie.kind) == (part, main, LinkKind.CHILD_OF)
        for ticket in (main, part):
            assert Entry.objects.filter(thing_id=ticket.pk, fact="tickets.ticket.linked").exists()

    @pytest.mark.parametrize(
        ("source", "target", "kind"),
        [
            ("later", "later", LinkKind.CHILD_OF),
            ("earlier", "later", LinkKind.FOLLOWS),
            ("later", "earlier", LinkKind.DUPLICATE_OF),
            ("later", "over", LinkKind.CHILD_OF),
            ("over", "later", LinkKind.CHILD_OF),
        ],
    )
    def test_refuses(self, source: str, target: str, kind: str, crew: Crew) -> None:
        tickets = {
            "over": factories.closed(crew),
            "earlier": factories.received(crew),
            "later": factories.received(crew),
        }

        with pytest.raises(Refused):
            actions.link(
                tickets[source], by=crew.actor("agent", NOON), other=tickets[target], kind=kind
            )

    def test_refuses_a_second_tie_and_an_outage_within_an_outage(self, crew: Crew) -> None:
        main, (part,) = outage(crew, Crew())
        third = factories.received(crew)
        by = crew.actor("agent", NOON)

        for source, target in ((part, main), (third, part), (main, third), (part, third)):
            with pytest.raises(Refused):
                actions.link(source, by=by, other=target, kind=LinkKind.CHILD_OF)

        assert Link.objects.count() == 1

    def test_is_for_cesame_on_both_sides(self, crew: Crew) -> None:
        earlier, later = factories.received(crew), factories.received(crew)

        with pytest.raises(Refused):
            actions.link(
                later, by=crew.actor("officer", NOON), other=earlier, kind=LinkKind.FOLLOWS
            )

    def test_is_for_who_qualifies_in_both_lycees(self, crew: Crew) -> None:
        own, elsewhere = factories.received(crew), factories.dispatched(Crew())
        agent = actor(make_person("service_desk", school=crew.school), NOON)

        with pytest.raises(Refused):
            actions.link(own, by=agent, other=elsewhere, kind=LinkKind.CHILD_OF)

    def test_is_taken_away_once(self, crew: Crew) -> None:
        outage(crew, Crew())
        tie = Link.objects.get()
        by = crew.actor("agent", NOON)

        actions.unlink(tie, by=by)

        assert not Link.objects.exists()
        tie.pk = 1
        with pytest.raises(Refused):
            actions.unlink(tie, by=by)

    def test_twins_are_separated_instead(self, crew: Crew) -> None:
        twin = factories.merged(crew)

        with pytest.raises(Refused):
            actions.unlink(twin.links.get(), by=crew.actor("agent", NOON))

    def test_is_taken_away_by_cesame_alone(self, crew: Crew) -> None:
        outage(crew, Crew())

        with pytest.raises(Refused):
            actions.unlink(Link.objects.get(), by=crew.actor("correspondent", NOON))


class TestOutage:
    def test_the_main_ticket_closes_its_parts_each_for_itself(self, crew: Crew) -> None:
        main, parts = outage(crew, Crew(), Crew())
        stale = (parts[1], parts[1].version - 1)
        received = factories.received(Crew())

        left = actions.close_outage(
            main,
            by=crew.actor("dispatcher", NOON),
            seen=main.version,
            solution="Lien opérateur rétabli.",
            parts=[(parts[0], parts[0].version), stale, (received, received.version)],
        )

        states = {t.pk: t.status for t in Ticket.objects.all()}
        assert states[main.pk] == states[parts[0].pk] == Status.TECHNICALLY_CLOSED
        assert states[parts[1].pk] == Status.DISPATCHED
        assert [ticket for ticket, _reason in left] == [parts[1], received]

    def test_a_lycee_that_refuses_leaves_it(
        self, crew: Crew, run_worker: Callable[..., None]
    ) -> None:
        other = Crew()
        main, (part,) = outage(crew, other)
        actions.close_outage(
            main,
            by=crew.actor("dispatcher", NOON),
            seen=main.version,
            solution="Rétabli.",
            parts=[(part, part.version)],
        )
        part.refresh_from_db()

        actions.refuse_closure(
            part,
            by=other.actor("correspondent", AFTERNOON),
            seen=part.version,
            reason="Toujours rien au bâtiment C.",
        )
        run_worker(AFTERNOON)

        assert not Link.objects.exists()
        assert not actions.leave_outage(part, by=Actor.preau(AFTERNOON))
        assert verify().faults == []

    def test_a_tie_that_went_meanwhile_is_left_alone(
        self, crew: Crew, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _main, (part,) = outage(crew, Crew())
        locked_both = type(Ticket.objects).locked_both

        def meanwhile(*args: Any, **kwargs: Any) -> Any:
            Link.objects.all().delete()
            return locked_both(*args, **kwargs)

        monkeypatch.setattr(type(Ticket.objects), "locked_both", meanwhile)

        assert not actions.leave_outage(part, by=Actor.preau(NOON))


def test_a_watch_that_was_there_before_outlives_the_separation(crew: Crew) -> None:
    goes_on = factories.dispatched(crew)
    actions.watch(goes_on, by=crew.actor("correspondent", MORNING))
    twin = factories.merged(crew, into=goes_on)

    actions.separate(twin, by=crew.actor("agent", NOON), seen=twin.version)

    assert Watch.objects.filter(ticket=goes_on, person=crew.correspondent).exists()
