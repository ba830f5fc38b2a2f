"""Home, help, gallery, and the pages of what went wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

import preau.ui
from preau.config.homes import HOMES
from preau.config.urls import urlpatterns as doors_of_the_house
from preau.core.verdicts import Refused, Stale, no
from preau.ui import errors, help_topics, homes, navigation, slots
from preau.ui.homes import Panel
from tests.accounts.factories import UserFactory
from tests.schools.factories import SchoolFactory, make_person

TEMPLATES = Path(preau.ui.__file__).parent / "templates"


def refused_door(request: object) -> HttpResponse:
    raise Refused(no("Demandez à votre correspondant.", source="ROL-3"))


def denied_door(request: object) -> HttpResponse:
    raise PermissionDenied("Réservé à CESAME.")


def stale_door(request: object) -> HttpResponse:
    raise Stale("ticket")


def broken_door(request: object) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("refused/", refused_door),
    path("denied/", denied_door),
    path("stale/", stale_door),
    path("broken/", broken_door),
    *doors_of_the_house,
]
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.server_error


@pytest.fixture
def panels(monkeypatch):
    """No panel but those of the test."""
    registered: dict[str, homes.PanelFunction] = {}
    monkeypatch.setattr(homes, "_panels", registered)
    return registered


class TestHome:
    def test_somebody_without_a_mandate_is_told_what_to_do(self, db, client_for):
        page = client_for(UserFactory()).get("/").content.decode()

        assert "aucun mandat n’est en cours" in page
        assert "Votre chef d’établissement vous désigne" in page

    def test_panels_come_in_the_order_of_the_role(self):
        shown = homes.names_for(["correspondent"])

        assert shown.index("tickets.waiting_for_me") < shown.index("tickets.in_progress")
        assert "tickets.to_qualify" not in shown

    def test_says_that_something_waits_without_counting_one_thing_twice(
        self, db, client_for, panels
    ):
        panels["tickets.waiting_for_me"] = lambda request: Panel(
            "À accepter", "ui/logo.html", count=2
        )
        panels["tickets.in_progress"] = lambda request: Panel(
            "En cours", "ui/logo.html", count=9, calm=True
        )

        page = client_for(make_person("correspondent", SchoolFactory())).get("/").content.decode()

        assert "Voici ce qui vous attend." in page
        assert page.index("À accepter") < page.index("En cours")

    def test_says_that_nothing_waits_where_panels_only_report(self, db, client_for, panels):
        panels["tickets.in_progress"] = lambda request: Panel(
            "En cours", "ui/logo.html", count=9, calm=True
        )

        page = client_for(make_person("correspondent", SchoolFactory())).get("/").content.decode()

        assert "Rien ne vous attend." in page

    def test_a_person_of_two_roles_sees_each_panel_once(self):
        names = homes.names_for(["deputy", "correspondent"])

        assert len(names) == len(set(names))

    def test_every_role_has_a_home(self):
        from preau.accounts.roles import Role

        assert set(HOMES) == set(Role)


class TestNavigation:
    def test_shows_what_the_mandates_allow_and_where_one_is(self, db, client_for, monkeypatch):
        monkeypatch.setattr(navigation, "_entries", {})
        navigation.entry("home", "Accueil", "house", "ui:home", order=0)
        navigation.entry("help", "Aide", "life-preserver", "ui:help", badge=lambda request: 3)
        navigation.entry("desk", "File", "inbox", "ui:gallery", permission="ticket.qualify")

        page = (
            client_for(make_person("correspondent", SchoolFactory()))
            .get("/help/incident/")
            .content.decode()
        )
        rail = page[page.index('class="rail__nav"') : page.index("</nav>")]

        assert rail.count('aria-current="page"') == 1
        assert re.search(r'href="/help/" aria-current="page"', rail)
        assert '<span class="rail__count">3' in rail
        assert "File" not in rail


def test_a_slot_shows_what_higher_rooms_hang_there(monkeypatch, rf):
    monkeypatch.setattr(slots, "_slots", {})
    slots.slot("schools.school", lambda request, thing: Panel(str(thing), "ui/logo.html"))
    slots.slot("schools.school", lambda request, thing: None)

    assert [panel.title for panel in slots.panels("schools.school", rf.get("/"), "Ravel")] == [
        "Ravel"
    ]


@pytest.mark.urls("tests.ui.test_pages")
class TestWhatWentWrong:
    def test_a_refusal_says_why_and_quotes_its_source(self, db, client_for):
        answer = client_for(UserFactory()).get("/refused/")

        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Demandez à votre correspondant." in page
        assert "disposeront du droit d’émettre" in page

    def test_a_denied_permission_shows_its_reason(self, db, client_for):
        answer = client_for(UserFactory()).get("/denied/")

        assert answer.status_code == 403
        assert "Réservé à CESAME." in answer.content.decode()

    def test_a_newer_version_is_a_conflict(self, db, client_for):
        assert client_for(UserFactory()).get("/stale/").status_code == 409

    def test_absent_is_404_in_the_same_clothes(self, db, client_for):
        answer = client_for(UserFactory()).get("/help/no-such-topic/")

        assert answer.status_code == 404
        assert "Il n’y a rien ici pour vous" in answer.content.decode()

    def test_a_broken_page_is_drawn_without_database_or_session(self, db):
        client = Client(raise_request_exception=False)
        client.force_login(UserFactory())

        answer = client.get("/broken/")

        assert answer.status_code == 500
        assert "Quelque chose s’est cassé" in answer.content.decode()

    def test_the_broken_page_itself_asks_the_database_nothing(self):
        # No `db` fixture: a query would fail the test.
        answer = errors.server_error(RequestFactory().get("/"))

        assert "Quelque chose s’est cassé" in answer.content.decode()

    def test_a_broken_template_still_gives_a_page(self, monkeypatch):
        monkeypatch.setattr(errors, "render_to_string", lambda name: 1 / 0)

        answer = errors.server_error(RequestFactory().get("/"))

        assert answer.status_code == 500
        assert "Réessayez dans une minute" in answer.content.decode()

    def test_a_form_from_an_old_page_is_told_so(self, db):
        client = Client(enforce_csrf_checks=True)
        client.force_login(UserFactory())

        answer = client.post("/help/")

        assert answer.status_code == 403
        assert "restée ouverte trop longtemps" in answer.content.decode()


class TestHelp:
    @pytest.mark.requirement("STE-5")
    @pytest.mark.parametrize("name", sorted(help_topics.TOPICS))
    def test_each_topic_can_be_read_also_before_signing_in(self, db, client, name):
        answer = client.get(f"/help/{name}/")

        assert answer.status_code == 200
        assert "<h1>" in answer.content.decode()

    @pytest.mark.requirement("STE-5")
    def test_each_role_has_its_topics(self, db):
        from preau.accounts.roles import Role

        assert all(help_topics.for_roles([role]) for role in Role)
        assert {role for topic in help_topics.TOPICS.values() for role in topic.roles} == set(Role)

    @pytest.mark.requirement("STE-5")
    @pytest.mark.parametrize(("name", "steps"), [("incident", 7), ("evolution", 6)])
    def test_the_two_procedures_are_drawn(self, db, client, name, steps):
        page = client.get(f"/help/{name}/").content.decode()
        figure = page[page.index("<figure") : page.index("</figure>")]

        assert figure.count("<li") == steps

    def test_topics_of_ones_roles_come_first(self, db, client_for):
        page = (
            client_for(make_person("correspondent", SchoolFactory())).get("/help/").content.decode()
        )

        assert page.index("/help/correspondent/") < page.index("/help/contractor/")


class TestComponents:
    def test_the_gallery_shows_every_component(self):
        gallery = (TEMPLATES / "ui" / "gallery.html").read_text(encoding="utf-8")
        every = "".join(
            path.read_text(encoding="utf-8")
            for path in TEMPLATES.rglob("*.html")
            if path.name != "gallery.html"
        )
        for component in (TEMPLATES / "cotton").glob("*.html"):
            tag = f"<c-{component.stem.replace('_', '-')}"
            used = re.compile(rf"{tag}[\s>]")
            assert used.search(gallery) or used.search(every), component.stem

    def test_each_component_says_how_it_is_used(self):
        for component in (TEMPLATES / "cotton").glob("*.html"):
            assert component.read_text(encoding="utf-8").startswith("{% comment %}")

    def test_the_gallery_renders(self, db, client):
        page = client.get("/gallery/").content.decode()

        assert "Un technicien prend contact" in page
        assert "aria-disabled" in page

    def test_no_template_carries_a_style_or_a_script(self):
        for template in TEMPLATES.parents[1].rglob("templates/**/*.html"):
            if "/letters/" in str(template):
                continue  # Mail programs read inline styles and nothing else.
            text = template.read_text(encoding="utf-8")
            assert not re.search(r'\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="', text), (
                template
            )
