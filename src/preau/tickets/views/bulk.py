"""Acts on several tickets: choose, preview, do, report (INC-17)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from preau.accounts.roles import Role
from preau.schools.queries import holders
from preau.tickets import actions, policies, queries
from preau.tickets.actions.bulk import MOST
from preau.tickets.forms.bulk import FORMS, BulkForm
from preau.tickets.models import Batch, Ticket
from preau.tickets.states import BatchOutcome, BulkAct
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.core.http import SignedRequest

#: The act of the list's bar that changes nothing: the numbers, as a file.
EXPORT = "export"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def bulk(request: SignedRequest) -> HttpResponse:
    """Choose the words of an act, see what it would do to each ticket, then do it."""
    chosen = _chosen(request)
    act = request.POST.get("act", "")
    if not chosen or act not in {EXPORT, *BulkAct.values}:
        messages.warning(request, _("Choose lines of the list first, then what to do with them."))
        return redirect("tickets:tickets")
    if act == EXPORT:
        return _export([ticket for ticket, _seen in chosen])
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
        else:
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


def _export(tickets: list[Ticket]) -> HttpResponse:
    """The numbers and subjects of the lines, for a table; no cell is taken for a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tickets.csv"'
    answer.write("\ufeff")
    table = csv.writer(answer, delimiter=";")
    table.writerow([_("Number"), _("Subject"), _("Lycée"), "UAI"])
    for ticket in tickets:
        cells = [ticket.ref, ticket.subject, ticket.school.name, ticket.school.uai]
        table.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
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
