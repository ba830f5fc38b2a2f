"""The demonstration: its guard, its pages, its term."""

from __future__ import annotations

import contextlib
import fcntl
from random import Random
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.assets.models import Asset
from preau.config import cli
from preau.core.commands import Refusal
from preau.demo import actions, queries
from preau.demo.models import Demonstration
from preau.demo.seed import making
from preau.demo.seed.clockwork import Clockwork
from preau.demo.seed.population import SHOWN, people
from preau.journal.verification import verify
from preau.mail.models import Outgoing
from preau.mail.queries import balance
from preau.schools.models import Headcount, Mandate, School
from preau.schools.models.almanac import ExamPeriod
from preau.schools.models.confirmations import Confirmation
from preau.schools.states import ReportingMode
from preau.tickets.models import Report, Review, Satisfaction, SavedView, Ticket
from preau.tickets.states import HoldCause, Status
from tests.accounts.factories import UserFactory
from tests.demo.samples import a_letter
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, make_person

pytestmark = pytest.mark.django_db

URLS = ["/demo/", "/demo/letters/"]


@pytest.fixture
def guard():
    return Demonstration.objects.create(pk=1, started_at=NOON, ready_at=NOON, seed=1)


class TestGuard:
    @pytest.mark.parametrize("url", URLS)
    def test_without_it_the_pages_are_absent(self, client, url):
        assert client.get(url).status_code == 404

    def test_without_it_nobody_enters_without_a_password(self, client):
        user = UserFactory(email="claire@lycee.invalid")

        answer = client.post(reverse("demo:entry", args=[user.key]))

        assert answer.status_code == 404
        assert "_auth_user_id" not in client.session

    def test_while_the_term_is_being_seeded_the_pages_are_absent(self, client, guard):
        Demonstration.objects.update(ready_at=None)

        assert client.get("/demo/").status_code == 404
        assert queries.stop_real_mail("claire@ecole.example")

    def test_with_it_only_invalid_addresses_are_written_to(self, guard):
        assert queries.stop_real_mail("Claire@LYCEE.INVALID") == ""
        for address in ("claire@ecole.example", "claire@invalid.example", "x@notinvalid"):
            assert queries.stop_real_mail(address)

    def test_without_it_letters_leave(self):
        assert queries.stop_real_mail("claire@ecole.example") == ""

    def test_a_letter_to_a_real_address_fails_and_says_why(self, guard, run_worker):
        letter = a_letter()
        Outgoing.objects.filter(pk=letter.pk).update(to_email="claire@ecole.example")

        # The worker reports the letter that it did not send.
        with contextlib.suppress(AssertionError):
            run_worker(NOON)

        letter.refresh_from_db()
        assert letter.state == "failed"
        assert ".invalid" in letter.error

    def test_a_database_in_use_is_left_alone(self):
        SchoolFactory()

        with pytest.raises(Refusal):
            actions.begin(NOON, print)

        assert not Demonstration.objects.exists()
        assert School.objects.count() == 1

    def test_a_database_in_use_is_not_reset_either(self, monkeypatch):
        SchoolFactory()
        monkeypatch.setattr(actions, "_clear", lambda: pytest.fail("cleared"))

        with pytest.raises(Refusal):
            actions.begin(NOON, print, anew=True)

    def test_another_engine_is_refused(self, monkeypatch):
        monkeypatch.setattr(connection, "vendor", "postgresql")

        with pytest.raises(Refusal):
            actions.begin(NOON, print)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="other engines are refused: TestGuard")
