"""What the lycée does: send, write, remind, withdraw; and what anyone who takes part writes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.journal.facts import Audience
from preau.schools.policies import holds
from preau.tickets import facts, policies, queries
from preau.tickets.actions.keeping import HOLD_FIELDS, add_message, clear_hold, keep
from preau.tickets.models import PARIS, Message, Ticket
from preau.tickets.states import Channel, HoldCause, Status, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.accounts.models import User
    from preau.assets.models import Asset
    from preau.core.actors import Actor
    from preau.files.models import Attachment
    from preau.mail.models import Letter
    from preau.schools.models import Room, School
    from preau.tickets.models import CannedVersion, Form


def send(
    school: School,
    *,
    by: Actor,
    form: Form,
    subject: str,
    description: str,
    urgency: str | None,
    room: Room | None = None,
    asset: Asset | None = None,
    answers: Iterable[dict[str, str]] = (),
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    reporter: User | None = None,
    request_key: uuid.UUID | None = None,
) -> Ticket:
    """Send an incident or a request to CESAME: it gets its number, and proof of its date.

    `urgency` None means that the sender stated none: medium is taken and the acknowledgement
    says so (INC-2). The same `request_key` sent again gives the same ticket.
    """
    key = request_key or uuid.uuid4()
    if sent := Ticket.objects.filter(request_key=key, school=school).first():
        return sent
    policies.can_send(by, school).enforce()
    refuse_elsewhere(school, room=room, asset=asset)
    try:
        with transaction.atomic():
            return _receive(
                school,
                by=by,
                body=description,
                attachments=attachments,
                letter=letter,
                ticket=Ticket(
                    form=form,
                    nature=form.nature,
                    subject=subject.strip()[:200] or str(form.title),
                    requested_urgency=urgency or Urgency.MEDIUM,
                    urgency=urgency or Urgency.MEDIUM,
                    is_urgency_stated=urgency is not None,
                    room=room,
                    asset=asset,
                    answers=list(answers),
                    reporter=reporter,
                    channel=Channel.MAIL if letter else Channel.FORM,
                    request_key=key,
                ),
            )
    except IntegrityError:
        # Posted twice at the same instant: the other one made the ticket.
        if sent := Ticket.objects.filter(request_key=key, school=school).first():
            return sent
        raise


def refuse_elsewhere(school: School, *, room: Room | None, asset: Asset | None = None) -> None:
    """Refuse a place or a piece of equipment of another lycée."""
    if room is not None and room.school_id != school.pk:
        raise Refused(no(_("This room is not one of this lycée.")))
    if asset is not None and asset.school_id != school.pk:
        raise Refused(no(_("This equipment is not in this lycée.")))


def _receive(
    school: School,
    *,
    ticket: Ticket,
    by: Actor,
    body: str,
    attachments: Iterable[Attachment],
    letter: Letter | None,
) -> Ticket:
    ticket.school = school
    ticket.sent_by = by.person
    ticket.received_at = ticket.updated_at = by.at
    ticket.year = by.at.astimezone(PARIS).year
    ticket.save()
    message = add_message(ticket, by=by, body=body, attachments=attachments, letter=letter)
    journal.record(
        facts.Received(
            thing_id=ticket.pk,
            school_id=school.pk,
            channel=ticket.channel,
            urgency=ticket.requested_urgency,
            nature=ticket.nature,
            message_id=message.pk,
        ),
        by=by,
    )
    keep(ticket, by=by)
    return ticket


@transaction.atomic
def write(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    request_key: uuid.UUID | None = None,
    canned: CannedVersion | None = None,
) -> Message:
    """Add a message that the lycée, the Region and the contractor read.

    A word from a service answers a pending reminder (INC-4). An answer that the lycée gives on
    its page ends a hold that awaited it; one that comes by mail only adds text.
    """
    ticket = Ticket.objects.locked(ticket.pk)
    if request_key and (known := ticket.messages.filter(request_key=request_key).first()):
        return known
    policies.can_write(by, ticket).enforce()
    message = add_message(
        ticket,
        by=by,
        body=body,
        attachments=attachments,
        letter=letter,
        request_key=request_key,
        canned=canned,
    )
    journal.record(
        facts.Wrote(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            message_id=message.pk,
            channel=Channel.MAIL if letter else Channel.FORM,
        ),
        by=by,
    )
    if not holds(by, Permission.TICKET_SEND, school=ticket.school):
        ticket.nudge_due_at = None
    elif ticket.hold_cause == HoldCause.ANSWER and letter is None:
        clear_hold(ticket)
        journal.record(
            facts.Resumed(thing_id=ticket.pk, school_id=ticket.school_id),
            by=by,
        )
    keep(ticket, "nudge_due_at", *HOLD_FIELDS, by=by)
    return message


@transaction.atomic
def attach(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    letter: Letter,
    attachments: Iterable[Attachment] = (),
    request_key: uuid.UUID | None = None,
) -> Message:
    """Put a letter that was held on the ticket where it belongs: somebody else's words.

    They are no answer of the one who attaches them, so a pending reminder stays owed.
    """
    ticket = Ticket.objects.locked(ticket.pk)
    if request_key and (known := ticket.messages.filter(request_key=request_key).first()):
        return known
    policies.can_write(by, ticket).enforce()
    message = add_message(
        ticket, by=by, body=body, attachments=attachments, letter=letter, request_key=request_key
    )
    journal.record(
        facts.Wrote(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            message_id=message.pk,
            channel=Channel.MAIL,
            attached=True,
        ),
        by=by,
    )
    keep(ticket, by=by)
    return message


@transaction.atomic
def exchange(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    request_key: uuid.UUID | None = None,
    canned: CannedVersion | None = None,
) -> Message:
    """Write to the services that treat the ticket; the lycée does not read it."""
    return _write_apart(
        ticket,
        by=by,
        body=body,
        attachments=attachments,
        letter=letter,
        request_key=request_key,
        canned=canned,
        audience=Audience.EXCHANGE,
    )


@transaction.atomic
def note(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    request_key: uuid.UUID | None = None,
    canned: CannedVersion | None = None,
) -> Message:
    """Leave a note that only the Region's services read."""
    return _write_apart(
        ticket,
        by=by,
        body=body,
        attachments=attachments,
        letter=letter,
        request_key=request_key,
        canned=canned,
        audience=Audience.REGION,
    )


