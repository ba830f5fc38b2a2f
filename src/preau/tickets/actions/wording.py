"""The Region changes the questions of a form; tickets already sent keep theirs (INC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from preau.core.verdicts import Stale
from preau.journal import actions as journal
from preau.tickets import facts, policies
from preau.tickets.models import Form, FormVersion

if TYPE_CHECKING:
    from preau.core.actors import Actor


@transaction.atomic
def edit_questions(
    form: Form, *, by: Actor, seen: int, questions: list[dict[str, Any]]
) -> FormVersion:
    """Write a new version of a form's questions; `seen` is the version that was edited."""
    form = Form.objects.select_for_update().get(pk=form.pk)
    policies.can_edit_form(by).enforce()
    newest = form.versions.order_by("-number").first()
    if newest is not None and newest.number != seen:
        raise Stale(newest)
    version = FormVersion.objects.create(
        form=form,
        number=seen + 1,
        questions=questions,
        edited_at=by.at,
        edited_by=by.person,
    )
    journal.record(facts.FormEdited(thing_id=form.pk, version=version.number), by=by)
    return version
