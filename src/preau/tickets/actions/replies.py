"""To keep the replies that a service writes often, and the requests that come back (INC-17)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from preau.core.verdicts import Refused, Stale, no
from preau.journal import actions as journal
from preau.tickets import canned, facts, policies
from preau.tickets.models import CannedReply, CannedVersion, RecurringRequest

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import School
    from preau.tickets.models import Form


def _refuse_unknown(text: str) -> None:
    """Refuse a text in which something looks like a variable and is none."""
    if (problem := next(canned.problems(text), None)) is not None:
        raise Refused(no(str(problem)))


def keep_reply(
    *, by: Actor, service: str, title: str, body: str, request_key: uuid.UUID | None = None
) -> CannedReply:
    """Keep a new text for a service; the same key sent again gives the same one."""
    policies.can_edit_reply(by, service).enforce()
    _refuse_unknown(body)
    with transaction.atomic():
        # Sent twice at the same instant, it is kept once.
        reply, is_new = CannedReply.objects.get_or_create(
            request_key=request_key or uuid.uuid4(), service=service
        )
        if is_new:
            _write(reply, 1, by=by, title=title, body=body)
    return reply


@transaction.atomic
def lay_replies(*, by: Actor) -> int:
    """Give each service that keeps no reply yet those with which it can begin; says how many.

    What a service keeps, or offers no longer, stays as it is.
    """
    policies.can_lay_replies(by).enforce()
    served = set(CannedReply.objects.values_list("service", flat=True))
    laid = [
        (service, words)
        for service, replies in canned.first_replies().items()
        if service not in served
        for words in replies
    ]
    for service, words in laid:
        _write(CannedReply.objects.create(service=service), 1, by=by, **words)
    return len(laid)


def _write(reply: CannedReply, number: int, *, by: Actor, title: str, body: str) -> CannedVersion:
    version = CannedVersion.objects.create(
        reply=reply,
        number=number,
        title=title.strip(),
        body=body.strip(),
        edited_at=by.at,
        edited_by=by.person,
    )
    journal.record(
        facts.ReplyEdited(thing_id=reply.pk, version=number, is_offered=reply.is_offered), by=by
    )
    return version


@transaction.atomic
def edit_reply(
    reply: CannedReply, *, by: Actor, seen: int, title: str, body: str, is_offered: bool
) -> CannedReply:
    """Write a new version of a reply; messages made of an older one keep theirs."""
    reply = CannedReply.objects.select_for_update().get(pk=reply.pk)
    policies.can_edit_reply(by, reply.service).enforce()
    newest = reply.versions.order_by("-number")[0]
    if newest.number != seen:
        raise Stale(newest)
    _refuse_unknown(body)
    reply.is_offered = is_offered
    reply.save(update_fields=["is_offered"])
    _write(reply, seen + 1, by=by, title=title, body=body)
    return reply


def keep_recurring(
    *,
    by: Actor,
    school: School | None,
    form: Form,
    title: str,
    subject: str,
    description: str,
    request_key: uuid.UUID | None = None,
) -> RecurringRequest:
    """Keep a request that comes back, for a lycée or for all; the same key gives the same one."""
    policies.can_edit_recurring(by, school).enforce()
    with transaction.atomic():
        # Sent twice at the same instant, it is kept once.
        kept, is_new = RecurringRequest.objects.get_or_create(
            request_key=request_key or uuid.uuid4(),
            school=school,
            defaults={
                "form": form,
                "title": title.strip(),
                "subject": subject.strip(),
                "description": description.strip(),
                "edited_at": by.at,
                "edited_by": by.person,
            },
        )
        if is_new:
            _record(kept, by=by)
    return kept


def _record(kept: RecurringRequest, *, by: Actor) -> None:
    journal.record(
        facts.RecurringEdited(
            thing_id=kept.pk,
            school_id=kept.school_id,
            version=kept.version,
            is_offered=kept.is_offered,
        ),
        by=by,
    )


@transaction.atomic
def edit_recurring(
    kept: RecurringRequest,
    *,
    by: Actor,
    seen: int,
    form: Form,
    title: str,
    subject: str,
    description: str,
    is_offered: bool,
) -> RecurringRequest:
    """Change a recurring request, or offer it no more."""
    related = RecurringRequest.objects.select_for_update(of=("self",)).select_related("school")
    kept = related.get(pk=kept.pk)
    policies.can_edit_recurring(by, kept.school).enforce()
    if kept.version != seen:
        raise Stale(kept)
    kept.form, kept.title, kept.subject = form, title.strip(), subject.strip()
    kept.description, kept.is_offered = description.strip(), is_offered
    kept.edited_at, kept.edited_by, kept.version = by.at, by.person, kept.version + 1
    kept.save()
    _record(kept, by=by)
    return kept
