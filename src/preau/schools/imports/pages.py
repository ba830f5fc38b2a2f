"""Doors of the imports: choose a file, read what it would do, confirm."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from preau.core.verdicts import Verdict, no
from preau.schools.imports import workbooks
from preau.schools.imports.kinds import KINDS, Kind, run
from preau.schools.imports.limits import LARGEST_FILE
from preau.schools.policies import holds
from preau.ui import formats
from preau.ui.forms import Form

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.core.http import SignedRequest
    from preau.schools.imports.reports import Report

#: A file tried on the page is confirmed within the hour, or tried again.
KEPT_FOR = timedelta(hours=1)
#: What Django reads of a form without files; a larger file goes by the command line.
_LARGEST_TRIED = 2_000_000


class FileForm(Form):
    """The file to try."""

    file = forms.FileField(
        label=gettext_lazy("XLSX or CSV file"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,.csv,text/csv,{workbooks.CONTENT_TYPE}"}),
        help_text=gettext_lazy(
            "As a spreadsheet saves it. Of a workbook, the first sheet is read; of a CSV file, "
            "commas, semicolons or tabs all do."
        ),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(size)s.") % {"size": formats.size(LARGEST_FILE)}
            )
        return file


def imports(request: SignedRequest) -> HttpResponse:
    """The kinds of file that one may bring in."""
    mine = [kind for kind in KINDS.values() if _may(request.actor, kind)]
    mine.sort(key=lambda kind: kind.order)
    if not mine:
        _refusal().enforce()
    return render(request, "schools/imports.html", {"kinds": mine})


def import_model(request: SignedRequest, name: str) -> HttpResponse:
    """An empty file of one kind, to fill in."""
    kind = _kind(request.actor, name)
    response = HttpResponse(kind.model.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind.name}.csv"'
    return response


def import_workbook(request: SignedRequest, name: str) -> HttpResponse:
    """An empty workbook of one kind, to fill in."""
    kind = _kind(request.actor, name)
    response = HttpResponse(kind.workbook, content_type=workbooks.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{kind.name}.xlsx"'
    return response


@sensitive_post_parameters("tried")
def import_file(request: SignedRequest, name: str) -> HttpResponse:
    """Try a file of one kind, show what it would do, and apply it once that is confirmed."""
    kind = _kind(request.actor, name)
    if request.method == "POST" and "tried" in request.POST:
        return _confirmed(request, kind)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context: dict[str, Any] = {"kind": kind, "form": form}
    status = 200
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        report = run(kind, data, file.name, by=request.actor, dry_run=True)
        context |= {"report": report, "tried": ""}
        if report.ok and not report.changes_nothing:
            context["tried"] = _kept(request.actor, kind, file.name, data)
            context["too_large"] = not context["tried"]
        status = 200 if report.ok else 422
    elif form.is_bound:
        status = 422
    return render(request, "schools/import.html", context, status=status)


def _confirmed(request: SignedRequest, kind: Kind) -> HttpResponse:
    """Apply the very bytes that were tried."""
    try:
        kept = signing.loads(
            request.POST["tried"], salt=_salt(request.actor, kind), max_age=KEPT_FOR
        )
    except signing.BadSignature:
        messages.error(request, _("This trial is too old. Choose the file again: nothing is lost."))
        return redirect("schools:import", kind.name)
    data = base64.b64decode(kept["data"])
    report: Report = run(kind, data, kept["file"], by=request.actor)
    if report.ok:
        messages.success(
            request,
            _("Done: %(created)d new, %(changed)d changed, %(unchanged)d unchanged.")
            % report.counts,
        )
        return redirect("schools:imports")
    # Something changed between the trial and the confirmation.
    context = {"kind": kind, "form": FileForm(), "report": report, "tried": ""}
    return render(request, "schools/import.html", context, status=409)


def _kept(actor: Actor, kind: Kind, file: str, data: bytes) -> str:
    """The file, sealed for this person, so that the page itself carries it to the next step."""
    content = {"file": file, "data": base64.b64encode(data).decode()}
    sealed = signing.dumps(content, salt=_salt(actor, kind), compress=True)
    return sealed if len(sealed) <= _LARGEST_TRIED else ""


def _salt(actor: Actor, kind: Kind) -> str:
    return f"schools.imports.{kind.name}.{actor.key}"


def _kind(actor: Actor, name: str) -> Kind:
    if (kind := KINDS.get(name)) is None:
        raise Http404
    if not _may(actor, kind):
        _refusal().enforce()
    return kind


def _may(actor: Actor, kind: Kind) -> bool:
    return holds(actor, kind.permission, school=None)


def _refusal() -> Verdict:
    return no(_("Only a regional administrator brings files in."))
