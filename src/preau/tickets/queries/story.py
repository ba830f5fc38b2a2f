"""A ticket as its page tells it: what is next, who has it, by when; and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from preau.accounts import queries as accounts
from preau.core.moments import PARIS, say_day, say_moment
from preau.files.models import Attachment
from preau.journal import queries as journal
from preau.schools import queries as schools
from preau.tickets import facts
from preau.tickets.policies import audiences
from preau.tickets.queries.links import TIES, tied_to
from preau.tickets.queries.promises import KIND, answered_at, due_at_of, promise_of
from preau.tickets.states import Handler, HoldCause, Nature, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.journal.queries import Recorded
    from preau.schools.standing_in import OnDuty
    from preau.tickets.clock import Promise
    from preau.tickets.models import Form, Message, Report, Ticket


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, who has it, by when: the first thing on every ticket page.

    `tone` is wait, late, well or calm. `until_text` says the date, or why there is none.
    """

    what: str
    who: str
    until: datetime | None
    until_text: str
    note: str = ""
    tone: str = "calm"
    #: The ticket that the words name, whether or not the reader may open it.
    other: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, told in a sentence, with what was written then."""

    at: datetime
    who: str
    sentence: str
    audience: str
    fact: str
    detail: str = ""
    message: Message | None = None
    #: The ticket that the detail names: one that the reader may open.
    other: Ticket | None = None


def questions_of(form: Form) -> list[dict[str, Any]]:
    """The questions that a form asks today."""
    newest = form.versions.order_by("-number").first()
    return list(newest.questions) if newest else []


def files_of(report: Report) -> QuerySet[Attachment]:
    """The files that came with a report, and with what was written about it since."""
    written = report.messages.values("attachments")
    return Attachment.objects.filter(
        Q(pk__in=report.attachments.values("pk")) | Q(pk__in=written)
    ).order_by("pk")


def account_of(report: Report) -> str:
    """What the author of a report told, there and in what they wrote since: for CESAME."""
    since = report.messages.filter(author=report.author_id)
    return "\n\n".join([report.body, *since.values_list("body", flat=True)])


def parties_of(ticket: Ticket, at: datetime) -> list[User]:
    """Who speaks for the lycée: the correspondent, then the deputies."""
    return list(schools.parties_of(ticket.school, at))


def say_on_duty(duty: OnDuty) -> str:
    """Who has it: "Claire Martin", or "Inès Bernard, for Claire Martin" while she is away."""
    if duty.stands_for is None:
        return duty.person.name
    return _("%(person)s, for %(absent)s") % {
        "person": duty.person.name,
        "absent": duty.stands_for.name,
    }


def services_of(ticket: Ticket, at: datetime) -> str:
    """Who has a dispatched ticket, by name where a person is known."""
    label = str(ticket.get_handler_display())
    if ticket.handler == Handler.CONTRACTOR and ticket.technician is not None:
        sent = say_on_duty(schools.technician_on_duty(ticket.technician, ticket.school, at))
        return _("%(person)s, for the contractor (SCC)") % {"person": sent}
    if ticket.handler == Handler.DIGITAL_OFFICER:
        officers = schools.digital_officers_on_duty(ticket.school, at)
        if officers:
            names = ", ".join(say_on_duty(officer) for officer in officers)
            return _("%(person)s, %(service)s") % {"person": names, "service": label}
    return label


def next_step(
    ticket: Ticket, actor: Actor, *, entries: Sequence[Recorded] | None = None
) -> NextStep:
    """Say what happens next, who has it and by when."""
    promise = promise_of(ticket, actor.at, entries=entries)
    match Status(ticket.status):
        case Status.RECEIVED:
            return NextStep(
                what=_("CESAME qualifies the request and hands it to the right service."),
                who=str(Handler.SERVICE_DESK.label),
                **_until(ticket, promise, actor.at),
            )
        case Status.DISPATCHED if ticket.held_at is not None:
            return _held(ticket, actor.at)
        case Status.DISPATCHED:
            return NextStep(
                what=_treatment(ticket, actor.at),
                who=services_of(ticket, actor.at),
                note=_nudge_note(ticket),
                **_until(ticket, promise, actor.at),
            )
        case Status.TECHNICALLY_CLOSED:
            parties = parties_of(ticket, actor.at)
            return NextStep(
                what=_("The lycée accepts the closure, or refuses it with a reason."),
                who=_lycee(ticket, actor.at),
                note=_("Without an answer by then, the ticket closes tacitly.")
                if parties
                else _("It does not close tacitly while nobody can answer for the lycée."),
                **_until(ticket, promise, actor.at),
            )
        case Status.CLOSED:
            return _closed(ticket, actor.at)
        case Status.OUT_OF_SCOPE:
            return NextStep(
                what=_("The Region does not treat this request; its last message says who does."),
                who=str(ticket.get_out_of_scope_reason_display()),
                until=None,
                until_text=_("The lycée can ask CESAME to take it up again."),
            )
        case Status.WITHDRAWN if (survivor := ticket.survivor) is not None:
            return NextStep(
                what=_("The matter goes on in ticket %(ref)s, which tells the same outage.")
                % {"ref": survivor.ref},
                who=str(survivor.get_handler_display()),
                until=None,
                until_text=_("If it is another matter, the two can be separated at any time."),
                other=survivor,
            )
        case Status.WITHDRAWN:
            return NextStep(
                what=_("Nothing more is expected: the lycée withdrew its request."),
                who=_("Nobody"),
                until=None,
                until_text=_("It can be taken up again at any time."),
            )


def _until(ticket: Ticket, promise: Promise | None, at: datetime) -> dict[str, Any]:
    """The date of a promise, in words, and its colour."""
    due_at = due_at_of(ticket, promise)
    if due_at is None:
        return {
            "until": None,
            "until_text": _("No date is set yet: whoever has the ticket announces one."),
            "tone": "wait",
        }
    # To the minute, as the list and the explanation have it.
    is_late = due_at < at.replace(second=0, microsecond=0)
    if is_late:
        text = _("late since %(moment)s") % {"moment": say_moment(due_at)}
    elif promise is not None:
        text = promise.by_when
    else:
        text = _("announced for %(day)s") % {"day": say_day(due_at.astimezone(PARIS).date())}
    return {"until": due_at, "until_text": text, "tone": "late" if is_late else "wait"}


def _lycee(ticket: Ticket, at: datetime) -> str:
    spokesperson = schools.spokesperson_of(ticket.school, at)
    if spokesperson is not None:
        return _("%(person)s, for the lycée") % {"person": say_on_duty(spokesperson)}
    deputies = schools.deputies_of(ticket.school, at)
    if not deputies:
        return _("the lycée, which has no correspondent at the moment")
    return _("%(person)s, for the lycée") % {"person": deputies[0].name}


def _held(ticket: Ticket, at: datetime) -> NextStep:
    since = _("The clock has been stopped since %(moment)s.") % {
        "moment": say_moment(ticket.held_at) if ticket.held_at else ""
    }
    if ticket.is_hold_contested:
        return NextStep(
            what=_("CESAME decides on the hold, which the lycée contests."),
            who=str(Handler.SERVICE_DESK.label),
            until=None,
            until_text=_("as soon as possible"),
            note=since,
            tone="wait",
        )
    if (answered := answered_at(ticket)) is not None:
        return NextStep(
            what=_("The lycée has answered: the service goes on with its work."),
            who=services_of(ticket, at),
            until=None,
            until_text=_("The clock will count from the answer, %(moment)s.")
            % {"moment": say_moment(answered)},
            tone="wait",
        )
    what = {
        HoldCause.ANSWER: _("The lycée answers the question that it was asked."),
        HoldCause.ACCESS: _("The lycée gives access to its premises."),
    }[HoldCause(ticket.hold_cause)]
    return NextStep(
        what=what,
        who=_lycee(ticket, at),
        until=None,
        until_text=_("as soon as the lycée can"),
        note=since,
        tone="wait",
    )


def _treatment(ticket: Ticket, at: datetime) -> str:
    """What the service that has the ticket does next."""
    match Handler(ticket.handler):
        case Handler.CONTRACTOR if ticket.visit_at is not None and ticket.visit_at >= at:
            return _("The technician comes on %(moment)s.") % {
                "moment": say_moment(ticket.visit_at)
            }
        case Handler.CONTRACTOR if ticket.contacted_at is not None:
            return _("The technician repairs or replaces, then closes the ticket technically.")
        case Handler.CONTRACTOR if ticket.nature == Nature.OFFICE_INCIDENT:
            return _("The technician of proximity treats it at the next regular visit.")
        case Handler.CONTRACTOR if ticket.technician is None:
            return _("The contractor appoints a technician, who gets in touch with the lycée.")
        case Handler.CONTRACTOR:
            return _("The technician gets in touch with the lycée.")
        case Handler.DIGITAL_OFFICER:
            return _("The digital officer studies the request and answers.")
        case Handler.ACADEMY_SERVICES:
            return _("The rectorat configures the server, then closes the ticket technically.")
        case _:
            return _("The Region's own team treats the request.")


def _nudge_note(ticket: Ticket) -> str:
    if ticket.nudge_due_at is None:
        return ""
    return _("The lycée sent a reminder: an answer is owed by %(moment)s.") % {
        "moment": say_moment(ticket.nudge_due_at)
    }


def _closed(ticket: Ticket, at: datetime) -> NextStep:
    what = (
        _("Closed tacitly: nobody answered in ten days.")
        if ticket.is_closed_tacitly
        else _("Closed: the lycée accepted the work.")
    )
    until = ticket.contestable_until
    if until is None or until < at:
        return NextStep(what=what, who=_("Nobody"), until=None, until_text="", tone="well")
    return NextStep(
        what=what,
        who=_("Nobody"),
        until=None,
        until_text=_("The lycée can contest it until %(day)s.")
        % {"day": say_day(until.astimezone(PARIS).date())},
        tone="well",
    )


def timeline(
    ticket: Ticket,
    actor: Actor,
    *,
    entries: Sequence[Recorded] | None = None,
    tied: Mapping[int, Ticket] | None = None,
) -> list[Moment]:
    """All that happened and that the person may read, oldest first, with what was written.

    `entries` and `tied` spare what the page has read already.
    """
    circle = audiences(actor, ticket)
    told = journal.history(KIND, ticket.pk) if entries is None else entries
    read = [entry for entry in told if entry.audience in circle]
    keys = {entry.person_key for entry in read} | {entry.behalf_key for entry in read}
    keys |= {e.fact.technician_key for e in read if isinstance(e.fact, facts.Appointed)}
    watched = (facts.Watched, facts.Unwatched)
    keys |= {e.fact.watcher_key for e in read if isinstance(e.fact, watched)}
    names = accounts.names(keys)
    messages = {
        message.pk: message
        for message in ticket.messages.filter(audience__in=circle)
        .select_related("letter")
        .prefetch_related(Prefetch("attachments", Attachment.objects.select_related("file")))
    }
    others = tied_to(read, actor) if tied is None else tied
    moments = []
    for entry in read:
        who = accounts.signature(entry, names)
        written = messages.get(getattr(entry.fact, "message_id", None) or 0)
        moments.append(
            Moment(
                at=entry.at,
                who=who,
                sentence=str(entry.fact.sentence(accounts.subject(entry, names))),
                # A fact that all read can carry a note that they do not: it is shown to those
                # who may, under the note's own circle.
                audience=written.audience if written else entry.audience,
                fact=entry.fact.name,
                detail=_detail(entry, names, others),
                message=written,
                other=others.get(entry.fact.other_id) if isinstance(entry.fact, TIES) else None,
            )
        )
    return moments


def _detail(entry: Recorded, names: Mapping[str, str], tied: Mapping[int, Ticket]) -> str:
    """The name, the date or the number that a fact holds as a code."""
    match entry.fact:
        case fact if isinstance(fact, TIES):
            # The number only where the reader sees the other ticket.
            return tied[fact.other_id].ref if fact.other_id in tied else ""
        case facts.Appointed(technician_key=key):
            return names.get(key, "")
        case facts.Watched(watcher_key=key) | facts.Unwatched(watcher_key=key):
            return names.get(key, "")
        case facts.Contacted(visit_at=visit) if visit:
            return _("Visit agreed: %(moment)s") % {
                "moment": say_moment(datetime.fromisoformat(visit))
            }
        case facts.Announced(expected_on=day):
            return say_day(date.fromisoformat(day))
        case facts.Resumed(until=until) if until:
            return _("The clock counts from the answer: %(moment)s") % {
                "moment": say_moment(datetime.fromisoformat(until))
            }
    return ""
