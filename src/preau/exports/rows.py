"""A line of one's files, in words already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from preau.exports import policies
from preau.exports.facts import title_of
from preau.exports.states import PENDING, Reason, Sending, Status
from preau.ui import formats
from preau.ui.exports import EXPORTS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.exports.models import Taken
    from preau.ui.exports import Export

_LABELS = {**dict(Status.choices), **dict(Sending.choices)}
_TONES: dict[str, str] = {
    Status.WAITING: "info",
    Status.RUNNING: "info",
    Status.READY: "well",
    Status.FAILED: "late",
    Sending.BROKEN: "wait",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One file."""

    pk: int
    title: str
    name: str
    filters: str
    status: str
    tone: str
    remark: StrOrPromise
    lines: str
    #: As a machine reads them, for the bar.
    done: str
    total: str
    is_pending: bool
    file_url: str
    size: str
    cancel_url: str
    list_url: str
    asked: str
    asked_iso: str


def list_url(export: Export | None, of: str, query: str) -> str:
    """The page of the list, filtered alike; nothing where there is none any more."""
    if export is None:
        return ""
    try:
        address = reverse(export.page, args=[of] if of else [])
    except NoReverseMatch:
        return ""
    return f"{address}?{query}" if query else address


def row_of(taken: Taken, actor: Actor, held: frozenset[int]) -> Row:
    """The line of a file."""
    status = taken.status
    verdict = policies.can_download(actor, taken, held=held)
    is_pending = status in PENDING
    lines = formats.number(taken.total if status == Status.WAITING else taken.done)
    if status == Status.RUNNING:
        lines = f"{lines} / {formats.number(taken.total)}"
    return Row(
        pk=taken.pk,
        title=title_of(taken.listed),
        name=taken.name,
        filters=" · ".join(f"{label}\u00a0: {said}" for label, said in taken.filters),
        status=str(_LABELS[status]),
        tone=_TONES.get(status, "calm"),
        remark=_remark(taken, verdict.reason if status == Status.READY else ""),
        lines=lines,
        done=str(taken.done),
        total=str(taken.total),
        is_pending=is_pending,
        file_url=reverse("exports:file", args=[taken.pk]) if verdict else "",
        size=formats.size(taken.size) if taken.size else "",
        cancel_url=reverse("exports:cancellation", args=[taken.pk]) if is_pending else "",
        list_url=list_url(EXPORTS.get(taken.listed), taken.of, taken.query),
        asked=formats.short_moment(taken.asked_at, at=actor.at),
        asked_iso=taken.asked_at.isoformat(),
    )


def _remark(taken: Taken, refusal: StrOrPromise) -> StrOrPromise:
    if refusal:
        return refusal
    if taken.reason:
        return Reason(taken.reason).label
    if taken.status == Sending.SENT and not taken.is_whole:
        return _("Incomplete: the file says so at its end.")
    if taken.kept_until is not None:
        return _("Kept until %(moment)s.") % {"moment": formats.moment(taken.kept_until)}
    return ""
