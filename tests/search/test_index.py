"""The index follows the things: by facts, by a rebuild, and says where it does not."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preau.accounts import actions as accounts
from preau.assets import actions as assets
from preau.config.cli import main
from preau.journal.facts import Audience
from preau.schools import actions as schools
from preau.search import actions, wiring
from preau.search.asking import parse
from preau.search.models import Row, key_of
from preau.search.queries import Sought, find
from preau.tickets import actions as tickets
from preau.tickets import facts as ticket_facts
from preau.tickets import searching
from preau.tickets.models import Message
from tests.assets.factories import AssetFactory
from tests.instants import NOON
from tests.schools.factories import actor, make_person
from tests.tickets.factories import Crew, dispatched, received

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


def hits(user, text: str, kind: str = "ticket") -> list[int]:
    """The keys that a person finds."""
    found = find(Sought(query=parse(text), actor=actor(user, NOON)))
    return next((each.keys for each in found if each.kind.name == kind), [])


def rows() -> list[tuple[object, ...]]:
    return list(Row.objects.order_by("pk").values_list("pk", "school_id", "segment", "at", "terms"))


def rebuild() -> None:
    for kind in wiring.kinds():
        actions.rebuild(kind.name)


def write_a_lot(crew: Crew) -> None:
    """Some of everything that is found."""
    ticket = dispatched(crew, subject="Le vidéoprojecteur de B204 clignote")
    tickets.write(ticket, by=crew.actor("correspondent", NOON), body="La lampe a été changée.")
    tickets.exchange(ticket, by=crew.actor("agent", NOON), body="Passez avec un escabeau.")
    tickets.note(ticket, by=crew.actor("agent", NOON), body="Client difficile, marabout.")
    received(crew, subject="Souris volées")
    asset = assets.register(
        crew.school, by=crew.actor("admin", NOON), kind="printer", name="Zébulon 3000", tag="Z-1"
    )
    assets.correct(asset, by=crew.actor("admin", NOON), name="Zébulon 4000")
    accounts.correct(
        crew.correspondent, by=crew.actor("correspondent", NOON), title="Professeur de luth"
    )


class TestFollowsFacts:
    def test_a_new_ticket_is_found_once_the_worker_ran(self, run_worker) -> None:
        crew = Crew()
        ticket = received(crew, subject="Les souris ont disparu")
        assert hits(crew.agent, "souris") == []

        run_worker(NOON)

        assert hits(crew.agent, "souris disparues") == [ticket.pk]

    def test_what_is_written_on_it_finds_it(self, run_worker) -> None:
        crew = Crew()
        ticket = dispatched(crew)
        tickets.write(ticket, by=crew.actor("correspondent", NOON), body="La lampe est morte.")
        message = Message.objects.latest("pk")

        run_worker(NOON)

        assert hits(crew.agent, "lampes") == [ticket.pk]
        assert hits(crew.agent, "lampes", "message") == [message.pk]

    def test_a_lycee_is_found_by_its_new_and_its_former_name(self, run_worker) -> None:
        crew = Crew()
        admin = crew.actor("admin", NOON)
        ticket = received(crew)
        school = crew.school
        run_worker(NOON)

        schools.rename_school(school, by=admin, name="Lycée Rosa-Luxemburg", seen=school.version)
        run_worker(NOON)

        assert hits(crew.admin, "rosa luxemburg", "school") == [school.pk]
        assert hits(crew.admin, "Évariste Galois", "school") == [school.pk]
        assert hits(crew.admin, "luxemburg", "ticket") == [ticket.pk]

    def test_a_ticket_is_found_by_what_is_corrected_of_its_equipment(self, run_worker) -> None:
        crew = Crew()
        asset = AssetFactory(school=crew.school, serial="zz111")
        ticket = received(crew, asset=asset)
        run_worker(NOON)

        assets.correct(asset, by=crew.actor("admin", NOON), serial="qq777")
        run_worker(NOON)

        assert hits(crew.agent, "qq777") == [ticket.pk]
        assert hits(crew.agent, "zz111") == []

    def test_a_person_is_found_by_what_was_corrected(self, run_worker) -> None:
        crew = Crew()

        accounts.correct(crew.teacher, by=crew.actor("teacher", NOON), title="Professeur de luth")
        run_worker(NOON)

        assert hits(crew.head, "luth", "person") == [crew.teacher.pk]

    def test_every_fact_of_a_ticket_is_heard_or_known_to_be_silent(self) -> None:
        heard = set(searching._heard("tickets."))
        known = {
            fact
            for fact in vars(ticket_facts).values()
            if isinstance(fact, type) and getattr(fact, "name", "").startswith("tickets.")
        }

        assert known - heard == searching.SILENT

    def test_hearing_twice_changes_nothing(self, run_worker) -> None:
        crew = Crew()
        ticket = received(crew)
        run_worker(NOON)
        before = rows()

        actions.refresh("ticket", [ticket.pk, ticket.pk])

        assert rows() == before


class TestRebuild:
    def test_gives_the_rows_that_the_facts_gave(self, run_worker) -> None:
        crew = Crew()
        rebuild()
        write_a_lot(crew)
        run_worker(NOON)
        by_facts = rows()

        Row.objects.all().delete()
        rebuild()

        assert rows() == by_facts

    def test_goes_on_from_batch_to_batch(self, monkeypatch) -> None:
        monkeypatch.setattr(actions, "_BATCH", 2)
        crew = Crew()
        told = []

        found = actions.rebuild("person", told.append)

        assert len(found.missing) == found.looked_at == told[-1] == 12
        assert hits(crew.admin, crew.head.email, "person") == [crew.head.pk]

    def test_drops_what_is_no_more(self, monkeypatch) -> None:
        monkeypatch.setattr(actions, "_BATCH", 2)
        crew = Crew()
        rebuild()
        ghosts = [
            Row(id=(2 << 40) | key, terms="kperson sfantom x") for key in (3, 10**6, 10**6 + 7)
        ]
        Row.objects.bulk_create(ghosts, ignore_conflicts=True)

        found = actions.rebuild("person")

        assert 10**6 in found.surplus
        assert not actions.verify("person")
        assert hits(crew.admin, "fantôme", "person") == []

    def test_is_what_the_night_does(self) -> None:
        crew = Crew()

        actions.mend(NOON)

        assert hits(crew.admin, crew.school.name, "school") == [crew.school.pk]

    def test_the_night_holds_nobody_up_where_nothing_differs(self) -> None:
        Crew()
        actions.mend(NOON)

        with CaptureQueriesContext(connection) as made:
            actions.mend(NOON)

        verbs = {query["sql"].split()[0].upper() for query in made}
        assert verbs == {"SELECT"}
        assert not any("advisory" in query["sql"] for query in made)


class TestVerify:
    def test_says_what_is_missing_outdated_and_too_much(self) -> None:
        crew = Crew()
        rebuild()
        keys = [
            key_of(pk) for pk in Row.objects.of_kind(2).order_by("pk").values_list("pk", flat=1)
        ]
        Row.objects.with_keys(2, keys[:1]).delete()
        Row.objects.with_keys(2, keys[1:2]).update(terms="kperson x")
        Row.objects.create(id=(2 << 40) | 999_999, terms="kperson x")

        found = actions.verify("person")

        assert (found.missing, found.outdated, found.surplus) == (keys[:1], keys[1:2], [999_999])
        assert crew

    def test_is_a_command(self, capsys) -> None:
        make_person("service_desk", email="lise@cesame.invalid")

        assert main(["search", "verify", "--kind", "person"]) == 1
        assert "person: manquent" in capsys.readouterr().err
        assert main(["search", "rebuild", "--kind", "person"]) == 0
        assert main(["search", "verify", "--json"]) == 0
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()[1:]]
        assert {line["kind"] for line in told} == set(wiring.KINDS)
        assert not any(line["missing"] for line in told)

    def test_rebuild_speaks_to_machines_too(self, capsys) -> None:
        assert main(["search", "rebuild", "--json", "--kind", "ticket"]) == 0

        told = {"kind": "ticket", "looked_at": 0, "missing": 0, "outdated": 0, "surplus": 0}
        assert json.loads(capsys.readouterr().out) == told


class TestSigningUp:
    def test_a_number_or_a_name_is_taken_once(self) -> None:
        with pytest.raises(ValueError, match="signed up twice"):
            wiring.kind(wiring.KINDS["ticket"])

    def test_segments_fit_their_column(self) -> None:
        crew = Crew()
        ticket = dispatched(crew)
        ticket.reached_academy = True

        assert searching._segment(ticket) == "lca"
        assert searching._segment(ticket, Audience.EXCHANGE) == "c"
        assert searching._segment(ticket, Audience.REGION) == ""
