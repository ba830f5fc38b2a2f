"""Forms keep what was typed when the answer is no."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale, no
from preau.ui.forms import Form, RequestKeyMixin, SeenMixin, form_status, submit
from preau.ui.widgets import Chosen, ComboboxField, FilesField, RadioCards
from tests.instants import NOON

BY = Actor.preau(NOON)


class SolutionForm(SeenMixin, Form):
    solution = forms.CharField(label="Solution", widget=forms.Textarea)


def filled(**data: str) -> SolutionForm:
    form = SolutionForm({"solution": "Câble neuf", "seen": "3", **data})
    assert form.is_valid(), form.errors
    return form


def summary(form: forms.Form) -> str:
    return render_to_string("cotton/errors.html", {"form": form})


class TestSubmit:
    def test_calls_the_verb_with_what_was_typed(self):
        form = filled()

        done = submit(form, lambda thing, **given: (thing, given), "ticket", by=BY, why="x")

        assert done is True
        assert form.result == (
            "ticket",
            {"by": BY, "seen": 3, "solution": "Câble neuf", "why": "x"},
        )

    @pytest.mark.requirement("STE-7")
    def test_a_refusal_is_shown_with_its_source_and_keeps_the_text(self):
        form = filled()

        def verb(**given: object) -> None:
            raise Refused(no("Prenez le ticket en main.", source="ROL-3"))

        assert submit(form, verb, by=BY) is False
        assert form_status(form) == 403
        assert "Câble neuf" in str(form["solution"])
        page = summary(form)
        assert "Prenez le ticket en main." in page
        assert "disposeront du droit d’émettre" in page

    def test_a_newer_version_shows_both_texts_and_can_be_answered(self):
        form = filled()
        newer = SimpleNamespace(version=7, solution="Lampe neuve")

        def verb(**given: object) -> None:
            raise Stale(newer)

        assert submit(form, verb, by=BY) is False
        assert form_status(form) == 409
        page = summary(form)
        assert "Lampe neuve" in page
        assert "Câble neuf" in page
        assert 'value="7"' in str(form["seen"])
        assert "Câble neuf" in str(form["solution"])


class TestStatus:
    def test_a_page_not_yet_sent_is_200(self):
        assert form_status(SolutionForm()) == 200

    def test_a_wrong_form_is_422_and_names_its_fields(self):
        form = SolutionForm({"seen": "3"})

        assert form_status(form) == 422
        assert 'href="#id_solution"' in summary(form)

    def test_a_right_form_is_200(self):
        assert form_status(filled()) == 200


def test_each_page_has_its_own_request_key():
    class ReportForm(RequestKeyMixin, Form):
        pass

    first, second = (str(ReportForm()["request_key"].value()) for _ in range(2))

    assert uuid.UUID(first) != uuid.UUID(second)


class TestField:
    def test_says_whether_it_is_required_and_ties_hint_and_error_to_the_input(self):
        class OneForm(Form):
            room = forms.CharField(label="Salle", help_text="Sur la porte")

        form = OneForm({})
        html = form["room"].as_field_group()

        assert "obligatoire" in html
        assert 'aria-describedby="id_room_helptext id_room_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'id="id_room_error"' in html

    def test_optional_is_said_too(self):
        class OneForm(Form):
            room = forms.CharField(label="Salle", required=False)

        assert "facultatif" in OneForm()["room"].as_field_group()


@pytest.mark.requirement("INC-2")
def test_radio_cards_choose_nothing_beforehand():
    class UrgencyForm(Form):
        urgency = forms.ChoiceField(
            choices=[("low", "Bas"), ("high", "Très haut")],
            widget=RadioCards(details={"low": "Cela peut attendre."}),
        )

    html = str(UrgencyForm()["urgency"])

    assert "checked" not in html
    assert "Cela peut attendre." in html
    assert html.count("<input") == 2


class TestCombobox:
    class RoomForm(Form):
        room = ComboboxField(url="/rooms/", needs=["school"], required=False, max_length=10)

    def test_a_taken_proposal_has_its_key(self):
        form = self.RoomForm({"room": "B204", "room_key": "12"})

        assert form.is_valid()
        assert form.cleaned_data["room"] == Chosen("B204", "12")
        assert 'value="B204"' in str(form["room"])
        assert 'value="12"' in str(form["room"])

    def test_without_javascript_the_text_alone_arrives(self):
        form = self.RoomForm({"room": " B204 "})

        assert form.is_valid()
        assert form.cleaned_data["room"] == Chosen("B204", "")

    def test_nothing_typed_is_nothing_whatever_the_key(self):
        form = self.RoomForm({"room": "", "room_key": "12"})

        assert form.is_valid()
        assert form.cleaned_data["room"] is None

    def test_a_text_too_long_is_refused(self):
        assert "room" in self.RoomForm({"room": "x" * 11}).errors


class TestFiles:
    class PhotoForm(Form):
        photos = FilesField(most=2, most_octets=10, required=False)

    def form(self, *files: SimpleUploadedFile) -> PhotoForm:
        return self.PhotoForm({}, MultiValueDict({"photos": list(files)}))

    def test_several_files_are_a_list(self):
        form = self.form(SimpleUploadedFile("a.png", b"1"), SimpleUploadedFile("b.png", b"2"))

        assert form.is_valid()
        assert [file.name for file in form.cleaned_data["photos"]] == ["a.png", "b.png"]

    def test_none_is_an_empty_list(self):
        form = self.form()

        assert form.is_valid()
        assert form.cleaned_data["photos"] == []

    @pytest.mark.parametrize(
        ("files", "words"),
        [
            ([("vide.png", b"")], "vide.png"),
            ([("gros.png", b"x" * 11)], "gros.png"),
            ([("a", b"1"), ("b", b"1"), ("c", b"1")], "2 fichiers au plus"),
        ],
    )
    def test_what_cannot_be_taken_is_named(self, files, words):
        form = self.form(*(SimpleUploadedFile(name, data) for name, data in files))

        assert words in str(form.errors["photos"]).replace("\u00a0", " ")
