"""The forms of the online service: the Region reads and changes their questions (INC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Max, OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from preau.tickets import actions, policies
from preau.tickets.forms.questions import QuestionsForm
from preau.tickets.forms.request import field_of, name_of
from preau.tickets.models import Form, FormVersion
from preau.tickets.views.finding import done, typed
from preau.ui.forms import Form as UiForm
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def forms(request: SignedRequest) -> HttpResponse:
    """The forms of the service, each with its version and its number of questions."""
    newest = FormVersion.objects.filter(form=OuterRef("pk")).order_by("-number")
    rows = Form.objects.annotate(
        number=Max("versions__number"),
        edited_at=Max("versions__edited_at"),
        asked=Subquery(newest.values("questions")[:1]),
    )
    context = {"forms": rows, "verdict": policies.can_edit_form(request.actor)}
    policies.can_edit_form(request.actor).enforce()
    return render(request, "tickets/forms.html", context)


def form(request: SignedRequest, code: str) -> HttpResponse:
    """The questions of a form, as its editor and as the lycée sees them."""
    edited = get_object_or_404(Form, code=code)
    version = edited.versions.order_by("-number").first()
    questions = list(version.questions) if version else []
    seen = version.number if version else 0
    editor = QuestionsForm(questions=questions, initial={"seen": seen}, **typed(request))
    verdict = policies.can_edit_form(request.actor)
    if done(editor, actions.edit_questions, edited, verdict=verdict, by=request.actor):
        messages.success(
            request,
            _("Version %(number)d is in force. Tickets already sent keep their questions.")
            % {"number": editor.result.number},
        )
        return redirect(edited)
    theirs = []
    if editor.stale is not None:
        # The next attempt answers the version that is now shown beside.
        theirs = editor.stale.questions
        data = request.POST.copy()
        data["seen"] = str(editor.stale.number)
        editor.data = data
    context = {
        "edited": edited,
        "version": version,
        "form": editor,
        "theirs": theirs,
        "preview": _preview(questions),
    }
    return render(request, "tickets/form.html", context, status=form_status(editor))


def _preview(questions: list[dict[str, Any]]) -> UiForm:
    """The questions as the lycée is asked them."""
    preview = UiForm(auto_id="preview_%s", prefix="preview")
    for question in questions:
        preview.fields[name_of(question)] = field_of(question)
    return preview
