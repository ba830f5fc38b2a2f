"""The staff's reports: file one, follow one's own; forward, answer or decline (ROL-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from preau.accounts.roles import Permission
from preau.files.responses import download
from preau.schools.models import School
from preau.schools.policies import holds
from preau.schools.queries import correspondent_of
from preau.tickets import actions, policies, queries
from preau.tickets.forms import reports as forms
from preau.tickets.forms.fields import room_of
from preau.tickets.models import Form, Report, Ticket
from preau.tickets.states import ReportStatus
from preau.tickets.views.finding import Words, asked_school, attach, done, typed
from preau.ui import formats
from preau.ui.forms import form_status
from preau.ui.paging import page
from preau.ui.widgets import Chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from django.http import FileResponse, HttpResponse

    from preau.core.http import SignedRequest
    from preau.files.models import Attachment
    from preau.tickets.forms.fields import Form as RoomForm


def _found(request: SignedRequest, pk: int) -> Report:
    visible = Report.objects.visible_to(request.actor)
    beside = ("school", "author", "room", "ticket", "handled_by")
    return get_object_or_404(visible.select_related(*beside), pk=pk)


def reports(request: SignedRequest) -> HttpResponse:
    """The reports that one handles, and one's own."""
    actor = request.actor
    status = request.GET.get("status", "")
    shown = page(queries.reports_of(actor, status), request)
    labels = {value: str(label) for value, label in ReportStatus.choices}
    rows = [
        {
            "report": report,
            "url": report.get_absolute_url(),
            "author": report.author.name,
            "when": formats.short_moment(report.at, at=actor.at),
            "status": labels[report.status],
            "tone": "wait" if report.status == ReportStatus.OPEN else "",
        }
        for report in shown
    ]
    handles = holds(actor, Permission.REPORT_HANDLE, school=None)
    context = {
        "page": shown,
        "rows": rows,
        "handles": handles,
        "status": status,
        "statuses": ReportStatus.choices,
        "reporting": _reporting_schools(request),
    }
    return render(request, "tickets/reports.html", context)


def _reporting_schools(request: SignedRequest) -> list[School]:
    """The lycées to whose correspondent the person may report."""
    held = [
        held.school_id
        for held in request.actor.mandates
        if Permission.REPORT_WRITE in held.permissions and held.school_id
    ]
    return [
        school
        for school in School.objects.filter(pk__in=held)
        if policies.can_report(request.actor, school)
    ]


def new(request: SignedRequest) -> HttpResponse:
    """Tell the correspondent what does not work."""
    actor = request.actor
    asked = asked_school(request)
    if asked is not None:
        school = asked
    else:
        open_schools = _reporting_schools(request)
        own = [held.school_id for held in actor.mandates if held.school_id]
        found = open_schools[0] if open_schools else School.objects.filter(pk__in=own).first()
        if found is None:
            return render(request, "tickets/cannot_send.html", _NOBODY, status=403)
        school = found
    verdict = policies.can_report(actor, school)
    if not verdict and request.method != "POST":
        context = {**_NOBODY, "school": school, "verdict": verdict}
        context["correspondent"] = correspondent_of(school, actor.at)
        return render(request, "tickets/cannot_send.html", context, status=403)
    form = forms.ReportForm(school=school, **typed(request))
    known: list[queries.Known] = []
    if form.is_bound and form.is_valid():
        place = form.cleaned_data["place"]
        known = queries.known_reports(school, form.cleaned_data["room"], actor, place=place)
        attach(form, by=actor, school=school)
    # What is known already is read before anything is sent; who has read it sends all the same.
    read = set(request.POST.getlist("known"))
    is_read = not verdict or all(str(each.report.pk) in read for each in known)
    if is_read and done(form, actions.report, school, verdict=verdict, by=actor):
        messages.success(request, _confirmation(known))
        return redirect(form.result)
    context = {
        "form": form,
        "known": known,
        "school": school,
        "correspondent": correspondent_of(school, actor.at),
    }
    return render(request, "tickets/report_new.html", context, status=form_status(form))


def _confirmation(known: list[queries.Known]) -> str:
    """What the author reads once the report is sent."""
    sent = _("Your correspondent has your report. You will read here what became of it.")
    others = [each for each in known if not each.is_mine]
    if not others:
        return sent
    return f"{sent} " + _("Colleagues had reported the same place: known since %(since)s.") % {
        "since": others[-1].since
    }


def known(request: SignedRequest) -> HttpResponse:
    """What is known of a place while one types: the fragment beside the form (INC-14)."""
    school = asked_school(request)
    if school is None:
        raise Http404
    policies.can_report(request.actor, school).enforce()
    typed = request.GET.get("room", "").replace("\x00", "").strip()
    room = room_of(school, Chosen(typed))
    found = queries.known_reports(school, room, request.actor, place="" if room else typed)
    return render(request, "tickets/known.html", {"known": found, "school": school})


@require_POST
def affected(request: SignedRequest, pk: int) -> HttpResponse:
    """Say "me too" to what a colleague reported: no twin is made (INC-14)."""
    held = [h.school_id for h in request.actor.mandates if h.school_id]
    visible = Report.objects.filter(school_id__in=held).select_related("school", "ticket")
    joined = get_object_or_404(visible, pk=pk)
    actions.join_report(joined, by=request.actor)
    messages.success(
        request, _("You are counted among those affected, and told what becomes of it.")
    )
    return redirect(joined)


