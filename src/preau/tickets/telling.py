"""The story of a ticket as its page lays it out: words, marks and circles, formatted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.journal.facts import Audience
from preau.ui import formats

if TYPE_CHECKING:
    from datetime import datetime

    from preau.tickets.models import Ticket
    from preau.tickets.queries import Moment

#: Who reads, in the words of the page.
READERS = {
    Audience.LYCEE: _("To everybody"),
    Audience.EXCHANGE: _("Between services"),
    Audience.REGION: _("Internal note"),
}

#: How the story marks what happened: an icon and a tone.
_MARKS = {
    "received": ("inbox", "info"),
    "written": ("chat-left-text", "calm"),
    "exchanged": ("chat-left-text", "info"),
    "noted": ("lock", "wait"),
    "nudged": ("bell", "wait"),
    "urgency_retained": ("flag", "info"),
    "qualified": ("list-check", "calm"),
    "dispatched": ("signpost-split", "info"),
    "taken_back": ("arrow-return-left", "wait"),
    "appointed": ("person-gear", "info"),
    "contacted": ("telephone", "info"),
    "announced": ("calendar-event", "info"),
    "held": ("pause-circle", "wait"),
    "hold_contested": ("flag", "late"),
    "resumed": ("play-circle", "info"),
    "technically_closed": ("wrench", "well"),
    "closure_refused": ("arrow-counterclockwise", "late"),
    "reminded": ("bell", "calm"),
    "closed": ("check-circle", "well"),
    "contested": ("arrow-counterclockwise", "late"),
    "declared_out_of_scope": ("x-circle", "wait"),
    "reopened": ("arrow-clockwise", "info"),
    "withdrawn": ("x-lg", "calm"),
    "merged": ("diagram-3", "info"),
    "absorbed": ("diagram-3", "info"),
    "separated": ("arrow-clockwise", "info"),
    "released": ("arrow-clockwise", "calm"),
    "linked": ("link-45deg", "calm"),
    "unlinked": ("link-45deg", "calm"),
    "disowned": ("envelope-x", "late"),
    "warned": ("exclamation-triangle", "late"),
    "reviewed": ("list-check", "calm"),
    "rated": ("chat-left-text", "info"),
    "watched": ("eye", "calm"),
    "unwatched": ("eye", "calm"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One moment of the story, in words already: the page only lays it out."""

    sentence: str
    detail: str
    #: The address of the ticket that the detail names, where it names one.
    url: str
    when: str
    iso: str
    icon: str
    tone: str
    side: str
    audience: str
    anchor: str
    body: str
    whole: str
    files: list[tuple[str, str, str]]


def tell(
    ticket: Ticket, moments: list[Moment], at: datetime, *, shows_audience: bool = True
) -> list[Told]:
    """Lay out the story of a ticket; audiences are named where the reader has several."""
    url = ticket.get_absolute_url()
    told = []
    for moment in moments:
        icon, tone = _MARKS.get(moment.fact.rpartition(".")[2], ("circle", "calm"))
        message = moment.message
        files: list[tuple[str, str, str]] = []
        whole = ""
        if message is not None:
            files = [
                (f"{url}files/{kept.pk}/", kept.name, formats.size(kept.file.size))
                for kept in message.attachments.all()
            ]
            if message.letter is not None and len(message.letter.text) > len(message.body) + 2:
                whole = message.letter.text
        names_it = shows_audience and message is not None
        told.append(
            Told(
                sentence=moment.sentence,
                detail=moment.detail,
                url=moment.other.get_absolute_url() if moment.other else "",
                when=formats.moment(moment.at, at=at),
                iso=moment.at.isoformat(),
                icon=icon,
                tone=tone,
                side=moment.audience,
                audience=str(READERS[Audience(moment.audience)]) if names_it else "",
                anchor=f"m{message.pk}" if message else "",
                body=message.body if message else "",
                whole=whole,
                files=files,
            )
        )
    return told
