"""The page behind the link of the satisfaction letter: a look records nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from preau.schools.queries import actor_of
from preau.tickets import actions, policies
from preau.tickets.forms.rating import RatingForm
from preau.tickets.rating import question_of
from preau.tickets.views.finding import done, typed
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


@login_not_required
def satisfaction(request: SignedRequest, token: str) -> HttpResponse:
    """Answer the question of a letter, without signing in: only this, and only by sending it.

    Mail scanners open every link: a GET shows the form and nothing more.
    """
    question = question_of(token)
    if question is None:
        return render(request, "tickets/satisfaction.html", {"question": None, "form": None})
    by = actor_of(question.person, request.actor.at)
    # A link outlives no mandate: what the letter asked, whoever speaks for the lycée may answer.
    initial = {"level": question.level, "comment": question.comment}
    form: RatingForm | None = RatingForm(initial=initial, **typed(request))
    verdict = policies.can_rate(by, question)
    if not verdict:
        form = None
    context = {"question": question, "form": form, "is_done": False, "verdict": verdict}
    if (
        form is not None
        and form.is_bound
        and done(form, actions.rate, question, verdict=verdict, by=by)
    ):
        context |= {"question": form.result, "is_done": True}
    status = form_status(form) if form is not None else 403
    return render(request, "tickets/satisfaction.html", context, status=status)
