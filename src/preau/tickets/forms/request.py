"""The forms that open a ticket: what, where, the questions of its kind, how urgent (INC-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.tickets.forms.fields import (
    Form,
    KeptFilesField,
    asset_of,
    long_text,
    room_of,
    urgency_field,
)
from preau.tickets.states import QuestionKind
from preau.ui.forms import RequestKeyMixin
from preau.ui.widgets import ComboboxField, RadioCards

if TYPE_CHECKING:
    from preau.schools.models import School


class RequestForm(Form, RequestKeyMixin):
    """One of the forms of the online service, with the questions that the Region gave it.

    A place or a piece of equipment that the register does not know is no reason to refuse: what
    was typed goes along as an answer.
    """

    subject = forms.CharField(
        label=gettext_lazy("What does not work?"),
        max_length=200,
        help_text=gettext_lazy("In a few words: “The projector of room B204 stays dark”."),
    )
    description = long_text(
        gettext_lazy("What exactly happens?"),
        rows=6,
        help_text=gettext_lazy("What you see, what you tried, the message word for word."),
    )
    urgency = urgency_field(
        help_text=gettext_lazy("CESAME may adjust the level; it then tells you why.")
    )
    attachments = KeptFilesField()

    def __init__(
        self, *args: Any, school: School, questions: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.questions = school, questions
        self.fields["room"] = ComboboxField(
            label=_("Which room?"),
            url=reverse("schools:rooms", args=[school.uai]),
            required=False,
            max_length=60,
            help_text=_("As on its door. Leave it empty if the whole lycée is concerned."),
        )
        self.fields["asset"] = ComboboxField(
            label=_("Which equipment?"),
            url=f"{reverse('assets:search')}?school={school.uai}",
            required=False,
            help_text=_("Its label, its serial number or its model."),
        )
        for question in questions:
            self.fields[name_of(question)] = field_of(question)
        self.order_fields(["subject", "description", "room", "asset", *map(name_of, questions)])
        # How urgent it is can be said once the rest has been told.
        self.fields["urgency"] = self.fields.pop("urgency")
        self.fields["attachments"] = self.fields.pop("attachments")

    def clean(self) -> dict[str, Any]:
        """Give the verb its words: the place as rows of the register, the rest as answers."""
        data = super().clean() or {}
        room, asset = data.pop("room", None), data.pop("asset", None)
        known_room, known_asset = room_of(self.school, room), asset_of(self.school, asset)
        answers = []
        if room is not None and known_room is None:
            answers.append(_answer("room", _("Room"), room.text))
        if asset is not None and known_asset is None:
            answers.append(_answer("asset", _("Equipment"), asset.text))
        answers += [
            _answer(question["code"], question["label"], said)
            for question in self.questions
            if (said := data.pop(name_of(question), ""))
        ]
        return {**data, "room": known_room, "asset": known_asset, "answers": answers}


def _answer(code: str, label: str, said: str) -> dict[str, str]:
    return {"code": code, "label": label, "answer": said}


def name_of(question: dict[str, Any]) -> str:
    """The name of the field that a question of a form asks with."""
    return f"question_{question['code']}"


def field_of(question: dict[str, Any]) -> forms.Field:
    """The field that a question of a form asks with."""
    common = {
        "label": question["label"],
        "help_text": question.get("hint", ""),
        "required": bool(question.get("required")),
    }
    if question["kind"] == QuestionKind.CHOICE:
        choices = [(choice, choice) for choice in question.get("choices", [])]
        return forms.ChoiceField(choices=choices, widget=RadioCards(), **common)
    if question["kind"] == QuestionKind.LONG:
        return long_text(common.pop("label"), rows=4, **common)
    return forms.CharField(max_length=300, **common)
