"""The doors: a list at once, a long one by the worker, one's files."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from preau.accounts.roles import Role
from preau.exports import actions, views
from preau.exports.models import Taken
from preau.exports.states import Reason, Sending, Status
from preau.files import store
from preau.journal.models import Entry
from preau.schools import actions as schools
from preau.schools.models import Mandate, Room, School
from preau.search import actions as search
from preau.search.wiring import KINDS
from preau.tickets.models import Review
from preau.ui.exports import EXPORTS, Format, running
from tests.conftest import assert_flat
from tests.exports import factories
from tests.instants import NOON
from tests.schools.factories import RoomFactory, SchoolFactory, actor, make_person
from tests.signing_in import enter
from tests.tickets.factories import Crew, closed, dispatched, received, technically_closed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("STE-2"),
    pytest.mark.usefixtures("at_noon"),
]


def address(name: str, form: str, of: str = "", door: str = "taking") -> str:
    names = {"name": name, "form": form, **({"of": of} if of else {})}
    return reverse(f"exports:{door}_of" if of else f"exports:{door}", kwargs=names)


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


class TestCsv:
    def test_the_list_as_it_is_filtered(self):
        crew = Crew()
        mine, other = received(crew, subject="Mur « rouge »"), received(Crew())
        closed(crew)
        client = enter(crew.agent)

        answer = client.get(address("tickets", "csv"), {"view": "open", "q": "rouge"})

        head, *rows = rows_of(answer)
        assert [row[0] for row in rows] == [mine.ref]
        assert other.ref not in str(rows)
        line = dict(zip(head, rows[0], strict=True))
        assert line["Objet"] == "Mur « rouge »"
        assert line["UAI"] == crew.school.uai
        assert line["Reçu"] == "05/10/2026 09:00"
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert 'filename="tickets-ouverts-2026-10-05.csv"' in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        taken = Taken.objects.get()
        assert (taken.status, taken.done, taken.is_whole) == (Sending.SENT, 1, True)
        assert ["Vue", "Ouverts"] in taken.filters
        assert Entry.objects.get(fact="exports.list.taken").person_key == str(crew.agent.key)

    def test_all_pages_in_the_order_of_the_page(self):
        school = SchoolFactory()
        RoomFactory.create_batch(120, school=school)
        client = enter(make_person(Role.HEAD, school))

        _head, *rows = rows_of(client.get(address("rooms", "csv", school.uai)))

        shown: list[str] = []
        for number in (1, 2):
            page = client.get(reverse("schools:rooms", args=[school.uai]), {"page": number})
            shown += [room.name for room in page.context["page"]]
        assert [row[0] for row in rows] == shown
        assert len(rows) == 120

    def test_a_reader_who_leaves_is_written_down(self):
        school = SchoolFactory()
        RoomFactory(school=school)
        answer = enter(make_person(Role.HEAD, school)).get(address("rooms", "csv", school.uai))

        next(iter(answer.streaming_content))
        # As the server does before it lets the connection go.
        for close in answer._resource_closers:
            close()

        assert Taken.objects.get().status == Sending.BROKEN

    def test_a_mandate_that_ends_meanwhile_stops_it_with_an_honest_line(self, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 10)
        school = SchoolFactory()
        RoomFactory.create_batch(25, school=school)
        head = make_person(Role.HEAD, school)
        answer = enter(head).get(address("rooms", "csv", school.uai))
        parts = iter(answer.streaming_content)
        told = [next(parts), next(parts)]

        Mandate.objects.filter(person=head).update(ends_at=NOON)
        lines = rows_of([*told, *parts])

        assert len(lines) == 1 + 10 + 1
        assert lines[-1][0].startswith("Fichier incomplet")
        assert "après 10 lignes sur 25" in lines[-1][0]
        taken = Taken.objects.get()
        assert (taken.status, taken.done, taken.is_whole) == (Sending.SENT, 10, False)

    def test_what_leaves_ones_sight_meanwhile_is_left_out(self, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 10)
        school = SchoolFactory()
        rooms = RoomFactory.create_batch(25, school=school)
        answer = enter(make_person(Role.HEAD, school)).get(address("rooms", "csv", school.uai))
        parts = iter(answer.streaming_content)
        told = [next(parts)]

        rooms[20].delete()
        lines = rows_of([*told, *parts])

        assert len(lines) == 1 + 24
        assert not Taken.objects.get().is_whole

    def test_more_rows_cost_no_more_queries(self):
        crew = Crew()
        received(crew)
        client = enter(crew.agent)

        assert_flat(
            lambda: rows_of(client.get(address("tickets", "csv"))), lambda: dispatched(crew)
        )


class TestMemory:
    ROWS = 50_000

    def test_does_not_grow_with_the_list(self):
        school = SchoolFactory()
        Room.objects.bulk_create(
            [Room(school=school, name=f"B{n}", folded_name=f"b{n}") for n in range(self.ROWS)],
            batch_size=2000,
        )
        client = enter(make_person(Role.HEAD, school))
        b"".join(client.get(address("closures", "csv", school.uai)))

        tracemalloc.start()
        try:
            answer = client.get(address("rooms", "csv", school.uai))
            lines = sum(part.count(b"\r\n") for part in answer)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert lines == self.ROWS + 1
        assert peak < 30_000_000


class TestWorkbook:
    def test_a_short_one_leaves_at_once(self):
        crew = Crew()
        received(crew, subject="=1+1")

        answer = enter(crew.agent).get(address("tickets", "xlsx"), {"view": "open"})

        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
        assert book.worksheets[0]["B2"].value == "=1+1"
        assert book.worksheets[0]["B2"].data_type == "s"
        assert Taken.objects.get().status == Sending.SENT

    def test_a_long_one_is_asked_for(self, monkeypatch):
        monkeypatch.setattr(views, "MOST_AT_ONCE", 1)
        crew = Crew()
        received(crew)
        received(crew)
        client = enter(crew.agent)

        answer = client.get(address("tickets", "xlsx"), {"view": "open"})

        assert answer["Location"] == f"{address('tickets', 'xlsx', door='asking')}?view=open"
        assert not Taken.objects.exists()
        page = client.get(answer["Location"])
        assert "2 lignes" in page.content.decode()
        key = page.context["form"]["request_key"].value()
        for _ in range(2):
            done = client.post(answer["Location"], {"request_key": key})
            assert done["Location"] == f"/exports/#file-{Taken.objects.get().pk}"
        assert Taken.objects.get().query == "view=open"

    def test_too_many_at_once_are_refused_with_the_reason(self):
        crew = Crew()
        for _ in range(3):
            factories.waiting(crew.agent)
        url = address("tickets", "xlsx", door="asking")
        client = enter(crew.agent)

        page = client.get(url)
        answer = client.post(url, {"request_key": "0b6b4a6e-0d6f-4a0c-9a0e-1f0f3f3b7f11"})

        assert "Trois de vos fichiers" in page.content.decode()
        assert answer.status_code == 403

    def test_a_right_that_ends_meanwhile_leaves_none(self, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 1)
        crew = Crew()
        received(crew)
        received(crew)
        client = enter(crew.agent)
        monkeypatch.setattr(
            views.queries, "reader_now", lambda *args, **words: (_ for _ in ()).throw(running.Ended)
        )

        answer = client.get(address("tickets", "xlsx"), {"view": "open"})

        assert answer.status_code == 403
        assert not Taken.objects.exists()


class TestCalendar:
    def test_dates_and_nothing_confidential(self):
        crew = Crew()
        tickets = [received(crew, subject="Nom de l’élève"), technically_closed(crew)]
        closed(crew)

        answer = enter(crew.correspondent).get(address("tickets", "ics"), {"view": "all"})

        data = b"".join(answer)
        events = Calendar.from_ical(data).walk("VEVENT")
        assert {str(each["UID"]) for each in events} == {
            f"ticket-{ticket.pk}-due@localhost" for ticket in tickets
        }
        assert {each["DTSTART"].dt for each in events} == {ticket.due_at for ticket in tickets}
        assert "élève" not in data.decode()
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"

    def test_taken_again_it_moves_the_date(self):
        crew = Crew()
        ticket = dispatched(crew)
        client = enter(crew.agent)
        url = address("tickets", "ics") + "?view=all"
        first = Calendar.from_ical(b"".join(client.get(url))).walk("VEVENT")[0]

        ticket.due_at += timedelta(days=1)
        ticket.version += 1
        ticket.save()
        [again] = Calendar.from_ical(b"".join(client.get(url))).walk("VEVENT")

        assert again["UID"] == first["UID"]
        assert again["SEQUENCE"] > first["SEQUENCE"]
        assert again["DTSTART"].dt - first["DTSTART"].dt == timedelta(days=1)


class TestAbsent:
    @pytest.mark.parametrize(
        "path",
        [
            "/exports/lists/nothing/csv/",
            "/exports/lists/tickets/pdf/",
            "/exports/lists/rooms/of/9999999Z/csv/",
            "/exports/lists/rooms/csv/",
            "/exports/lists/reports/ics/",
            "/exports/lists/tickets/csv/request/",
            "/exports/lists/tickets/of/0750654D/csv/",
            f"/exports/lists/mandates/of/{'A' * 40}/csv/",
        ],
    )
    def test_what_is_not_there(self, path):
        assert enter(make_person(Role.SERVICE_DESK)).get(path).status_code == 404


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
