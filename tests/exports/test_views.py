"""The doors: a list at once, a long one by the worker."""

from __future__ import annotations

import io
import tracemalloc
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from icalendar import Calendar

from preau.accounts.roles import Role
from preau.exports import views
from preau.exports.models import Taken
from preau.exports.states import Sending
from preau.journal.models import Entry
from preau.schools.models import Mandate, Room
from preau.ui.exports import running
from tests.conftest import assert_flat
from tests.exports import factories
from tests.exports.taking import address, rows_of
from tests.instants import NOON
from tests.schools.factories import RoomFactory, SchoolFactory, make_person
from tests.signing_in import enter
from tests.tickets.factories import Crew, closed, dispatched, received, technically_closed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("STE-2"),
    pytest.mark.usefixtures("at_noon"),
]


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
