"""What tickets do with a letter that mail has read: join a ticket, make one, or a report."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import CONTRACTOR_ROLES, Permission
from preau.core.text import fold
from preau.mail.states import OutcomeKind
from preau.mail.wiring import Outcome
from preau.schools.policies import holds
from preau.schools.queries import actor_of
from preau.tickets import actions, policies
from preau.tickets.models import Form, Message, Report, Ticket

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.mail.wiring import Incoming
    from preau.schools.models import Room, School

#: Why a letter came to its outcome here, in words for the ledger.
REASONS = {
    "by_mandate": _("The sender is the lycée's correspondent or a deputy."),
    "answers_ticket": _("The message answers a letter of the ticket, and its sender takes part."),
    "service_open_to_staff": _("The lycée has opened the service to its staff."),
    "answers_report": _("The message answers a letter about a report, and its sender takes part."),
    "joined_by_cesame": _("CESAME attached the message to the ticket."),
}

#: The form of a matter that names none of the words of the others.
OTHER = "other"


def take(incoming: Incoming, by: Actor) -> Outcome | None:
    """Give a letter its place, or None where it is not ours to take (INC-2, INC-3).

    It adds text and never acts: nothing is closed, resumed or designated by mail.
    """
    kind, _colon, number = incoming.thread.partition(":")
    if kind == "ticket" and number.isdecimal():
        return _join(incoming, by, int(number))
    if kind == "report" and number.isdecimal():
        return _join_report(incoming, by, int(number))
    if incoming.school is None or incoming.sender is None:
        return None
    sender = by if not incoming.asked else actor_of(incoming.sender, by.at)
    if not incoming.asked and (quoted := _quoted(incoming, by)) is not None:
        return _join(incoming, by, quoted)
    if incoming.asked != OutcomeKind.REPORT and policies.can_send(sender, incoming.school):
        return _open(incoming, sender, incoming.school)
    if policies.can_report(sender, incoming.school):
        return _report(incoming, sender, incoming.school)
    return None


#: Our letters begin their subject with the number; some mail programs keep nothing else of it.
_QUOTED = re.compile(r"\[(\d{4}-\d{6,9})\]")


def _quoted(incoming: Incoming, by: Actor) -> int | None:
    """The ticket whose number the subject quotes, where the known sender takes part in it."""
    found = _QUOTED.search(incoming.subject)
    ticket = Ticket.objects.visible_to(by).by_ref(found[1]).first() if found else None
    if ticket is None or not policies.can_write(by, ticket.goes_on):
        return None
    return ticket.pk


def _join(incoming: Incoming, by: Actor, number: int) -> Outcome:
    """Add the text to the ticket that it answers, for a party of the ticket at this moment."""
    visible = Ticket.objects.visible_to(by).select_related("school")
    ticket = visible.filter(pk=number).first()
    # A twin's letters go on being answered: the answers join the ticket that goes on.
    if ticket is not None and (survivor := ticket.survivor) is not None:
        ticket = visible.filter(pk=survivor.pk).first()
    if ticket is None or not policies.can_write(by, ticket):
        return Outcome(kind=OutcomeKind.HELD, reason="not_a_party", thread=incoming.thread)
    reason = "joined_by_cesame" if incoming.asked else "answers_ticket"
    if not Message.objects.filter(letter=incoming.letter, ticket=ticket).exists():
        _write_in_circle(incoming, by, ticket, _body(incoming))
    return _told(OutcomeKind.MESSAGE, reason, ticket)


def _join_report(incoming: Incoming, by: Actor, number: int) -> Outcome:
    """Add the text to the report that it answers (ROL-4, INC-3).

    Once it is with CESAME, what the correspondent answers is for the ticket. What its author
    answers stays with the correspondent, who alone writes to CESAME (ROL-3).
    """
    report = Report.objects.visible_to(by).filter(pk=number).select_related("school").first()
    if report is None or not policies.can_write_on_report(by, report):
        return Outcome(kind=OutcomeKind.HELD, reason="not_a_party", thread=incoming.thread)
    is_handler = holds(by, Permission.REPORT_HANDLE, school=report.school)
    if is_handler and report.ticket_id is not None:
        return _join(incoming, by, report.ticket_id)
    actions.write_on_report(
        report,
        by=by,
        body=_body(incoming),
        attachments=incoming.attachments,
        letter=incoming.letter,
        request_key=_key(incoming),
    )
    return Outcome(
        kind=OutcomeKind.MESSAGE,
        reason="answers_report",
        thread=incoming.thread,
        url=report.get_absolute_url(),
        school=report.school,
    )


def _body(incoming: Incoming) -> str:
    """What the person wrote, apart from the quote where that is certain."""
    body = incoming.reply if incoming.is_cut_certain else incoming.text
    return body or incoming.subject or str(_("(a message without text)"))


def _write_in_circle(incoming: Incoming, by: Actor, ticket: Ticket, body: str) -> None:
    """Write for the lycée what it wrote itself; a service's mail stays among the services.

    A reply to a notice that only a service received must not reach the lycée by surprise.
    """
    words: dict[str, Any] = {
        "by": by,
        "body": body,
        "attachments": incoming.attachments,
        "letter": incoming.letter,
        "request_key": _key(incoming),
    }
    if incoming.asked:
        actions.attach(ticket, **words)
        return
    if holds(by, Permission.TICKET_SEND, school=ticket.school):
        actions.write(ticket, **words)
        return
    is_contractor = policies.wears(by, CONTRACTOR_ROLES, ticket.school)
    is_region = holds(by, Permission.TICKET_NOTE, school=ticket.school)
    verb = actions.exchange if is_contractor else actions.note if is_region else actions.write
    verb(ticket, **words)


def _open(incoming: Incoming, sender: Actor, school: School) -> Outcome:
    """Make a ticket of a first letter, whatever it lacks: the acknowledgement asks (INC-2)."""
    text = f"{incoming.subject}\n{incoming.text}"
    ticket = actions.send(
        school,
        by=sender,
        form=proposed_form(text),
        subject=incoming.subject or str(_("Request by e-mail")),
        description=incoming.text or incoming.subject or str(_("(a message without text)")),
        urgency=incoming.urgency.level,
        room=proposed_room(school, text),
        attachments=incoming.attachments,
        letter=incoming.letter,
        request_key=_key(incoming),
    )
    return _told(OutcomeKind.TICKET, "by_mandate", ticket)


def _report(incoming: Incoming, sender: Actor, school: School) -> Outcome:
    text = f"{incoming.subject}\n{incoming.text}"
    report = actions.report(
        school,
        by=sender,
        subject=incoming.subject or str(_("Report by e-mail")),
        body=incoming.text or incoming.subject or str(_("(a message without text)")),
        room=proposed_room(school, text),
        attachments=incoming.attachments,
        letter=incoming.letter,
        request_key=_key(incoming),
    )
    return Outcome(
        kind=OutcomeKind.REPORT,
        reason="service_open_to_staff",
        thread=f"report:{report.pk}",
        url=report.get_absolute_url(),
        school=school,
    )


def _told(kind: str, reason: str, ticket: Ticket) -> Outcome:
    return Outcome(
        kind=kind,
        reason=reason,
        thread=ticket.thread,
        ref=ticket.ref,
        url=ticket.get_absolute_url(),
        school=ticket.school,
    )


def _key(incoming: Incoming) -> uuid.UUID:
    """The same letter handled twice makes one thing."""
    return uuid.uuid5(uuid.NAMESPACE_OID, incoming.letter.sha256)


def find(ref: str, by: Actor) -> str | None:
    """The thread of a ticket's number, for CESAME, which attaches a held letter to it."""
    ticket = Ticket.objects.visible_to(by).by_ref(ref.strip()).first()
    return ticket.thread if ticket else None


def proposed_form(text: str) -> Form:
    """The offered form whose words a message contains; what it proposes, CESAME confirms."""
    words = set(re.findall(r"[a-z0-9]+", fold(text)))
    best, score = None, 0
    for form in Form.objects.filter(Q(is_offered=True) | Q(code=OTHER)):
        found = len(words & set(form.words))
        if form.code == OTHER and best is None:
            best = form
        if found > score:
            best, score = form, found
    if best is None:
        raise Form.DoesNotExist
    return best


def proposed_room(school: School, text: str) -> Room | None:
    """The one room of the lycée that a message names, if it names exactly one."""
    folded = fold(text)
    named = [
        room
        for room in school.rooms.all()
        if re.search(rf"(?<![a-z0-9]){re.escape(room.folded_name)}(?![a-z0-9])", folded)
    ]
    return named[0] if len(named) == 1 else None
