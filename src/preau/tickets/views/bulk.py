"""Acts on several tickets: choose, preview, do, report (INC-17)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Role
from preau.exports import actions as taking
from preau.schools.queries import holders
from preau.tickets import actions, policies, queries
from preau.tickets.actions.bulk import MOST
from preau.tickets.exports import chosen_lines
from preau.tickets.forms.bulk import FORMS, BulkForm
from preau.tickets.models import Batch, Ticket
from preau.tickets.states import BatchOutcome, BulkAct
from preau.ui.exports import CONTENT_TYPES, EXPORTS, Asked, Format, csv_file
from preau.ui.exports.names import disposition, file_name
from preau.ui.exports.running import Run
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.core.http import SignedRequest

#: The act of the list's bar that changes nothing: the lines, as a file.
EXPORT = "export"


def bulk(request: SignedRequest) -> HttpResponse:
    """Choose the words of an act, see what it would do to each ticket, then do it."""
    chosen = _chosen(request)
    act = request.POST.get("act", "")
    if not chosen or act not in {EXPORT, *BulkAct.values}:
        messages.warning(request, _("Choose lines of the list first, then what to do with them."))
        return redirect("tickets:tickets")
    if act == EXPORT:
        return _export(request, [ticket for ticket, _seen in chosen])
    policies.can_bulk(request.actor, act).enforce()
    step = request.POST.get("step", "")
    form = _form(BulkAct(act), request, bind=bool(step))
    tickets = [ticket for ticket, _seen in chosen]
    shown: list[queries.Foreseen] = []
    if form.is_bound and form.is_valid():
        words = form.words
        if step == "apply":
            form.cleaned_data = {"request_key": form.cleaned_data["request_key"]}
            if submit(form, actions.act_on_all, act, by=request.actor, chosen=chosen, words=words):
                return redirect(form.result)
        elif step == "preview":
            shown = queries.foreseen(act, tickets, words, request.actor)
    context = {
        "act": BulkAct(act),
        "form": form,
        "chosen": [f"{ticket.pk}:{seen}" for ticket, seen in chosen],
        "tickets": tickets,
        "foreseen": shown,
        "possible": sum(1 for each in shown if each.verdict),
        "most": MOST,
    }
    return render(request, "tickets/bulk.html", context, status=form_status(form))


def _chosen(request: SignedRequest) -> list[tuple[Ticket, int]]:
    """The tickets of the lines that were chosen, as they were read; all of the page if asked."""
    tokens = request.POST.getlist("t") + request.POST.get("all", "").split()
    seen: dict[int, int] = {}
    for token in dict.fromkeys(tokens[: 2 * MOST]):
        number, _colon, version = token.partition(":")
        if number.isdecimal() and version.isdecimal() and len(number) < 10 and len(version) < 10:
            seen.setdefault(int(number), int(version))
    visible = Ticket.objects.visible_to(request.actor).filter(pk__in=list(seen)[:MOST])
    found = {ticket.pk: ticket for ticket in visible.select_related("school")}
    return [(found[pk], version) for pk, version in seen.items() if pk in found]


def _form(act: BulkAct, request: SignedRequest, *, bind: bool) -> BulkForm:
    """The form of an act; on a first look it only asks."""
    words: dict[str, Any] = {"data": request.POST} if bind else {}
    if act == BulkAct.APPOINT:
        words["technicians"] = _technicians(request.actor)
    if act == BulkAct.MESSAGE:
        words["replies"] = queries.replies_for(request.actor)
    if act == BulkAct.ATTACH:
        words["actor"] = request.actor
    return FORMS[act](**words)


def _technicians(actor: Actor) -> list[Any]:
    """The contractor's technicians, wherever they serve; each ticket asks whether they do there."""
    people = {person for role in (Role.FIELD, Role.ONSITE) for person in holders(role, actor.at)}
    return sorted(people, key=lambda person: person.folded_name)


def _export(request: SignedRequest, tickets: list[Ticket]) -> HttpResponse:
    """The chosen lines as the list's own file, recorded like any other."""
    actor = request.actor
    lines = partial(chosen_lines, keys=[ticket.pk for ticket in tickets])
    run = Run(replace(EXPORTS["tickets"], listing=lines), Asked(actor, QueryDict()), lambda: actor)
    name = file_name([_("Tickets"), _("chosen")], timezone.localdate(actor.at), Format.CSV)
    taken = taking.send(run, Format.CSV, name, by=actor)
    answer = HttpResponse(b"".join(csv_file.parts(run)), content_type=CONTENT_TYPES[Format.CSV])
    taking.end_sending(taken, at=actor.at, done=run.done, is_whole=True, is_sent=True)
    answer["Content-Disposition"] = disposition(name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def batch(request: SignedRequest, pk: int) -> HttpResponse:
    """What became of each ticket of a bulk act."""
    done = get_object_or_404(Batch.objects.visible_to(request.actor), pk=pk)
    visible = Ticket.objects.visible_to(request.actor)
    lines = list(
        done.lines.filter(ticket__in=visible).select_related("ticket__school").order_by("pk")
    )
    counts = [
        (outcome, sum(1 for line in lines if line.outcome == outcome)) for outcome in BatchOutcome
    ]
    context = {"batch": done, "lines": lines, "counts": [each for each in counts if each[1]]}
    return render(request, "tickets/batch.html", context)
