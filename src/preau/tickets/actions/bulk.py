"""One act on several tickets, each in its own transaction, none twice (INC-17)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from preau.accounts.models import User
from preau.core.verdicts import Refused, Stale, no
from preau.tickets import policies, queries
from preau.tickets.actions.linking import link
from preau.tickets.actions.qualifying import dispatch
from preau.tickets.actions.sending import write
from preau.tickets.actions.treating import appoint
from preau.tickets.canned import filled
from preau.tickets.models import Batch, BatchLine, CannedVersion, Ticket
from preau.tickets.states import BatchOutcome, BulkAct, LinkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preau.core.actors import Actor

#: More than this is no gesture of a person any more.
MOST = 200


def act_on_all(
    act: BulkAct | str,
    *,
    by: Actor,
    chosen: Sequence[tuple[Ticket, int]],
    words: dict[str, Any],
    request_key: uuid.UUID,
) -> Batch:
    """Do one act to several tickets, as they were read; the batch says what became of each.

    What is refused, or changed since it was read, is left as it is and said so. Sent again with
    the same key, it goes on where it stopped.
    """
    batch = _asked(act, by=by, chosen=chosen, words=words, request_key=request_key)
    for line in batch.lines.filter(outcome="").values_list("pk", flat=True):
        _try(line, batch, by=by)
    return batch


def _asked(
    act: BulkAct | str,
    *,
    by: Actor,
    chosen: Sequence[tuple[Ticket, int]],
    words: dict[str, Any],
    request_key: uuid.UUID,
) -> Batch:
    policies.can_bulk(by, act).enforce()
    if not chosen:
        raise Refused(no(_("Choose at least one ticket.")))
    if len(chosen) > MOST:
        raise Refused(
            no(
                ngettext("At most %(n)d ticket at once.", "At most %(n)d tickets at once.", MOST)
                % {"n": MOST}
            )
        )
    with transaction.atomic():
        # Sent twice at the same instant, it is written down once.
        batch, is_new = Batch.objects.get_or_create(
            request_key=request_key,
            by=by.person,
            defaults={"act": act, "words": words, "at": by.at},
        )
        if is_new:
            BatchLine.objects.bulk_create(
                BatchLine(batch=batch, ticket=ticket, seen=seen) for ticket, seen in chosen
            )
    return batch


@transaction.atomic
def _try(pk: int, batch: Batch, *, by: Actor) -> None:
    """Do the act to one ticket, unless somebody did it meanwhile; and write what became of it."""
    line = BatchLine.objects.select_for_update(of=("self",)).get(pk=pk)
    if line.outcome:
        return
    try:
        with transaction.atomic():
            _do(line, batch, by=by)
        line.outcome = BatchOutcome.DONE
    except Refused as refused:
        line.outcome, line.reason = BatchOutcome.REFUSED, str(refused.verdict.reason)
    except Stale:
        line.outcome = BatchOutcome.STALE
        line.reason = gettext("Somebody wrote on it meanwhile: read it first.")
    line.save(update_fields=["outcome", "reason"])


def _do(line: BatchLine, batch: Batch, *, by: Actor) -> None:
    words = batch.words
    # A right to see it may be over since the preview.
    visible = Ticket.objects.visible_to(by).select_related("school", "room", "sent_by")
    ticket = visible.filter(pk=line.ticket_id).first()
    if ticket is None:
        raise Refused(no(gettext("You may no longer read this ticket.")))
    match BulkAct(batch.act):
        case BulkAct.DISPATCH:
            queries.says_extent(ticket, words).enforce()
            dispatch(
                ticket,
                by=by,
                seen=line.seen,
                nature=ticket.nature,
                extent=queries.extent_of(ticket, words),
                urgency=ticket.urgency,
                handler=words["handler"],
                instructions=words["instructions"],
            )
        case BulkAct.APPOINT:
            technician = User.objects.get(pk=words["technician"])
            appoint(ticket, by=by, seen=line.seen, technician=technician)
        case BulkAct.ATTACH:
            parent = Ticket.objects.get(pk=words["parent"])
            link(ticket, by=by, other=parent, kind=LinkKind.CHILD_OF, seen=line.seen)
        case _:  # A message.
            Ticket.objects.locked(ticket.pk, seen=line.seen)
            key = uuid.uuid5(batch.request_key, str(ticket.pk))
            reply = CannedVersion.objects.filter(pk=words.get("canned") or 0).first()
            text = reply.body if reply is not None else words["body"]
            body = filled(text, queries.reply_values(ticket, by))
            write(ticket, by=by, body=body, request_key=key, canned=reply)
