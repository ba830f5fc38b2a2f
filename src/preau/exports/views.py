"""Doors of lists as files: take one, ask the worker for a long one, one's files."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from preau.core.verdicts import no
from preau.exports import actions, policies, queries, rows
from preau.exports.forms import AskForm
from preau.exports.models import Taken
from preau.exports.states import PENDING
from preau.files import store
from preau.ui.exports import (
    CONTENT_TYPES,
    EXPORTS,
    Asked,
    Export,
    Format,
    agenda_file,
    csv_file,
    workbook,
)
from preau.ui.exports.names import disposition, file_name
from preau.ui.exports.running import Ended, Run
from preau.ui.forms import form_status, submit
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from preau.core.http import SignedRequest

#: Longer workbooks are written by the worker: they leave only once they are whole ◇.
MOST_AT_ONCE = 5_000


@require_GET
def files(request: SignedRequest) -> HttpResponse:
    """One's files, the newest first: how far each is, and until when it can be downloaded."""
    held = queries.held_by(request.actor)
    shown = page(Taken.objects.visible_to(request.actor).order_by("-pk"), request, per_page=20)
    context = {
        "page": shown,
        "rows": [rows.row_of(taken, request.actor, held) for taken in shown],
        "is_pending": any(taken.status in PENDING for taken in shown),
    }
    return render(request, "exports/files.html", context)


@require_GET
def file(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The file of a long list, once it is written."""
    taken = get_object_or_404(Taken.objects.visible_to(request.actor), pk=pk)
    place = store.path(taken.sha256, shelf=actions.SHELF)
    if taken.kept_until is not None and not place.exists():
        # Restored from a copy that was made before the file was.
        policies.GONE.enforce()
    taken = actions.hand_out(taken, by=request.actor)
    return _as_download(FileResponse(place.open("rb")), taken.name, Format(taken.form))


@require_POST
def cancellation(request: SignedRequest, pk: int) -> HttpResponse:
    """Give up a file that is still being written."""
    taken = get_object_or_404(Taken.objects.visible_to(request.actor), pk=pk)
    actions.cancel(taken, by=request.actor)
    return redirect("exports:files")


@require_GET
def taking(request: SignedRequest, name: str, form: str, of: str = "") -> HttpResponseBase:
    """A list as a file, as it is filtered: all its pages, in its order."""
    export, kind = _export(name), _format(name, form)
    run = _run(request, export, of)
    if kind == Format.XLSX and run.total > MOST_AT_ONCE:
        address = reverse("exports:asking_of" if of else "exports:asking", kwargs=_names(request))
        return redirect(f"{address}?{request.GET.urlencode()}")
    called = _name(run, kind, request)
    if kind == Format.XLSX:
        return _whole(request, run, called)
    taken = actions.send(run, kind, called, by=request.actor)
    parts = csv_file.parts(run) if kind == Format.CSV else agenda_file.parts(run, request.actor.at)
    answer = StreamingHttpResponse(_told(taken, run, parts))
    # A proxy that kept the beginning back would hold the whole file in its memory.
    answer["X-Accel-Buffering"] = "no"
    return _as_download(answer, called, kind)


def asking(request: SignedRequest, name: str, form: str, of: str = "") -> HttpResponse:
    """Say how long a list is, and have the worker write it."""
    export, kind = _export(name), _format(name, form)
    if kind != Format.XLSX:
        raise Http404
    run = _run(request, export, of)
    typed = AskForm(request.POST or None)
    if typed.is_valid() and submit(
        typed, actions.ask, run, kind, _name(run, kind, request), by=request.actor
    ):
        return redirect(typed.result)
    address = reverse(
        "exports:taking_of" if of else "exports:taking", kwargs=_names(request, "csv")
    )
    context = {
        "form": typed,
        "title": export.title,
        "total": run.total,
        "filters": run.listing.filters,
        "verdict": policies.can_ask(request.actor),
        "csv_url": f"{address}?{request.GET.urlencode()}",
        "list_url": rows.list_url(export, of, request.GET.urlencode()),
    }
    return render(request, "exports/asking.html", context, status=form_status(typed))


def _export(name: str) -> Export:
    if (export := EXPORTS.get(name)) is None:
        raise Http404
    return export


def _format(name: str, form: str) -> Format:
    kind = next((each for each in EXPORTS[name].formats if each == form), None)
    if kind is None:
        raise Http404
    return kind


def _names(request: SignedRequest, form: str = "") -> dict[str, Any]:
    """What the address names, for another address of the same list."""
    match = request.resolver_match
    names = dict(match.kwargs) if match else {}
    return {**names, "form": form or names["form"]}


def _run(request: SignedRequest, export: Export, of: str) -> Run:
    if of and not rows.list_url(export, of, ""):
        # The list is nobody's in particular.
        raise Http404
    actor = request.actor
    again = partial(
        queries.reader_now,
        actor.person.pk,
        [held.mandate_id for held in actor.mandates],
        actor.worn.mandate_id if actor.worn else None,
        clock=timezone.now,
    )
    return Run(export, Asked(actor, request.GET, of), again)


def _name(run: Run, kind: Format, request: SignedRequest) -> str:
    words = [str(run.export.title), str(run.listing.part)]
    return file_name(words, timezone.localdate(request.actor.at), kind)


def _told(taken: Taken, run: Run, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a file; once they are gone, or left untaken, it is written down."""
    is_sent = False
    try:
        yield from parts
        is_sent = True
    finally:
        actions.end_sending(
            taken,
            at=timezone.now(),
            done=run.done,
            is_whole=is_sent and run.done == run.total,
            is_sent=is_sent,
        )


def _whole(request: SignedRequest, run: Run, called: str) -> HttpResponseBase:
    """A short workbook: written first, since its parts mean nothing alone."""
    about = workbook.About(who=request.actor.person.name, at=request.actor.at, mark=_mark())
    # The response closes it.
    target = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        workbook.write(run, target, about)
        taken = actions.send(run, Format.XLSX, called, by=request.actor)
    except Ended:
        target.close()
        no(run.cut_short(), source="ROL-5").enforce()
    except BaseException:
        target.close()
        raise
    target.seek(0)
    actions.end_sending(
        taken, at=timezone.now(), done=run.done, is_whole=run.done == run.total, is_sent=True
    )
    return _as_download(FileResponse(target), called, Format.XLSX)


def _mark() -> str:
    return str(uuid.uuid4())


def _as_download(answer: HttpResponseBase, name: str, kind: Format) -> HttpResponseBase:
    """Never a page of ours, and nothing that a shared browser keeps."""
    answer["Content-Type"] = CONTENT_TYPES[kind]
    answer["Content-Disposition"] = disposition(name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
