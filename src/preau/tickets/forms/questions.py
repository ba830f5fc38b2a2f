"""The editor of a form's questions: one row per question, in the order of its numbers (INC-1)."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.core.text import fold
from preau.tickets.forms.fields import Form
from preau.tickets.states import QuestionKind
from preau.ui.forms import SeenMixin

_MOST = 20
_MOST_CHOICES = 12


class QuestionForm(forms.Form):
    """One question."""

    position = forms.IntegerField(
        label=_("Number"), min_value=1, max_value=99, widget=forms.NumberInput(attrs={"size": 2})
    )
    code = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Question"), max_length=160)
    hint = forms.CharField(label=_("Hint"), max_length=200, required=False)
    # An empty row comes back with the first kind chosen: that is no change.
    kind = forms.ChoiceField(
        label=_("Answered by"), choices=QuestionKind.choices, initial=QuestionKind.TEXT
    )
    choices = forms.CharField(
        label=_("Choices, one per line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required = forms.BooleanField(label=_("An answer is required"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for choices where there must be some."""
        data = super().clean() or {}
        choices = list(
            dict.fromkeys(
                line.strip() for line in data.get("choices", "").splitlines() if line.strip()
            )
        )
        if data.get("kind") == QuestionKind.CHOICE and not 2 <= len(choices) <= _MOST_CHOICES:
            self.add_error("choices", _("Write between two and twelve choices, one per line."))
        return {**data, "choices": choices if data.get("kind") == QuestionKind.CHOICE else []}


class _QuestionFormSet(forms.BaseFormSet[QuestionForm]):
    """The questions of one form."""

    def questions(self) -> list[dict[str, Any]]:
        """What was typed, in the order of the numbers, each under a code of its own."""
        rows = [
            row.cleaned_data
            for row in self.forms
            if row.cleaned_data.get("label") and not row.cleaned_data.get("DELETE")
        ]
        taken: set[str] = set()
        found = []
        for row in sorted(rows, key=lambda row: row["position"]):
            code = row["code"] or _code(row["label"])
            while code in taken:
                code = f"{code}-2"
            taken.add(code)
            found.append(
                {
                    "code": code,
                    "label": row["label"],
                    "hint": row["hint"],
                    "kind": row["kind"],
                    "choices": row["choices"],
                    "required": row["required"],
                }
            )
        return found


QuestionFormSet = forms.formset_factory(
    QuestionForm,
    formset=_QuestionFormSet,
    extra=2,
    can_delete=True,
    max_num=_MOST,
    validate_max=True,
)


class QuestionsForm(Form, SeenMixin):
    """All the questions of one form, as a whole: saved together or not at all."""

    def __init__(self, *args: Any, questions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [
            {**question, "position": number, "choices": "\n".join(question.get("choices", []))}
            for number, question in enumerate(questions, start=1)
        ]
        self.rows = QuestionFormSet(self.data if self.is_bound else None, initial=rows, prefix="q")
        for number, row in enumerate(self.rows.extra_forms, start=len(rows) + 1):
            row.fields["position"].initial = number

    def clean(self) -> dict[str, Any]:
        """Give the verb the questions in their new order."""
        data = super().clean() or {}
        if not self.rows.is_valid():
            raise forms.ValidationError(_("Some questions are incomplete: see below."))
        return {**data, "questions": cast("_QuestionFormSet", self.rows).questions()}


def _code(label: str) -> str:
    """A code from the words of a question: "Since when?" becomes "since-when"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")[:40] or "question"
