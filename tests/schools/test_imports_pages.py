"""The pages by which a regional administrator brings files in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools.imports import pages
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import School
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, make_person
from tests.schools.test_imports import OPENED

pytestmark = pytest.mark.django_db

URL = "/schools/imports/schools/"


@pytest.fixture
def admin(client_for):
    return client_for(make_person(Role.REGIONAL_ADMIN))


def upload(client, text, url=URL):
    return client.post(url, {"file": SimpleUploadedFile("lycees.csv", text.encode())})


class TestImportPages:
    def test_names_the_kinds_of_file_with_their_columns(self, admin):
        page = admin.get("/schools/imports/").content.decode()

        assert all(f"/schools/imports/{kind}/" in page for kind in ("schools", "people", "assets"))
        assert "successor_uai" in page

    @pytest.mark.parametrize("name", KINDS)
    def test_each_kind_shows_its_columns_an_example_and_an_empty_file(self, admin, name):
        kind = KINDS[name]
        columns = [*kind.columns.required, *kind.columns.optional]

        page = admin.get(f"/schools/imports/{name}/").content.decode()
        model = admin.get(f"/schools/imports/{name}/model/")

        assert all(f">{column}</td>" in page for column in columns)
        assert all(escape(cell) in page for cell in kind.example.values())
        assert f"/schools/imports/{name}/model/" in page
        assert model["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        report = run(kind, model.content, f"{name}.csv", by=Actor.preau(NOON), dry_run=True)
        # Its columns are the right ones: all that it lacks is a row.
        assert [(p.row, p.column) for p in report.problems] == [(0, "")]

    def test_the_example_of_each_kind_is_a_row_that_comes_in(self):
        ordered = sorted(KINDS.values(), key=lambda kind: (kind.order, kind.name))
        for kind in ordered:
            columns = list(kind.example)
            data = ";".join(columns) + "\n" + ";".join(kind.example[c] for c in columns) + "\n"
            report = run(kind, data.encode(), f"{kind.name}.csv", by=Actor.preau(NOON))
            assert report.ok, (kind.name, report.problems)

    def test_an_empty_file_is_for_those_who_bring_files_in(self, client_for):
        head = make_person(Role.HEAD, SchoolFactory())

        assert client_for(head).get("/schools/imports/people/model/").status_code == 403

    def test_a_trial_writes_nothing_and_its_confirmation_applies_the_same_file(self, admin):
        before = Entry.objects.count()
        tried = upload(admin, OPENED)
        assert tried.status_code == 200
        assert "Lycée Chaptal" in tried.content.decode()
        assert not School.objects.exists()
        assert Entry.objects.count() == before

        answer = admin.post(URL, {"tried": tried.context["tried"]})

        assert answer.status_code == 302
        assert School.objects.count() == 2
        keys = set(Entry.objects.filter(fact="schools.school.opened").values_list("person_key"))
        assert len(keys) == 1
        assert ("preau",) not in keys

    def test_errors_are_listed_with_row_and_column(self, admin):
        answer = upload(admin, OPENED.replace("0750654D", "0750654E"))

        assert answer.status_code == 422
        page = answer.content.decode()
        assert "0750654E" in page
        assert not answer.context["tried"]

    def test_a_file_that_changes_nothing_says_so_and_offers_nothing_to_apply(self, admin):
        admin.post(URL, {"tried": upload(admin, OPENED).context["tried"]})

        answer = upload(admin, OPENED)

        assert answer.context["report"].changes_nothing
        assert not answer.context["tried"]

    def test_a_trial_confirmed_after_the_register_changed_is_read_again(self, admin):
        tried = upload(
            admin,
            OPENED.replace("commune", "commune,opened_on,closed_on")
            .replace("8e\n", "8e,2020-09-01,2026-08-31\n")
            .replace("Asnières\n", "Asnières,,\n"),
        ).context["tried"]
        SchoolFactory(uai="0750654D", closed_on="2026-01-01")

        answer = admin.post(URL, {"tried": tried})

        assert answer.status_code == 409
        assert not School.objects.filter(uai="0920137Z").exists()

    def test_a_trial_is_for_one_person_and_one_kind(self, admin, client_for):
        tried = upload(admin, OPENED).context["tried"]
        other = client_for(make_person(Role.REGIONAL_ADMIN))

        assert other.post(URL, {"tried": tried}).status_code == 302
        assert admin.post("/schools/imports/people/", {"tried": tried}).status_code == 302
        assert admin.post(URL, {"tried": "rubbish"}).status_code == 302
        assert not School.objects.exists()

    def test_a_file_too_large_for_the_page_is_tried_but_not_carried(self, admin, monkeypatch):
        monkeypatch.setattr(pages, "_LARGEST_TRIED", 10)

        answer = upload(admin, OPENED)

        assert answer.context["too_large"]
        assert "preau import schools" in answer.content.decode()

    def test_no_file_and_an_empty_one_are_told(self, admin):
        assert admin.post(URL, {}).status_code == 422
        assert upload(admin, "").status_code == 422

    def test_an_unknown_kind_is_absent(self, admin):
        assert admin.get("/schools/imports/kings/").status_code == 404

    @pytest.mark.parametrize("role", [Role.REGION, Role.SERVICE_DESK, Role.DISPATCHER])
    def test_the_others_are_refused(self, client_for, role):
        client = client_for(make_person(role))

        for url in ("/schools/imports/", URL):
            assert client.get(url).status_code == 403
        assert upload(client, OPENED).status_code == 403
        assert not School.objects.exists()
