"""The fortnightly review: the lycée does its own, the Region sees who did (INC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.verdicts import no_mandate
from preau.schools.models import School
from preau.schools.names import short_name
from preau.tickets import actions, policies, queries
from preau.tickets.forms.reviewing import ReviewForm
from preau.tickets.models import Review, Ticket
from preau.tickets.rows import narrow, rows_of
from preau.tickets.views.finding import asked_school, done, typed
from preau.ui import formats
from preau.ui.forms import form_status
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest

#: More open tickets than one page of answers holds are left for the next review.
_MOST = 50


def review(request: SignedRequest) -> HttpResponse:
    """Say of each open ticket of one's lycée where it stands."""
    actor = request.actor
    school = asked_school(request) or _own(request)
    verdict = policies.can_review(actor, school)
    verdict.enforce()
    listed = queries.tickets_to_review(school)[:_MOST]
    form = ReviewForm(
        tickets={ticket: actions.can_answer(ticket, actor) for ticket in listed}, **typed(request)
    )
    if done(form, actions.review, school, verdict=verdict, by=actor):
        messages.success(request, _("Thank you: the review is done. The next one in a fortnight."))
        return redirect("tickets:tickets")
    if form.stale is not None:
        form.read_again(form.stale)
    rows = rows_of(
        narrow(Ticket.objects.filter(pk__in=[ticket.pk for ticket in listed])).order_by(
            "received_at", "pk"
        ),
        actor.at,
    )
    context = {
        "school": school,
        "form": form,
        "rows": [
            (row, form[f"answer_{ticket.pk}"]) for row, ticket in zip(rows, listed, strict=True)
        ],
        "state": queries.review_state(school),
    }
    return render(request, "tickets/review.html", context, status=form_status(form))


def _own(request: SignedRequest) -> School:
    """The lycée of the person; with several, the one whose review waits the longest."""
    held = [
        h.school_id
        for h in request.actor.mandates
        if Permission.TICKET_SEND in h.permissions and h.school_id
    ]
    waiting = Review.objects.waiting().filter(school__in=held).order_by("opened_at")
    first = waiting.select_related("school").first()
    school = first.school if first else School.objects.filter(pk__in=held).order_by("pk").first()
    if school is None:
        no_mandate(
            _("Only the correspondent and the deputies review the open tickets."), source="INC-4"
        ).enforce()
        raise Http404
    return school


def reviews(request: SignedRequest) -> HttpResponse:
    """The last review of each lycée, those that wait the longest first; and how many did it."""
    actor = request.actor
    policies.can_follow_reviews(actor).enforce()
    visible = Review.objects.visible_to(actor)
    recent = visible.filter(opened_at__gt=actor.at - queries.EVERY)
    status = request.GET.get("status", "waiting")
    shown = page(queries.reviews_of(actor, status), request)
    rows = [
        {
            "url": each.school.get_absolute_url(),
            "school": short_name(each.school.name),
            "commune": each.school.commune,
            "opened": formats.short_day(each.opened_at, at=actor.at),
            "times": each.times_put,
            "done": formats.short_day(each.done_at, at=actor.at) if each.done_at else "",
            "by": each.done_by.name if each.done_by else "",
            "tickets": each.tickets,
            "current": each.current,
            "solved": each.solved,
            "nudged": each.nudged,
        }
        for each in shown
    ]
    context = {
        "page": shown,
        "rows": rows,
        "status": status,
        "put": recent.count(),
        "done": recent.filter(done_at__isnull=False).count(),
    }
    return render(request, "tickets/reviews.html", context)