def _write_apart(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    attachments: Iterable[Attachment],
    letter: Letter | None,
    request_key: uuid.UUID | None,
    canned: CannedVersion | None,
    audience: Audience,
) -> Message:
    ticket = Ticket.objects.locked(ticket.pk)
    if request_key and (known := ticket.messages.filter(request_key=request_key).first()):
        return known
    is_note = audience == Audience.REGION
    may = policies.can_note if is_note else policies.can_exchange
    may(by, ticket).enforce()
    message = add_message(
        ticket,
        by=by,
        body=body,
        audience=audience,
        attachments=attachments,
        letter=letter,
        request_key=request_key,
        canned=canned,
    )
    fact = facts.Noted if is_note else facts.Exchanged
    journal.record(
        fact(thing_id=ticket.pk, school_id=ticket.school_id, message_id=message.pk), by=by
    )
    return message


@transaction.atomic
def nudge(
    ticket: Ticket, *, by: Actor, body: str = "", request_key: uuid.UUID | None = None
) -> Ticket:
    """Remind whoever has the ticket that the lycée waits; an answer is owed in a working day.

    The same `request_key` sent again reminds once.
    """
    ticket = Ticket.objects.locked(ticket.pk)
    if request_key is not None and ticket.nudge_key == request_key:
        return ticket
    policies.can_nudge(by, ticket, is_nudged_today=queries.is_nudged_today(ticket, by.at)).enforce()
    message = add_message(ticket, by=by, body=body) if body.strip() else None
    ticket.nudges += 1
    ticket.nudged_at, ticket.nudged_by = by.at, by.person
    ticket.nudge_due_at = queries.nudge_due_at(ticket, by.at)
    ticket.nudge_key = request_key
    journal.record(
        facts.Nudged(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            count=ticket.nudges,
            message_id=message.pk if message else None,
        ),
        by=by,
    )
    keep(ticket, "nudges", "nudged_at", "nudged_by", "nudge_due_at", "nudge_key", by=by)
    return ticket


@transaction.atomic
def withdraw(ticket: Ticket, *, by: Actor, seen: int, body: str = "") -> Ticket:
    """Give up a request that is no longer needed."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_withdraw(by, ticket).enforce()
    message = add_message(ticket, by=by, body=body) if body.strip() else None
    ticket.move_to(Status.WITHDRAWN)
    clear_hold(ticket)
    ticket.nudge_due_at = None
    journal.record(
        facts.Withdrawn(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            message_id=message.pk if message else None,
        ),
        by=by,
    )
    keep(ticket, "status", "nudge_due_at", *HOLD_FIELDS, by=by)
    return ticket


@transaction.atomic
def disown(ticket: Ticket, *, by: Actor) -> Ticket:
    """Tell CESAME that the mail behind a ticket was not one's own (INC-3)."""
    ticket = Ticket.objects.locked(ticket.pk)
    policies.can_disown(by, ticket).enforce()
    ticket.is_disowned = True
    journal.record(facts.Disowned(thing_id=ticket.pk, school_id=ticket.school_id), by=by)
    keep(ticket, "is_disowned", by=by)
    return ticket
