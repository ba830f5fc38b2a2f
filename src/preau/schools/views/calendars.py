"""The calendars: the year, the hours of service, the examinations, what was changed; as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.schools import actions, changes, ics, policies, wiring, yearly
from preau.schools.forms import ConfirmForm, ExamsChangeForm, ExamsForm, HoursForm, initial_of
from preau.schools.models import ExamPeriod, School, ServiceHours
from preau.schools.views.common import act, posted
from preau.ui.forms import form_status, submit
from preau.ui.paging import page

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from preau.core.http import SignedRequest

#: How far a calendar can be turned from the present school year.
_YEARS = 4
_ICS = "text/calendar; charset=utf-8"


def _school(request: SignedRequest) -> tuple[School | None, list[School]]:
    """The lycée whose closures are shown, and those of one's own to choose from."""
    own = {held.school_id for held in request.actor.mandates if held.school_id}
    visible = School.objects.visible_to(request.actor)
    mine = list(visible.filter(pk__in=own)) if own else []
    asked = request.GET.get("school", "").strip().upper()
    if not asked:
        return (mine[0] if len(mine) == 1 else None), mine
    if not asked.isalnum():
        raise Http404
    return get_object_or_404(visible, uai=asked), mine


def _year(request: HttpRequest, at: datetime) -> int:
    """The school year that the address asks for (`?year=2026`), by its first year."""
    present = yearly.school_year_of(timezone.localdate(at))
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else present
    return min(max(year, present - _YEARS), present + _YEARS)


def year(request: SignedRequest) -> HttpResponse:
    """A school year: what is closed, what that stops, what it proposes."""
    school, mine = _school(request)
    first = _year(request, request.actor.at)
    present = yearly.school_year_of(timezone.localdate(request.actor.at))
    of_school = f"&school={school.uai}" if school else ""
    calendars = reverse("calendars:year")
    context = {
        "school": school,
        "mine": mine,
        "uai": school.uai if school else "",
        "first": first,
        "label": f"{first}-{first + 1}",
        "months": yearly.months(first, school),
        "hours": _in_force(request.actor.at),
        "before": f"{calendars}?year={first - 1}{of_school}" if first > present - _YEARS else "",
        "after": f"{calendars}?year={first + 1}{of_school}" if first < present + _YEARS else "",
        "file_url": f"{reverse('calendars:file')}?year={first}{of_school}",
        "verdict": policies.can_keep_calendars(request.actor),
        "may_close": school is not None and bool(policies.can_manage(request.actor, school)),
    }
    return render(request, "schools/calendars/year.html", context)


def _in_force(at: datetime) -> str:
    """The hours that hold today, in words."""
    rows = ServiceHours.objects.standing().filter(from_on__lte=timezone.localdate(at))
    return yearly.said(rows[len(rows) - 1]) if rows else ""


def file(request: SignedRequest) -> HttpResponse:
    """The same year as a calendar file, the closures of the lycée with it."""
    school, _mine = _school(request)
    first = _year(request, request.actor.at)
    name = school.name if school else _("Calendar of the Region")
    data = ics.written(name, yearly.days(first, school), request.actor.at)
    response = HttpResponse(data, content_type=_ICS)
    stem = f"preau-{school.uai}" if school else "preau"
    response["Content-Disposition"] = f'attachment; filename="{stem}-{first}-{first + 1}.ics"'
    return response


@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """Official days of this year and the next, for calendars that subscribe; of no lycée."""
    at = timezone.now()
    present = yearly.school_year_of(timezone.localdate(at))
    days = [day for year in (present, present + 1) for day in yearly.days(year, None)]
    # What spans two school years is one event.
    once = {day.uid: day for day in days}
    return HttpResponse(
        ics.written(_("Calendar of the Region"), once.values(), at), content_type=_ICS
    )


