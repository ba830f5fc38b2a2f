"""The pages of the register."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.accounts.roles import Role
from preau.assets.models import Asset
from tests.assets.factories import AssetFactory
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.schools.factories import RoomFactory, SchoolFactory, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def correspondent(client_for, school):
    return client_for(make_person(Role.CORRESPONDENT, school))


@pytest.fixture
def admin(client_for):
    return client_for(make_person(Role.REGIONAL_ADMIN))


def page_of(client, url, answered=200, **query):
    answer = client.get(url, query)
    assert answer.status_code == answered
    return answer.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/assets/%00/",
        "/assets/%00/room/",
        "/assets/registration/%00/",
        "/assets/search/?school=%00&q=%00",
        "/assets/?q=%00&school=%00",
        "/schools/?q=%00",
        "/schools/mandates/?q=%00",
        "/mail/schools/?q=a%00",
    ],
)
def test_a_nul_in_an_address_finds_nothing(admin, url):
    # PostgreSQL refuses it; nobody types it.
    assert admin.get(url).status_code in {200, 404}


class TestList:
    def test_shows_what_the_lycee_has_and_nothing_of_another(self, correspondent, school):
        AssetFactory(school=school, tag="NOTRE-1")
        AssetFactory(school=school, tag="REBUT-1", disposed=True)
        AssetFactory(tag="AUTRE-1")

        page = page_of(correspondent, "/assets/")

        assert "NOTRE-1" in page
        assert "AUTRE-1" not in page
        assert "REBUT-1" not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "ECOLE b204"}, {"A"}),
            ({"q": "idf-a"}, {"A"}),
            ({"kind": "printer"}, {"B"}),
            ({"status": "stored"}, {"B"}),
            ({"status": "disposed"}, {"C"}),
            ({"owner": "own_funds"}, {"A"}),
            ({"kind": "unknown"}, {"A", "B"}),
            ({"school": "galois"}, {"A", "B"}),
            ({"school": "zola"}, set()),
        ],
    )
    def test_filters_in_the_address(self, correspondent, school, query, found):
        room = RoomFactory(school=school, name="B204")
        AssetFactory(school=school, tag="IDF-A", name="École 1", room=room, own_funds=True)
        AssetFactory(school=school, tag="IDF-B", kind="printer", stored=True)
        AssetFactory(school=school, tag="IDF-C", disposed=True)

        page = page_of(correspondent, "/assets/", **query)

        assert {letter for letter in "ABC" if f"IDF-{letter}</a>" in page} == found

    def test_costs_the_same_for_more_rows(self, correspondent, school):
        def grow():
            AssetFactory(school=school, room=RoomFactory(school=school))

        grow()
        assert_flat(lambda: correspondent.get("/assets/"), grow)

    def test_an_empty_register_teaches(self, correspondent):
        assert 'class="empty"' in page_of(correspondent, "/assets/")
        assert 'class="empty"' in page_of(correspondent, "/assets/", q="rien")


class TestAsset:
    def test_tells_its_story_with_rooms_and_people(self, admin, client_for, school):
        asset = AssetFactory(school=school)
        first, second = (RoomFactory(school=school, name=name) for name in ("B204", "CDI"))
        for room in (first, second):
            asset.refresh_from_db()
            admin.post(f"/assets/{asset.tag}/room/", {"room": room.pk, "seen": asset.version})

        page = page_of(admin, asset.get_absolute_url())

        assert "B204" in page
        assert "CDI" in page
        assert "Martin" in page

    def test_the_lycee_reads_and_cannot_change(self, correspondent, school):
        asset = AssetFactory(
            school=school, own_funds=True, warranty_until=(NOON + timedelta(days=9)).date()
        )

        page = page_of(correspondent, asset.get_absolute_url())
        assert f"/assets/{asset.tag}/disposal/" not in page
        answer = correspondent.post(f"/assets/{asset.tag}/disposal/", {"seen": 1})

        assert answer.status_code == 403
        asset.refresh_from_db()
        assert asset.status == "in_service"

    def test_another_lycees_is_absent(self, correspondent):
        page_of(correspondent, AssetFactory().get_absolute_url(), answered=404)

    @pytest.mark.parametrize(("act", "status"), [("storage", "stored"), ("disposal", "disposed")])
    def test_the_region_stores_and_disposes(self, admin, act, status):
        asset = AssetFactory()
        page_of(admin, f"/assets/{asset.tag}/{act}/")

        assert admin.post(f"/assets/{asset.tag}/{act}/", {"seen": 1}).status_code == 302

        asset.refresh_from_db()
        assert asset.status == status

    def test_a_page_grown_old_shows_both_and_keeps_what_was_typed(self, admin):
        asset = AssetFactory()
        typed = {"kind": "desktop", "name": "Noria M5", "owner": "region", "seen": 1}
        admin.post(f"/assets/{asset.tag}/storage/", {"seen": 1})

        answer = admin.post(f"/assets/{asset.tag}/description/", typed)

        assert answer.status_code == 409
        assert "Noria M5" in answer.content.decode()
        answer = admin.post(f"/assets/{asset.tag}/description/", {**typed, "seen": 2})
        assert answer.status_code == 302

    def test_a_warranty_that_ends_before_it_begins_is_refused(self, admin):
        asset = AssetFactory()
        typed = {
            "kind": "desktop",
            "name": "Noria M5",
            "owner": "region",
            "seen": 1,
            "commissioned_on": "2026-09-01",
            "warranty_until": "2025-09-01",
        }

        assert admin.post(f"/assets/{asset.tag}/description/", typed).status_code == 422


class TestRegistration:
    def form(self, client, school, **typed):
        url = f"/assets/registration/{school.uai}/"
        page = client.get(url)
        key = page.context["form"]["request_key"].value()
        fields = {"tag": "IDF-9", "kind": "ups", "name": "Réserve 1500", "owner": "region"}
        return client.post(url, {**fields, "request_key": str(key), **typed})

    def test_enters_it_and_leads_to_its_page(self, admin, school):
        room = RoomFactory(school=school)

        answer = self.form(admin, school, room=room.pk)

        assert answer.status_code == 302
        assert answer.url == "/assets/IDF-9/"
        assert Asset.objects.get().room == room

    def test_a_taken_label_keeps_what_was_typed(self, admin, school):
        AssetFactory(tag="IDF-9")

        answer = self.form(admin, school)

        assert answer.status_code == 403
        assert "Réserve 1500" in answer.content.decode()

    def test_a_label_with_a_slash_is_refused(self, admin, school):
        assert self.form(admin, school, tag="A/B").status_code == 422


class TestSearch:
    def test_proposes_equipment_of_the_lycee_that_one_sees(self, correspondent, school):
        room = RoomFactory(school=school, name="B204")
        AssetFactory(school=school, room=room, tag="IDF-77")
        other = AssetFactory(tag="IDF-78")

        def proposed(uai, q):
            return page_of(correspondent, "/assets/search/", school=uai, q=q)

        assert "IDF-77" in proposed(school.uai, "b204 poste")
        assert "IDF-77" not in proposed(school.uai, "")
        assert "IDF-78" not in proposed(other.school.uai, "idf")
        assert "IDF" not in proposed("", "idf")


class TestPanels:
    def test_counts_by_kind_on_the_home_page(self, correspondent, school):
        for _ in range(3):
            AssetFactory(school=school)
        AssetFactory(school=school, stored=True)

        page = page_of(correspondent, "/")

        assert "/assets/?kind=desktop" in page
        assert "/assets/?status=stored" in page

    def test_shows_on_the_page_of_the_lycee(self, correspondent, school):
        AssetFactory(school=school)

        assert f"?school={school.uai}&amp;kind=desktop" in page_of(
            correspondent, school.get_absolute_url()
        )
