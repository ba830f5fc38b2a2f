"""The staff's reports to their correspondent, and what becomes of them (ROL-4)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from preau.journal import actions as journal
from preau.tickets import facts, policies, queries
from preau.tickets.actions.sending import refuse_elsewhere, send
from preau.tickets.models import Report, ReportMessage, Ticket
from preau.tickets.states import Channel, ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.core.actors import Actor
    from preau.files.models import Attachment
    from preau.mail.models import Letter
    from preau.schools.models import Room, School
    from preau.tickets.models import Form


def report(
    school: School,
    *,
    by: Actor,
    subject: str,
    body: str,
    room: Room | None = None,
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    request_key: uuid.UUID | None = None,
) -> Report:
    """Tell the correspondent what does not work; the same `request_key` makes one report."""
    key = request_key or uuid.uuid4()
    if known := Report.objects.filter(request_key=key, school=school).first():
        return known
    policies.can_report(by, school).enforce()
    refuse_elsewhere(school, room=room)
    made = Report(
        school=school,
        author=by.person,
        at=by.at,
        subject=subject.strip()[:200],
        body=body.strip(),
        room=room,
        letter=letter,
        channel=Channel.MAIL if letter else Channel.FORM,
        request_key=key,
    )
    try:
        with transaction.atomic():
            made.save()
            if files := list(attachments):
                made.attachments.add(*files)
            journal.record(
                facts.Reported(thing_id=made.pk, school_id=school.pk, channel=made.channel), by=by
            )
    except IntegrityError:
        if known := Report.objects.filter(request_key=key, school=school).first():
            return known
        raise
    return made


@transaction.atomic
def write_on_report(
    report: Report,
    *,
    by: Actor,
    body: str,
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    request_key: uuid.UUID | None = None,
) -> ReportMessage:
    """Write to the other side of a report; it stays as it is, and CESAME reads nothing of it."""
    report = Report.objects.locked(report.pk)
    key = request_key or uuid.uuid4()
    if known := report.messages.filter(request_key=key).first():
        return known
    policies.can_write_on_report(by, report).enforce()
    message = ReportMessage(report=report, at=by.at, body=body.strip(), request_key=key)
    message.author, message.letter = by.person, letter
    message.save()
    message.attachments.add(*attachments)
    journal.record(
        facts.WroteOnReport(
            thing_id=report.pk,
            school_id=report.school_id,
            message_id=message.pk,
            channel=Channel.MAIL if letter else Channel.FORM,
        ),
        by=by,
    )
    return message


@transaction.atomic
def forward(
    report: Report,
    *,
    by: Actor,
    form: Form,
    subject: str,
    description: str,
    urgency: str,
) -> Ticket:
    """Send a report on to CESAME: its author and its transmitter are both kept (ROL-4)."""
    report = Report.objects.locked(report.pk)
    policies.can_handle_report(by, report).enforce()
    ticket = send(
        report.school,
        by=by,
        form=form,
        subject=subject,
        description=description,
        urgency=urgency,
        room=report.room,
        attachments=queries.files_of(report),
        reporter=report.author,
        request_key=uuid.uuid5(report.request_key, "forwarded"),
    )
    report.ticket = ticket
    _handle(report, ReportStatus.FORWARDED, by=by)
    journal.record(
        facts.Forwarded(thing_id=report.pk, school_id=report.school_id, ticket_id=ticket.pk),
        by=by,
    )
    return ticket


@transaction.atomic
def answer(report: Report, *, by: Actor, answer: str) -> Report:
    """Answer a report without CESAME: the author reads it."""
    report = Report.objects.locked(report.pk)
    policies.can_handle_report(by, report).enforce()
    report.answer = answer.strip()
    _handle(report, ReportStatus.ANSWERED, by=by)
    journal.record(facts.Answered(thing_id=report.pk, school_id=report.school_id), by=by)
    return report


@transaction.atomic
def decline(report: Report, *, by: Actor, answer: str) -> Report:
    """Decline a report with a reason, which its author reads."""
    report = Report.objects.locked(report.pk)
    policies.can_handle_report(by, report).enforce()
    report.answer = answer.strip()
    _handle(report, ReportStatus.DECLINED, by=by)
    journal.record(facts.Declined(thing_id=report.pk, school_id=report.school_id), by=by)
    return report


def _handle(report: Report, target: ReportStatus, *, by: Actor) -> None:
    report.move_to(target)
    report.handled_at, report.handled_by = by.at, by.person
    report.save(update_fields=["status", "ticket", "answer", "handled_at", "handled_by"])