def hours(request: SignedRequest) -> HttpResponse:
    """The hours of service, past and to come; other ones are tried before they are set."""
    policies.can_keep_calendars(request.actor).enforce()
    form = HoursForm(posted(request))
    trial: list[wiring.Moved] | None = None
    if form.is_valid():
        if "confirmed" in request.POST:
            if submit(form, actions.lay_down_hours, by=request.actor):
                messages.success(
                    request, _("The hours are set. The dates of the open tickets follow.")
                )
                return redirect("calendars:hours")
        elif submit(form, wiring.tried(actions.lay_down_hours), by=request.actor):
            trial = form.result
    today = timezone.localdate(request.actor.at)
    rows = ServiceHours.objects.select_related("laid_down_by", "withdrawn_by")
    standing = [row for row in rows.order_by("-from_on", "-pk") if row.withdrawn_at is None]
    current = next((row.pk for row in standing if row.from_on <= today), None)
    context = {
        "form": form,
        "trial": trial,
        "rows": [
            {
                "hours": row,
                "said": yearly.said(row),
                "is_current": row.pk == current,
                "is_to_come": row.from_on > today,
            }
            for row in standing
        ],
    }
    return render(request, "schools/calendars/hours.html", context, status=form_status(form))


def hours_withdrawal(request: SignedRequest, pk: int) -> HttpResponse:
    """Give up hours that are still to come."""
    policies.can_keep_calendars(request.actor).enforce()
    laid = get_object_or_404(ServiceHours.objects.standing(), pk=pk)
    form = ConfirmForm(posted(request))
    return act(
        request,
        form,
        actions.withdraw_hours,
        laid,
        template="schools/calendars/withdrawal.html",
        then=reverse("calendars:hours"),
        done=_("These hours will not hold. The dates of the open tickets follow."),
        context={
            "title": _("Withdraw these hours"),
            "what": yearly.said(laid),
            "back": reverse("calendars:hours"),
        },
    )


def exams(request: SignedRequest) -> HttpResponse:
    """The periods of examination, those to come first, and the form for another one."""
    today = timezone.localdate(request.actor.at)
    verdict = policies.can_keep_calendars(request.actor)
    rows = ExamPeriod.objects.standing().order_by("-first_on", "-pk")
    shown = page(rows, request, per_page=30)
    context = {
        "verdict": verdict,
        "page": shown,
        "rows": [
            {
                "period": period,
                "concerned": yearly.concerned(period),
                "state": _state(period, today),
            }
            for period in shown
        ],
    }
    return act(
        request,
        ExamsForm(posted(request)),
        actions.write_exams,
        template="schools/calendars/exams.html",
        then=reverse("calendars:exams"),
        done=_("The period is entered: it proposes its urgency on its days."),
        context=context,
    )


def _state(period: ExamPeriod, today: Any) -> StrOrPromise:
    if period.last_on < today:
        return _("past")
    return _("now") if period.first_on <= today else _("to come")


def exams_change(request: SignedRequest, pk: int) -> HttpResponse:
    """Put a period of examination right."""
    policies.can_keep_calendars(request.actor).enforce()
    period = get_object_or_404(ExamPeriod.objects.standing(), pk=pk)
    return act(
        request,
        ExamsChangeForm(posted(request), initial=initial_of(period)),
        actions.change_exams,
        period,
        template="schools/calendars/exams_change.html",
        then=reverse("calendars:exams"),
        done=_("The period is put right."),
        context={"period": period},
    )


def exams_withdrawal(request: SignedRequest, pk: int) -> HttpResponse:
    """Let a period propose nothing any more."""
    policies.can_keep_calendars(request.actor).enforce()
    period = get_object_or_404(ExamPeriod.objects.standing(), pk=pk)
    return act(
        request,
        ConfirmForm(posted(request)),
        actions.withdraw_exams,
        period,
        template="schools/calendars/withdrawal.html",
        then=reverse("calendars:exams"),
        done=_("The period proposes nothing any more."),
        context={
            "title": _("Withdraw this period"),
            "what": period.name,
            "back": reverse("calendars:exams"),
        },
    )


def history(request: SignedRequest) -> HttpResponse:
    """Each change of the calendars of the Region: what, by whom, when."""
    shown = page(changes.changes(), request, per_page=50)
    context = {"page": shown, "told": changes.told(shown)}
    return render(request, "schools/calendars/history.html", context)
