"""The staff's reports to their correspondent, and what becomes of them (ROL-4)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from preau.core.moments import say_moment
from preau.core.text import fold
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.tickets import facts, policies, queries
from preau.tickets.actions.sending import refuse_elsewhere, send
from preau.tickets.models import PLACE_LENGTH, Affected, Report, ReportMessage, Ticket
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
    place: str = "",
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
        place=place.strip()[:PLACE_LENGTH],
        folded_place=fold(place, PLACE_LENGTH),
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
def join_report(report: Report, *, by: Actor) -> Affected:
    """Say that one is affected too: the report counts one more, and no twin is made (INC-14)."""
    report = Report.objects.locked(report.pk)
    is_joined = report.affected.filter(person=by.person).exists()
    policies.can_join_report(by, report, is_joined=is_joined).enforce()
    made = Affected.objects.create(report=report, person=by.person, at=by.at)
    journal.record(facts.Joined(thing_id=report.pk, school_id=report.school_id), by=by)
    return made


@transaction.atomic
def forward(
    report: Report,
    *,
    by: Actor,
    form: Form,
    subject: str,
    description: str,
    urgency: str,
    together: Iterable[Report] = (),
) -> Ticket:
    """Send a report on to CESAME: its author and its transmitter are both kept (ROL-4).

    Others of the same matter go `together` with it as one ticket: their words are added to its
    description, and each of their authors hears what becomes of it.
    """
    # All in one order, so that two people who forward at once do not wait for each other.
    keys = sorted({report.pk, *(other.pk for other in together)})
    locked = {pk: Report.objects.locked(pk) for pk in keys}
    report = locked.pop(report.pk)
    others = list(locked.values())
    if (sent := report.ticket) is not None and report.handled_by == by.person:
        return sent  # The same click twice.
    for each in (report, *others):
        policies.can_handle_report(by, each).enforce()
    if any(other.school_id != report.school_id for other in others):
        raise Refused(no(_("Reports of another lycée cannot go along.")))
    ticket = send(
        report.school,
        by=by,
        form=form,
        subject=subject,
        description="\n\n".join([description, *map(_quoted, others)]),
        urgency=urgency,
        room=report.room,
        attachments=[file for each in (report, *others) for file in queries.files_of(each)],
        reporter=report.author,
        request_key=uuid.uuid5(report.request_key, "forwarded"),
    )
    for each in (report, *others):
        each.ticket = ticket
        _handle(each, ReportStatus.FORWARDED, by=by)
        journal.record(
            facts.Forwarded(thing_id=each.pk, school_id=each.school_id, ticket_id=ticket.pk),
            by=by,
        )
    return ticket


def _quoted(report: Report) -> str:
    """What a report says, under its author's name and its moment."""
    head = _("%(person)s, %(moment)s:") % {
        "person": report.author.name,
        "moment": say_moment(report.at),
    }
    # The ticket has one place: what its own report says of another goes with its words.
    said = [report.subject, queries.account_of(report)]
    if report.place_name:
        said.insert(1, _("Room: %(room)s") % {"room": report.place_name})
    return "\n".join([head, *said])


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
    if not answer.strip():
        raise Refused(no(_("Say why nothing is done: the author reads it."), source="ROL-4"))
    report.answer = answer.strip()
    _handle(report, ReportStatus.DECLINED, by=by)
    journal.record(facts.Declined(thing_id=report.pk, school_id=report.school_id), by=by)
    return report


def _handle(report: Report, target: ReportStatus, *, by: Actor) -> None:
    report.move_to(target)
    report.handled_at, report.handled_by = by.at, by.person
    report.save(update_fields=["status", "ticket", "answer", "handled_at", "handled_by"])
