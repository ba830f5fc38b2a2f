"""Nothing is found that the person may not open: no line, no number, no proposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.journal.facts import Audience
from preau.mail.models import Letter
from preau.mail.states import LetterState, OutcomeKind
from preau.schools.models import Mandate, School
from preau.search import actions, wiring
from preau.search.asking import parse
from preau.search.models import Row
from preau.search.queries import Sought, find, lines
from preau.tickets import actions as tickets
from preau.tickets import policies
from preau.tickets.models import Message, Report, Ticket
from preau.tickets.searching import messages_visible_to
from preau.tickets.states import Handler, Nature
from tests.accounts.factories import UserFactory
from tests.assets.factories import AssetFactory
from tests.instants import NOON
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    TerritoryFactory,
    actor,
    make_person,
)
from tests.tickets.factories import Crew, appointed, dispatched, received

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-5"),
    pytest.mark.requirement("INC-17"),
]

#: In every text of every thing; no two things are found by anything else.
WORD = "quetzalcoatl"
PARTS = (
    "head",
    "correspondent",
    "deputy",
    "teacher",
    "agent",
    "dispatcher",
    "onsite",
    "technician",
    "officer",
    "rectorat",
    "region",
    "admin",
)


def everything_of(crew: Crew) -> None:
    """One of each thing in a lycée, each with the word in it."""
    body = f"Voici le mot : {WORD}."
    for make in (received, dispatched, appointed):
        ticket = make(crew, subject=f"Sujet {WORD}", description=body)
        tickets.note(ticket, by=crew.actor("agent"), body=f"Note {body}")
        if ticket.reached_contractor:
            tickets.exchange(ticket, by=crew.actor("agent"), body=f"Échange {body}")
    dispatched(
        crew,
        subject=f"Rectorat {WORD}",
        description=body,
        handler=Handler.ACADEMY_SERVICES,
        nature=Nature.CONFIGURATION,
    )
    AssetFactory(school=crew.school, name=f"Poste {WORD}")
    Report.objects.create(
        school=crew.school, author=crew.teacher, at=NOON, subject=WORD, body=body, channel="form"
    )
    for number, outcome in enumerate([OutcomeKind.REFUSED, OutcomeKind.HELD, OutcomeKind.TICKET]):
        Letter.objects.create(
            sha256=f"{crew.school.pk}-{number}",
            size=1,
            received_at=NOON,
            decided_at=NOON,
            state=LetterState.HELD if outcome == OutcomeKind.HELD else LetterState.DONE,
            outcome=outcome,
            school=crew.school,
            subject=WORD,
            text=body,
        )
    for user in (crew.teacher, crew.head):
        User.objects.filter(pk=user.pk).update(title=f"Professeur de {WORD}")
    School.objects.filter(pk=crew.school.pk).update(address=f"rue {WORD}")


@dataclass(frozen=True)
class World:
    """Two lycées of two académies, everyone who takes part there, and a person of no place."""

    people: list[tuple[str, User]]
    admin: User


@pytest.fixture
def world() -> World:
    """Make them, with their things, and the index."""
    people = [("nobody", UserFactory())]
    for academy in ("Paris", "Créteil"):
        crew = Crew(academy=academy)
        everything_of(crew)
        people += [(f"{name}, {academy}", crew.of(name)) for name in PARTS]
    former = make_person(Role.SERVICE_DESK, until=NOON)
    for kind in wiring.kinds():
        actions.rebuild(kind.name)
    return World([*people, ("former agent", former)], crew.admin)


def visible(kind: str, user: User) -> set[int]:
    """What the person may open, asked of the rooms without any index."""
    by = actor(user, NOON)
    if not by.mandates:
        return set()
    if kind == "message":
        return {
            message.pk
            for message in Message.objects.select_related("ticket__school")
            if Ticket.objects.visible_to(by).filter(pk=message.ticket_id).exists()
            and message.audience in policies.audiences(by, message.ticket)
        }
    things = wiring.KINDS[kind].visible(by)
    return set(things.values_list("pk", flat=True))


def bearing(kind: str) -> set[int]:
    """All things of a kind with the word in a text of theirs."""
    told = wiring.KINDS[kind].tell(wiring.KINDS[kind].things(), None)
    return {one.key for one in told if WORD in " ".join(one.searched())}


class TestEveryRole:
    def test_finds_all_that_it_may_open_and_nothing_else(self, world: World) -> None:
        for label, user in world.people:
            found = find(Sought(query=parse(WORD), actor=actor(user, NOON)))
            keys = {each.kind.name: set(each.keys) for each in found}
            for kind in wiring.KINDS:
                expected = bearing(kind) & visible(kind, user)
                assert keys.get(kind, set()) == expected, (label, kind)

    def test_reach_alone_already_leaves_out_what_is_invisible(self, world: World) -> None:
        """What the index offers needs little confirming, so nothing is missed for the crowd."""
        for label, user in world.people:
            by = actor(user, NOON)
            for kind in wiring.kinds():
                reach = Sought(query=parse(WORD), actor=by).within(kind)
                rows = Row.objects.filter(reach.rows) if reach is not None else Row.objects.none()
                offered = {pk & ((1 << 40) - 1) for pk in rows.values_list("pk", flat=True)}
                assert visible(kind.name, user) & bearing(kind.name) <= offered
                extra = offered - visible(kind.name, user)
                if kind.name == "person":
                    # Whoever never had a mandate has no page; few are so.
                    extra &= set(Mandate.objects.values_list("person", flat=True))
                assert not extra, (label, kind.name)

    def test_pages_and_proposals_say_no_more(
        self, world: World, client_for: Callable[[User], object]
    ) -> None:
        # Addresses are told to whoever reads everything, never to nobody.
        reader = actor(world.admin, NOON)
        for label, user in world.people:
            client = client_for(user)
            page = client.get(f"/search/?q={WORD}").content.decode()
            proposed = client.get(f"/search/suggestions/?q={WORD}").content.decode()
            for kind in wiring.kinds():
                hidden = bearing(kind.name) - visible(kind.name, user)
                for told in kind.tell(kind.things().filter(pk__in=hidden), reader):
                    assert told.url
                    assert f'href="{told.url}"' not in page, (label, told.url)
                    assert f'href="{told.url}"' not in proposed, (label, told.url)


class TestCircles:
    def test_notes_and_exchanges_are_found_by_their_circle(self) -> None:
        crew = Crew()
        ticket = appointed(crew)
        tickets.note(ticket, by=crew.actor("agent"), body="Une note mystérieuse")
        tickets.exchange(ticket, by=crew.actor("agent"), body="Un échange mystérieux")
        for kind in ("ticket", "message"):
            actions.rebuild(kind)

        def audiences(name: str) -> set[str]:
            found = find(Sought(query=parse("mystérieux"), actor=crew.actor(name, NOON)))
            keys = [key for each in found for key in each.keys if each.kind.name == "message"]
            return set(Message.objects.filter(pk__in=keys).values_list("audience", flat=True))

        everything = {Audience.REGION, Audience.EXCHANGE}
        assert audiences("agent") == audiences("officer") == audiences("region") == everything
        assert audiences("dispatcher") == audiences("technician") == {Audience.EXCHANGE}
        assert audiences("onsite") == {Audience.EXCHANGE}
        assert audiences("correspondent") == audiences("head") == audiences("rectorat") == set()
        found = find(Sought(query=parse("mystérieux"), actor=crew.actor("correspondent", NOON)))
        assert [each.kind.name for each in found] == []

    def test_the_messages_are_those_of_the_pages(self, world: World) -> None:
        for _, user in world.people:
            by = actor(user, NOON)
            mine = set(messages_visible_to(by).values_list("pk", flat=True))
            assert mine == visible("message", user) or not by.mandates

    def test_what_reaches_the_contractor_is_found_by_the_contractor(self, run_worker) -> None:
        crew = Crew()
        ticket = received(crew, subject="Borne muette")
        run_worker(NOON)

        def found() -> list[int]:
            sought = Sought(query=parse("borne"), actor=crew.actor("dispatcher", NOON))
            return [key for each in find(sought) for key in each.keys]

        assert found() == []

        tickets.dispatch(
            ticket,
            by=crew.actor("agent", NOON),
            seen=ticket.version,
            nature="network_incident",
            extent="part",
            urgency=ticket.urgency,
            handler="contractor",
        )
        run_worker(NOON)

        assert ticket.pk in found()

    def test_where_else_somebody_works_is_not_found_out(self) -> None:
        school, other = SchoolFactory(), SchoolFactory(name="Lycée Zanzibar")
        head = make_person(Role.HEAD, school)
        teacher = make_person(Role.STAFF, school, first_name="Inès", last_name="Roux")
        MandateFactory(person=teacher, role=Role.STAFF, school=other)
        actions.rebuild("person")

        def keys(text: str) -> list[int]:
            return [
                k for f in find(Sought(query=parse(text), actor=actor(head, NOON))) for k in f.keys
            ]

        assert keys("roux") == [teacher.pk]
        assert keys("roux zanzibar") == []
        sought = Sought(query=parse("roux"), actor=actor(head, NOON))
        assert "Zanzibar" not in str(lines(find(sought)[0], sought, 0, 5)[0].told.note)


class TestMandates:
    def test_one_that_ended_finds_nothing(self) -> None:
        school = SchoolFactory(territory=TerritoryFactory())
        person = make_person(Role.CORRESPONDENT, school, until=NOON)
        for kind in wiring.kinds():
            actions.rebuild(kind.name)

        def found(at) -> list[str]:
            sought = Sought(query=parse(school.uai), actor=actor(person, at))
            return [each.kind.name for each in find(sought)]

        assert found(NOON - timedelta(minutes=1)) == ["school"]
        assert found(NOON) == []
        assert not find(Sought(query=parse(person.email), actor=actor(person, NOON)))

    def test_exact_numbers_lead_nowhere_without_a_right(self, client_for) -> None:
        crew, stranger = Crew(), make_person(Role.CORRESPONDENT, SchoolFactory())
        ticket = received(crew)
        asset = AssetFactory(school=crew.school)

        for text in (ticket.ref, crew.school.uai, asset.tag):
            assert client_for(stranger).get("/search/", {"q": text}).status_code == 200
            answer = client_for(stranger).get("/search/suggestions/", {"q": text})
            assert "/tickets/" not in answer.content.decode()