_NOBODY: dict[str, Any] = {
    "school": None,
    "verdict": None,
    "correspondent": None,
    "deputies": [],
    "may_report": False,
}


def report(request: SignedRequest, pk: int) -> HttpResponse:
    """A report: what was told, and what became of it."""
    shown = _found(request, pk)
    url = shown.get_absolute_url()
    is_party = _is_party(request, shown)
    written = shown.messages.select_related("author").prefetch_related("attachments__file")
    # Its author may be nobody to the ticket: the number is shown, the page only to who sees it.
    visible = Ticket.objects.visible_to(request.actor)
    context = {
        "report": shown,
        "is_party": is_party,
        "affected": list(shown.affected.select_related("person").order_by("at", "pk")),
        "progress": queries.progress_of(shown, request.actor),
        "files": _files(url, shown.attachments.select_related("file").order_by("pk")),
        "correspondence": [(each, _files(url, each.attachments.all())) for each in written],
        "verdict": policies.can_handle_report(request.actor, shown),
        "is_author": shown.author_id == request.user.pk,
        "sees_ticket": shown.ticket_id is not None and visible.filter(pk=shown.ticket_id).exists(),
        "correspondent": correspondent_of(shown.school, request.actor.at),
    }
    return render(request, "tickets/report.html", context)


def _files(url: str, kept: Iterable[Attachment]) -> list[tuple[str, str, int]]:
    """What a page shows of files: address, name and size."""
    return [(f"{url}files/{each.pk}/", each.name, each.file.size) for each in kept]


def _is_party(request: SignedRequest, shown: Report) -> bool:
    """Whether the person wrote it or handles it; who joined it reads what became of it alone."""
    handles = holds(request.actor, Permission.REPORT_HANDLE, school=shown.school)
    return handles or shown.author_id == request.user.pk


def _described(report: Report) -> str:
    """What a report says, as the correspondent goes on writing it; a ticket has no other place."""
    said = queries.account_of(report)
    if report.room is None and report.place:
        return "\n\n".join([_("Room: %(room)s") % {"room": report.place}, said])
    return said


def forwarding(request: SignedRequest, pk: int) -> HttpResponse:
    """Send a report on to CESAME, as it is or completed."""
    shown = _found(request, pk)
    form = forms.ForwardingForm(
        offered=Form.objects.filter(is_offered=True),
        others=queries.same_matter(shown),
        initial={"subject": shown.subject, "description": _described(shown)},
        **typed(request),
    )
    verdict = policies.can_handle_report(request.actor, shown)
    if done(form, actions.forward, shown, verdict=verdict, by=request.actor):
        messages.success(
            request,
            _("CESAME has the request under the number %(ref)s; its author is told.")
            % {"ref": form.result.ref},
        )
        return redirect(form.result)
    return _page(request, shown, form, _FORWARDING)


def answer(request: SignedRequest, pk: int) -> HttpResponse:
    """Answer a report without CESAME."""
    return _handle(request, pk, forms.AnswerForm, actions.answer, _ANSWER)


def refusal(request: SignedRequest, pk: int) -> HttpResponse:
    """Decline a report, with a reason that its author reads."""
    return _handle(request, pk, forms.DeclineForm, actions.decline, _REFUSAL)


def _handle(
    request: SignedRequest,
    pk: int,
    form_class: type[RoomForm],
    verb: Callable[..., Report],
    words: Words,
) -> HttpResponse:
    shown = _found(request, pk)
    form = form_class(**typed(request))
    verdict = policies.can_handle_report(request.actor, shown)
    if done(form, verb, shown, verdict=verdict, by=request.actor):
        messages.success(request, words.done)
        return redirect(shown)
    return _page(request, shown, form, words)


def _page(request: SignedRequest, shown: Report, form: RoomForm, words: Words) -> HttpResponse:
    context = {"report": shown, "form": form, "words": words}
    return render(request, "tickets/report_act.html", context, status=form_status(form))


def file(request: SignedRequest, pk: int, file: int) -> FileResponse:
    """A file of a report."""
    shown = _found(request, pk)
    if not _is_party(request, shown):
        raise Http404
    kept = queries.files_of(shown).select_related("file")
    return download(get_object_or_404(kept, pk=file))


_FORWARDING = Words(
    title=gettext_lazy("Forward to CESAME"),
    lead=gettext_lazy(
        "Complete the report if needed; its files and its room go along. You are the sender, and "
        "its author is named."
    ),
    submit=gettext_lazy("Send to CESAME"),
    done="",
)
_ANSWER = Words(
    title=gettext_lazy("Answer the report"),
    lead=gettext_lazy("The matter is settled without CESAME; the author reads your answer."),
    submit=gettext_lazy("Send the answer"),
    done=gettext_lazy("The author of the report has your answer."),
)
_REFUSAL = Words(
    title=gettext_lazy("Decline the report"),
    lead=gettext_lazy("Nothing will be done; the author reads why."),
    submit=gettext_lazy("Decline with this reason"),
    done=gettext_lazy("The author of the report reads your reason."),
    tone="danger",
)
