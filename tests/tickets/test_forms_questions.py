"""The Region changes the questions of the forms, on a page (INC-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from preau.tickets import queries
from preau.tickets.models import Form, FormVersion
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("INC-1"),
    pytest.mark.usefixtures("at_noon"),
]


@pytest.fixture
def edited() -> Form:
    return Form.objects.get(code="printers")


def filled(client: Client, form: Form, **changed: Any) -> dict[str, Any]:
    """The editor as its page carries it, with changes."""
    editor = client.get(form.get_absolute_url()).context["form"]
    data: dict[str, Any] = {"seen": editor["seen"].value()}
    for hidden in editor.rows.management_form:
        data[hidden.html_name] = hidden.value()
    for row in editor.rows:
        for bound in row:
            value = bound.value()
            if value is None and hasattr(bound.field, "choices"):
                value = bound.field.choices[0][0]  # As a browser sends a select left alone.
            if value not in (None, False, ""):
                data[bound.html_name] = value
    return {**data, **changed}


def labels(form: Form) -> list[str]:
    """The questions that the form asks today."""
    return [question["label"] for question in queries.questions_of(form)]


def test_moves_adds_and_removes(edited: Form, client_for: Callable[[Any], Client]) -> None:
    client = client_for(Crew().admin)
    before = labels(edited)
    last = len(before)

    data = filled(
        client,
        edited,
        **{
            "q-0-position": "9",
            "q-1-DELETE": "on",
            f"q-{last}-label": "Quelle couleur manque ?",
            f"q-{last}-kind": "choice",
            f"q-{last}-choices": "Noir\nCyan\n\nNoir",
            f"q-{last}-position": "1",
        },
    )
    answer = client.post(edited.get_absolute_url(), data)

    assert answer.status_code == 302
    assert labels(edited) == ["Quelle couleur manque ?", *before[2:], before[0]]
    added = queries.questions_of(edited)[0]
    assert (added["code"], added["choices"]) == ("quelle-couleur-manque", ["Noir", "Cyan"])
    assert FormVersion.objects.filter(form=edited).count() == 2


def test_nothing_typed_changes_nothing_but_the_version(
    edited: Form, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(Crew().admin)
    before = queries.questions_of(edited)

    client.post(edited.get_absolute_url(), filled(client, edited))

    assert queries.questions_of(edited) == before


def test_a_choice_without_choices_is_wrong_and_the_rest_is_kept(
    edited: Form, client_for: Callable[[Any], Client]
) -> None:
    client = client_for(Crew().admin)

    data = filled(client, edited, **{"q-0-kind": "choice", "q-0-choices": "Une seule"})
    answer = client.post(edited.get_absolute_url(), data)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "entre deux et douze choix" in text
    assert "Une seule" in text
    assert FormVersion.objects.filter(form=edited).count() == 1


def test_two_who_edit_are_told(edited: Form, client_for: Callable[[Any], Client]) -> None:
    client = client_for(Crew().admin)
    mine = filled(client, edited, **{"q-0-label": "Ma question ?"})
    theirs = filled(client, edited, **{"q-0-label": "Leur question ?"})
    client.post(edited.get_absolute_url(), theirs)

    late = client.post(edited.get_absolute_url(), mine)
    again = client.post(edited.get_absolute_url(), {**mine, "seen": "2"})

    text = late.content.decode()
    assert late.status_code == 409
    assert "Ma question ?" in text
    assert "Leur question ?" in text
    assert 'name="seen" value="2"' in text
    assert again.status_code == 302
    assert labels(edited)[0] == "Ma question ?"


@pytest.mark.parametrize("part", ["correspondent", "agent", "region", "technician"])
def test_only_administrators_edit(
    part: str, edited: Form, client_for: Callable[[Any], Client]
) -> None:
    crew = Crew()
    client = client_for(crew.of(part))
    data = filled(client_for(crew.admin), edited, **{"q-0-label": "Autre ?"})

    listed = client.get(reverse("tickets:forms"))
    looked = client.get(edited.get_absolute_url())
    sent = client.post(edited.get_absolute_url(), data)

    assert (listed.status_code, looked.status_code, sent.status_code) == (403, 403, 403)
    assert "Autre ?" in sent.content.decode()
    assert FormVersion.objects.filter(form=edited).count() == 1


def test_the_list_is_flat(client_for: Callable[[Any], Client]) -> None:
    client = client_for(Crew().admin)

    def grow() -> None:
        number = Form.objects.count()
        form = Form.objects.create(code=f"f{number}", title="Autre", nature="evolution")
        FormVersion.objects.create(form=form, number=1, questions=[], edited_at=NOON)

    assert_flat(lambda: client.get(reverse("tickets:forms")), grow)


def test_a_form_shows_as_the_lycee_sees_it(
    edited: Form, client_for: Callable[[Any], Client]
) -> None:
    page = client_for(Crew().admin).get(edited.get_absolute_url())

    assert [field.label for field in page.context["preview"]] == labels(edited)
