"""The ledger of the mail, one letter, and what CESAME makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from preau.files.responses import download, download_bytes
from preau.mail import actions, policies, queries, rows
from preau.mail.candidates import candidates
from preau.mail.filters import LetterFilter
from preau.mail.forms import DecisionForm, LyceeForm, TicketNumberForm
from preau.mail.models import Letter, LetterFile, Outgoing
from preau.mail.shelf import RAW
from preau.schools.models import School
from preau.ui.forms import form_status, submit
from preau.ui.paging import page
from preau.ui.widgets import Option, proposals

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest
    from preau.ui.forms import Form

PROPOSED = 12


@require_GET
def ledger(request: SignedRequest) -> HttpResponse:
    """The letters that the person may see, the newest first, each with its outcome."""
    policies.can_read_mail(request.actor).enforce()
    keeps = policies.can_keep_ledger(request.actor)
    visible = Letter.objects.visible_to(request.actor)
    narrowed = LetterFilter(request.GET, visible)
    shown = page(narrowed.letters.select_related("school"), request)
    context = {
        "filter": narrowed,
        "page": shown,
        "rows": [rows.letter_row(letter, at=request.actor.at) for letter in shown],
        "keeps": keeps,
        "tabs": queries.tabs(visible, request.GET.get("outcome", "")) if keeps else [],
    }
    return render(request, "mail/ledger.html", context)


@require_GET
def outbox(request: SignedRequest) -> HttpResponse:
    """What Préau wrote: what failed first, then what is still to be sent, then the rest."""
    policies.can_keep_ledger(request.actor).enforce()
    state = request.GET.get("state", "")
    shown = page(queries.in_outbox(request.actor, state), request)
    context = {
        "page": shown,
        "rows": [rows.outgoing_row(letter, at=request.actor.at) for letter in shown],
        "tabs": queries.outbox_tabs(state),
        "books": queries.balance(),
    }
    return render(request, "mail/outbox.html", context)


@require_POST
def sending(request: SignedRequest, pk: int) -> HttpResponse:
    """Try a letter of ours again."""
    actions.send_again(
        get_object_or_404(Outgoing.objects.visible_to(request.actor), pk=pk), by=request.actor
    )
    messages.success(request, _("The letter will leave in a moment."))
    return redirect("mail:outbox")


@require_GET
def letter(request: SignedRequest, pk: int) -> HttpResponse:
    """One letter: what became of it and why, what its author wrote, its files."""
    found = _find(request, pk)
    outcome, tone = rows.outcome_of(found)
    keeps = policies.can_keep_ledger(request.actor)
    context = {
        "letter": found,
        "outcome": outcome,
        "tone": tone,
        "reason": rows.reason_of(found),
        "rule": rows.rule_of(found),
        "files": list(found.files.select_related("attachment__file").order_by("position")),
        "keeps": keeps,
        "release": policies.can_release(request.actor, found),
        "source": policies.can_read_source(request.actor, found),
        "hides_quote": found.is_cut_certain and found.reply_text != found.text,
        "answers": list(found.answers.defer("html", "text").order_by("pk")) if keeps else [],
        "deliveries": list(found.deliveries.order_by("pk")[:20]) if keeps else [],
        "history": queries.told(found) if keeps else [],
    }
    return render(request, "mail/letter.html", context)


@require_GET
def file(request: SignedRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of a letter, as a download."""
    attached = get_object_or_404(
        LetterFile.objects.select_related("attachment__file"), pk=file, letter=_find(request, pk)
    )
    return download(attached.attachment)


@require_POST
def source(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The raw source of a letter, as a download; the reading is recorded."""
    found = actions.read_source(_find(request, pk), by=request.actor)
    name = f"{found.sha256[:12]}.eml"
    return download_bytes(found.sha256, name, content_type="message/rfc822", shelf=RAW)


@require_GET
def schools(request: SignedRequest) -> HttpResponse:
    """The lycées that the words typed so far fit."""
    words = request.GET.get("q", "")[:80]
    found = School.objects.visible_to(request.actor).open().named(words)
    options = [
        Option(str(school.pk), school.name, f"{school.commune}, {school.uai}")
        for school in found.order_by("folded_name", "uai")[:PROPOSED]
    ]
    return proposals(request, options)


def attachment(request: SignedRequest, pk: int) -> HttpResponse:
    """Attach a letter to a ticket."""
    form = TicketNumberForm(request.POST or None, initial=_seen(request, pk))
    return _decide(request, pk, form, actions.attach, "mail/attachment.html")


def ticket(request: SignedRequest, pk: int) -> HttpResponse:
    """Make a ticket of a letter."""
    form = _lycee_form(request, pk)
    return _decide(request, pk, form, actions.make_ticket, "mail/ticket.html")


def report(request: SignedRequest, pk: int) -> HttpResponse:
    """Hand a letter to a correspondent as a report."""
    form = _lycee_form(request, pk)
    return _decide(request, pk, form, actions.make_report, "mail/report.html")


def refusal(request: SignedRequest, pk: int) -> HttpResponse:
    """Refuse a letter, with an answer."""
    form = DecisionForm(request.POST or None, initial=_seen(request, pk))
    return _decide(request, pk, form, actions.refuse, "mail/refusal.html")


def machine(request: SignedRequest, pk: int) -> HttpResponse:
    """File a letter with the machines' mail."""
    form = DecisionForm(request.POST or None, initial=_seen(request, pk))
    return _decide(request, pk, form, actions.set_aside, "mail/machine.html")


def _find(request: SignedRequest, pk: int) -> Letter:
    letters = Letter.objects.visible_to(request.actor).select_related("school", "sender")
    return get_object_or_404(letters, pk=pk)


def _seen(request: SignedRequest, pk: int) -> dict[str, Any]:
    return {"seen": _find(request, pk).version}


def _lycee_form(request: SignedRequest, pk: int) -> LyceeForm:
    found = _find(request, pk)
    return LyceeForm(
        request.POST or None,
        initial={"seen": found.version},
        actor=request.actor,
        candidates=candidates(found, request.actor),
    )


def _decide(
    request: SignedRequest, pk: int, form: Form, verb: Callable[..., Letter], template: str
) -> HttpResponse:
    found = _find(request, pk)
    verdict = policies.can_release(request.actor, found)
    if form.is_valid() and submit(form, verb, found, by=request.actor):
        messages.success(request, _("The message has its outcome: it is in the ledger."))
        return redirect(found)
    status = form_status(form)
    if not verdict and status == 200:
        status = 403
    context = {"letter": found, "form": form, "verdict": verdict}
    return render(request, template, context, status=status)