class TestBeginning:
    @pytest.fixture(autouse=True)
    def made(self, monkeypatch, settings, tmp_path):
        """Say which terms were made; a small one is looked at below."""
        settings.VAR = tmp_path
        made = []
        monkeypatch.setattr(making, "make", lambda now, seed, say: made.append((now, seed)))
        return made

    def test_on_an_empty_database_makes_a_term_and_sets_its_guard(self, made):
        begun = actions.begin(NOON, print)

        assert made == [(NOON, actions.SEED)]
        begun.refresh_from_db()
        assert begun.started_at == NOON
        assert begun.ready_at is not None

    def test_two_at_once_in_a_folder_are_refused(self, made, capsys, tmp_path):
        with (tmp_path / "demo.lock").open("w") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            assert cli.main(["demo", "--prepare"]) == 1

        assert made == []
        assert "tourne déjà" in capsys.readouterr().err
        assert cli.main(["demo", "--prepare"]) == 0
        assert len(made) == 1

    def test_a_second_time_finds_the_one_that_is_there(self, made, guard, settings):
        settings.PREAU_URL = "http://127.0.0.1:8765"

        begun = actions.begin(NOON, print)

        assert made == []
        assert begun == guard
        begun.refresh_from_db()
        assert begun.web_url == "http://127.0.0.1:8765"

    @pytest.mark.parametrize("anew", [True, False])
    def test_anew_or_after_one_that_was_never_ready_it_is_made_again(
        self, made, guard, monkeypatch, anew
    ):
        Demonstration.objects.update(ready_at=NOON if anew else None)
        monkeypatch.setattr(actions, "_clear", lambda: Demonstration.objects.all().delete())

        actions.begin(NOON, print, anew=anew)

        assert len(made) == 1
        assert Demonstration.objects.get().ready_at is not None

    def test_before_any_table_there_is_nothing_to_guard(self, monkeypatch):
        SchoolFactory()
        monkeypatch.setattr(connection.introspection, "table_names", list)

        assert actions._present() is None

    def test_clearing_takes_the_database_and_its_shelves_and_nothing_else(
        self, monkeypatch, tmp_path
    ):
        closed = []
        monkeypatch.setattr(actions.connections, "close_all", lambda: closed.append(True))
        name = tmp_path / "preau.sqlite3"
        # Not the settings of the tests: their database is to live on.
        instance = SimpleNamespace(VAR=tmp_path, DATABASES={"default": {"NAME": str(name)}})
        monkeypatch.setattr(actions, "settings", instance)
        gone = [name, tmp_path / "preau.sqlite3-wal", tmp_path / "files" / "x"]
        stays = [tmp_path / "secret_key", tmp_path / "static" / "x"]
        for path in [*gone, *stays]:
            path.parent.mkdir(exist_ok=True)
            path.write_text("x")

        actions._clear()

        assert closed
        assert not any(path.exists() for path in gone)
        assert all(path.exists() for path in stays)


class TestPages:
    def test_a_click_is_enough_to_be_somebody(self, client, guard):
        school = SchoolFactory(uai=SHOWN)
        person = make_person(Role.CORRESPONDENT, school, email="claire@lycee.invalid")
        page = client.get("/demo/").content.decode()
        assert person.name in page

        answer = client.post(reverse("demo:entry", args=[person.key]))

        assert answer.status_code == 302
        home = client.get("/").content.decode()
        assert person.first_name in home
        # A demonstration is always on SQLite: elsewhere the bar does not even ask.
        assert ("/demo/letters/?who=" in home) == (connection.vendor == "sqlite")

    def test_a_real_address_cannot_be_entered(self, client, guard):
        person = make_person(Role.REGIONAL_ADMIN, email="claire@ecole.example")

        assert client.post(reverse("demo:entry", args=[person.key])).status_code == 404

    def test_entering_by_a_link_is_refused(self, client, guard):
        person = make_person(Role.REGIONAL_ADMIN, email="claire@lycee.invalid")

        assert client.get(reverse("demo:entry", args=[person.key])).status_code == 405

    def test_anybody_is_found_by_name_or_lycee(self, client, guard):
        school = SchoolFactory(name="Lycée Émile-Zola")
        person = make_person(Role.DEPUTY, school, last_name="Étienne", email="e@x.invalid")

        for words in ("etienne", "zola"):
            assert person.name in client.get("/demo/", {"q": words}).content.decode()
        assert 'class="empty"' in client.get("/demo/", {"q": "personne"}).content.decode()

    def test_letters_are_read_by_persona_and_all_together(self, client, guard):
        person = make_person(Role.CORRESPONDENT, SchoolFactory(), email="claire@lycee.invalid")
        letter = a_letter()
        Outgoing.objects.filter(pk=letter.pk).update(person=person)

        assert letter.subject in client.get("/demo/letters/").content.decode()
        assert letter.subject in client.get(f"/demo/letters/?who={person.key}").content.decode()
        assert "votre demande" in client.get(f"/demo/letters/{letter.pk}/").content.decode()
        other = UserFactory(email="paul@lycee.invalid")
        assert letter.subject not in client.get(f"/demo/letters/?who={other.key}").content.decode()
        assert client.get("/demo/letters/?who=rubbish").status_code == 404

    def test_the_link_of_a_secret_letter_can_be_followed_and_the_page_says_why(
        self, client, guard, run_worker
    ):
        letter = a_letter()
        Outgoing.objects.filter(pk=letter.pk).update(
            is_secret=True, text="Choisissez : http://localhost:8000/account/invitation/abc/"
        )

        run_worker(NOON)

        letter.refresh_from_db()
        page = client.get(f"/demo/letters/{letter.pk}/").content.decode()
        assert letter.state == "sent"
        assert 'href="http://localhost:8000/account/invitation/abc/"' in page
        assert "En service, son texte est effacé" in page

    def test_the_page_of_personas_says_where_to_write(self, client, guard):
        Demonstration.objects.update(smtp_listen="127.0.0.1:2525")

        page = client.get("/demo/").content.decode()

        assert settings.PREAU_MAIL_ADDRESS in page
        assert "127.0.0.1:2525" in page
        assert "preau demo mail" in page

    def test_a_letter_with_a_dropped_text_says_so(self, client, guard):
        letter = a_letter()
        Outgoing.objects.filter(pk=letter.pk).update(text="")

        assert "notice" in client.get(f"/demo/letters/{letter.pk}/").content.decode()


