"""One's files, the menu of downloads, and the lists of other rooms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from preau.accounts.roles import Role
from preau.exports import actions
from preau.exports.states import Reason, Status
from preau.files import store
from preau.journal.models import Entry
from preau.schools import actions as schools
from preau.schools.models import Mandate, School
from preau.search import actions as search
from preau.search.wiring import KINDS
from preau.tickets.models import Review
from preau.ui.exports import EXPORTS, Format, running
from tests.conftest import assert_flat
from tests.exports import factories
from tests.exports.taking import address, rows_of
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.signing_in import enter
from tests.tickets.factories import Crew, received

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("STE-2"),
    pytest.mark.usefixtures("at_noon"),
]


class TestFiles:
    def _page(self, client: Client) -> str:
        return client.get(reverse("exports:files")).content.decode()

    def test_nobodys_list_is_empty_and_says_where_files_come_from(self):
        assert "Aucun fichier" in self._page(enter(make_person(Role.SERVICE_DESK)))

    def test_shows_how_far_each_is(self):
        agent = make_person(Role.SERVICE_DESK)
        waiting, running_ = factories.waiting(agent), factories.running(agent)
        actions.advance(running_, at=NOON, done=500, total=6000)
        ready = factories.ready(agent, query="view=all")

        page = self._page(enter(agent))

        assert 'hx-trigger="every 2s"' in page
        assert '<progress max="6000" value="500"' in page
        assert reverse("exports:cancellation", args=[waiting.pk]) in page
        assert reverse("exports:file", args=[ready.pk]) in page
        assert "Conservé jusqu’au lundi 12" in page
        assert "/tickets/?view=all" in page

    def test_asks_no_more_once_all_is_written(self):
        agent = make_person(Role.SERVICE_DESK)
        factories.ready(agent)

        assert "every 2s" not in self._page(enter(agent))

    def test_says_why_a_file_is_not_to_be_had(self):
        agent = make_person(Role.SERVICE_DESK)
        factories.ready(agent)
        actions.fail(factories.running(agent), Reason.FAULT, at=NOON)
        Mandate.objects.filter(person=agent).update(ends_at=NOON - timedelta(minutes=1))

        page = self._page(enter(agent))

        assert "a pris fin depuis" in page
        assert "Préau a échoué en chemin" in page
        assert "/file/" not in page

    def test_a_list_that_a_later_version_dropped_keeps_its_line(self, monkeypatch):
        agent = make_person(Role.SERVICE_DESK)
        factories.ready(agent)
        monkeypatch.delitem(EXPORTS, "tickets")

        page = self._page(enter(agent))

        assert "tickets.xlsx" in page
        assert "/file/" not in page

    def test_one_that_was_cut_short_says_so(self):
        agent = make_person(Role.SERVICE_DESK)
        run = factories.run(agent)
        taken = actions.send(run, Format.CSV, "tickets.csv", by=run.asked.actor)
        actions.end_sending(taken, at=NOON, done=1, is_whole=False, is_sent=True)

        assert "Incomplet" in self._page(enter(agent))

    def test_is_flat(self):
        agent = make_person(Role.SERVICE_DESK)
        factories.ready(agent)
        client = enter(agent)

        assert_flat(lambda: self._page(client), lambda: factories.ready(agent))

    def test_a_file_is_handed_out_as_a_download(self):
        agent = make_person(Role.SERVICE_DESK)
        taken = factories.ready(agent, data=b"PK!")

        answer = enter(agent).get(reverse("exports:file", args=[taken.pk]))

        assert b"".join(answer).startswith(b"PK!")
        assert answer["Content-Disposition"].startswith('attachment; filename="tickets.xlsx"')

    def test_one_that_a_restored_copy_lacks_is_refused_with_what_to_do(self):
        agent = make_person(Role.SERVICE_DESK)
        taken = factories.ready(agent)
        store.remove(taken.sha256, shelf=actions.SHELF)

        answer = enter(agent).get(reverse("exports:file", args=[taken.pk]))

        assert answer.status_code == 403
        assert "demandez de nouveau la liste" in answer.content.decode()
        assert not Entry.objects.filter(fact="exports.list.taken").exists()

    def test_it_is_nobody_elses(self):
        taken = factories.ready(make_person(Role.SERVICE_DESK))
        other = enter(make_person(Role.REGIONAL_ADMIN))

        assert other.get(reverse("exports:file", args=[taken.pk])).status_code == 404
        assert other.post(reverse("exports:cancellation", args=[taken.pk])).status_code == 404

    def test_it_can_be_given_up(self):
        agent = make_person(Role.SERVICE_DESK)
        taken = factories.waiting(agent)

        answer = enter(agent).post(reverse("exports:cancellation", args=[taken.pk]))

        assert answer["Location"] == reverse("exports:files")
        taken.refresh_from_db()
        assert taken.status == Status.CANCELLED


class TestMenu:
    def test_keeps_the_filters_and_leaves_the_page(self):
        crew = Crew()
        received(crew)

        page = enter(crew.agent).get("/tickets/", {"view": "open", "q": "réseau", "page": "1"})

        assert "/exports/lists/tickets/ics/?view=open&amp;q=r%C3%A9seau" in page.content.decode()
        assert "page=1" not in page.content.decode()

    def test_what_htmx_swaps_has_it_too(self):
        crew = Crew()
        received(crew)

        part = enter(crew.agent).get("/tickets/", {"view": "all"}, headers={"HX-Request": "true"})

        assert "/exports/lists/tickets/csv/?view=all" in part.content.decode()

    def test_the_ledger_leaves_with_those_who_keep_it_only(self):
        school = School.objects.get(pk=SchoolFactory().pk)
        correspondent = enter(make_person(Role.CORRESPONDENT, school))

        assert correspondent.get(address("mail", "csv")).status_code == 403
        assert enter(make_person(Role.SERVICE_DESK)).get(address("mail", "csv")).status_code == 200


class TestOtherLists:
    def test_what_a_search_finds_and_no_more(self):
        crew, elsewhere = Crew(), Crew()
        mine = received(crew, subject="Quetzalcoatl ne répond plus")
        theirs = received(elsewhere, subject="Quetzalcoatl ne répond plus")
        search.mend(NOON)
        client = enter(crew.correspondent)

        page = client.get("/search/", {"q": "quetzalcoatl"})
        rows = rows_of(client.get(address("search", "csv"), {"q": "quetzalcoatl"}))

        assert address("search", "xlsx") + "?q=quetzalcoatl" in page.content.decode()
        told = str(rows)
        assert mine.ref in told
        assert theirs.ref not in told
        assert rows[0][:3] == ["Type", "Numéro", "Titre"]
        of_a_kind = rows_of(
            client.get(address("search", "csv"), {"q": "quetzalcoatl", "kind": "ticket"})
        )
        assert {row[0] for row in of_a_kind[1:]} == {str(KINDS["ticket"].label)}

    def test_the_reviews_of_the_lycees(self):
        crew = Crew()
        review = Review.objects.create(school=crew.school, opened_at=NOON, tickets=2)
        done = Review.objects.create(
            school=crew.school, opened_at=NOON, done_at=NOON, done_by=crew.correspondent, solved=1
        )
        client = enter(crew.region)

        page = client.get("/tickets/reviews/")
        [_head, waiting] = rows_of(client.get(address("reviews", "csv")))
        [_head, over] = rows_of(client.get(address("reviews", "csv"), {"status": "done"}))

        assert address("reviews", "csv") in page.content.decode()
        assert (waiting[5], waiting[7]) == ("", str(review.tickets))
        assert (over[6], over[9]) == (crew.correspondent.name, str(done.solved))
        assert enter(crew.correspondent).get(address("reviews", "csv")).status_code == 403

    def test_what_was_changed_in_the_calendars(self):
        admin = make_person(Role.REGIONAL_ADMIN)
        schools.write_exams(
            by=actor(admin),
            name="Baccalauréat",
            first_on=date(2027, 6, 14),
            last_on=date(2027, 6, 18),
            kinds=[],
            levels=[],
            urgency="very_high",
        )
        client = enter(admin)

        page = client.get(reverse("calendars:history")).content.decode()
        [_head, row] = rows_of(client.get(address("calendar-history", "csv")))
        [_head, period] = rows_of(client.get(address("examinations", "csv")))

        assert address("calendar-history", "csv") in page
        assert admin.name in row[1]
        assert period[:3] == ["Baccalauréat", "14/06/2027", "18/06/2027"]

    def test_what_is_not_read_by_key_keeps_its_order_while_it_leaves(self, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 2)
        admin = make_person(Role.REGIONAL_ADMIN)

        def enter_exams(name: str) -> None:
            schools.write_exams(
                by=actor(admin),
                name=name,
                first_on=date(2027, 6, 14),
                last_on=date(2027, 6, 18),
                urgency="very_high",
            )

        for name in ("Bac", "BTS", "CAP"):
            enter_exams(name)
        answer = enter(admin).get(address("calendar-history", "csv"))
        parts = iter(answer.streaming_content)
        told = [next(parts), next(parts)]

        enter_exams("DNB")
        rows = rows_of([*told, *parts])

        assert [row[2] for row in rows[1:]] == ["CAP", "BTS", "Bac"]

    def test_the_people_of_a_lycee_without_its_staff(self):
        crew = Crew()

        rows = rows_of(enter(crew.agent).get(address("people", "csv", crew.school.uai)))

        told = {row[0] for row in rows[1:]}
        assert {crew.head.name, crew.correspondent.name, crew.deputy.name} <= told
        assert crew.teacher.name not in told