@pytest.fixture(scope="class")
def small_term(django_db_setup, django_db_blocker):
    """A small term, made once for the tests that look at it."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            making.make(NOON, 7, lambda line: None, making.SMALL)
            yield
            transaction.set_rollback(True)


@pytest.mark.usefixtures("small_term")
class TestTerm:
    def test_every_lycee_has_head_counts_people_and_equipment(self):
        assert School.objects.count() == 8
        for school in School.objects.all():
            assert Headcount.objects.filter(school=school).exists()
            assert Mandate.objects.filter(school=school, role=Role.HEAD).exists()
            assert Mandate.objects.filter(school=school, role=Role.ONSITE).exists()
            assert Asset.objects.filter(school=school).count() > 20
        assert not User.objects.exclude(email__endswith=".invalid").exists()
        assert not School.objects.exclude(email__endswith="@lycee.invalid").exists()

    def test_the_lycee_shown_has_something_of_everything(self):
        school = School.objects.get(uai=SHOWN)
        roles = set(Mandate.objects.in_force(NOON).filter(school=school).values_list("role"))
        tickets = Ticket.objects.filter(school=school)

        assert roles >= {
            (role,) for role in (Role.CORRESPONDENT, Role.DEPUTY, Role.DEPUTY_HEAD, Role.STAFF)
        }
        statuses = set(tickets.values_list("status", flat=True))
        assert statuses >= {Status.RECEIVED, Status.DISPATCHED, Status.TECHNICALLY_CLOSED}
        assert tickets.filter(hold_cause__in=HoldCause.values).exists()
        assert school.reporting_mode == ReportingMode.ALL_STAFF
        assert Report.objects.filter(school=school, status="open").exists()

    def test_the_desk_keeps_views_and_an_examination_and_lycees_review_and_rate(self):
        assert SavedView.objects.filter(shared_with=Role.SERVICE_DESK).exists()
        assert ExamPeriod.objects.get().first_on > NOON.date()
        assert Review.objects.filter(done_at__isnull=False).exists()
        assert Satisfaction.objects.exists()
        assert Confirmation.objects.awaited().get().school.uai == SHOWN

    def test_nothing_happens_in_the_future_and_the_books_are_in_order(self):
        assert not Ticket.objects.filter(updated_at__gt=NOON).exists()
        assert Outgoing.objects.exists()
        assert balance().is_even
        assert verify().faults == []

    def test_is_the_same_for_the_same_day(self):
        schools = list(School.objects.select_related("territory").order_by("uai"))
        day = NOON.date()

        def made():
            return people(schools, Random(5), day, day)  # noqa: S311

        assert made() == made()


class TestClockwork:
    def test_stories_take_turns_in_the_order_of_time_and_a_refused_one_ends(self):
        from datetime import timedelta

        from preau.core.verdicts import Refused, no

        seen = []

        def story(name, *hours):
            for hour in hours:
                yield NOON + timedelta(hours=hour)
                seen.append((hour, name))
                if name == "refused":
                    raise Refused(no("Not now."))

        ticks = []
        clock = Clockwork(after=lambda at: None, hourly=ticks.append)
        for one in (story("late", 2, 9), story("refused", 1, 3), story("early", 0, 4)):
            clock.begin(one)
        clock.run(NOON, NOON + timedelta(hours=5))

        assert seen == [(0, "early"), (1, "refused"), (2, "late"), (4, "early")]
        assert clock.broken_off == 1
        assert len(ticks) == 5
