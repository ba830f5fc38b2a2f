"""Who may do what to a ticket or a report, and why not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission, Role
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.journal.facts import Audience
from preau.schools import policies as schools
from preau.schools.policies import covers, holds
from preau.tickets.states import (
    OPEN,
    SERVICES,
    BulkAct,
    Handler,
    LinkKind,
    Nature,
    ReportStatus,
    Status,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import School
    from preau.tickets.models import Link, Report, Satisfaction, SavedView, Ticket, Watch


def wears(actor: Actor, roles: frozenset[Role], school: School) -> bool:
    """Whether a mandate of one of these roles covers the lycée."""
    return any(held.role in roles and covers(held, school) for held in actor.mandates)


def treats(actor: Actor, ticket: Ticket) -> bool:
    """Whether the person belongs to the service that has the ticket."""
    return wears(actor, SERVICES[Handler(ticket.handler)], ticket.school)


def audiences(actor: Actor, ticket: Ticket) -> frozenset[Audience]:
    """What of a ticket the person may read: each service its own circle (INC-17).

    Internal notes are the Region's; exchanges the Region's and the contractor's; messages
    are for all.
    """
    if actor.is_preau or holds(actor, Permission.TICKET_NOTE, school=ticket.school):
        return frozenset(Audience)
    if wears(actor, SERVICES[Handler.CONTRACTOR], ticket.school):
        return frozenset({Audience.LYCEE, Audience.EXCHANGE})
    return frozenset({Audience.LYCEE})


def can_send(actor: Actor, school: School) -> Verdict:
    """Only the correspondent and deputies may send anything to CESAME (ROL-3)."""
    if school.closed_on is not None:
        return no(_("This lycée has closed: it can send nothing more."))
    if holds(actor, Permission.TICKET_SEND, school=school):
        return YES
    return no_mandate(
        _(
            "Only the correspondent of the lycée and the deputies may send a request to CESAME. "
            "Tell your correspondent, who will pass it on."
        ),
        source="ROL-3",
    )


def can_write(actor: Actor, ticket: Ticket) -> Verdict:
    """Those who take part may add to a ticket, also after its closure."""
    if (survivor := ticket.survivor) is not None:
        return no(
            _("This ticket goes on in %(ref)s, its twin: write there.") % {"ref": survivor.ref}
        )
    if holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return YES
    if treats(actor, ticket) or holds(actor, Permission.TICKET_QUALIFY, school=ticket.school):
        return YES
    if holds(actor, Permission.TICKET_NOTE, school=ticket.school):
        return YES
    if wears(actor, SERVICES[Handler.CONTRACTOR], ticket.school) and ticket.reached_contractor:
        return YES
    return no_mandate(
        _("You can read this ticket. Its correspondent and the services that treat it write on it.")
    )


def can_exchange(actor: Actor, ticket: Ticket) -> Verdict:
    """The Region and the contractor write to each other once the ticket reached the contractor."""
    if Audience.EXCHANGE not in audiences(actor, ticket):
        return no_mandate(_("Only the Region and the contractor read these exchanges."))
    if not ticket.reached_contractor:
        return no(_("The ticket has not been handed to the contractor yet."))
    return can_write(actor, ticket)


def can_note(actor: Actor, ticket: Ticket) -> Verdict:
    """Internal notes are the Region's."""
    if holds(actor, Permission.TICKET_NOTE, school=ticket.school):
        return YES
    return no_mandate(_("Internal notes are kept by the Region's services."))


def can_be_present(actor: Actor, ticket: Ticket) -> Verdict:
    """The services show each other who is writing; a lycée is not watched while it types."""
    if can_note(actor, ticket) or treats(actor, ticket):
        return YES
    return no_mandate(_("Only the services show each other who is writing."), source="INC-17")


def can_nudge(actor: Actor, ticket: Ticket, *, is_nudged_today: bool) -> Verdict:
    """The lycée reminds once per ticket and working day, while others have the ticket (INC-4)."""
    if not holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return no_mandate(
            _("Only the correspondent and the deputies send reminders."), source="INC-4"
        )
    if ticket.status == Status.TECHNICALLY_CLOSED:
        return no(_("The work is declared done: accept the closure, or refuse it with a reason."))
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("This ticket is over: nobody has it any more."))
    if ticket.held_at is not None:
        return no(_("The ticket waits for your answer: reply, or contest the hold."))
    if is_nudged_today:
        return no(
            _("A reminder has been sent today already. The next one can be sent tomorrow."),
            source="INC-4",
        )
    return YES


def _can_qualify(actor: Actor, ticket: Ticket) -> Verdict:
    if holds(actor, Permission.TICKET_QUALIFY, school=ticket.school):
        return YES
    return no_mandate(_("Only CESAME qualifies and dispatches tickets."), source="INC-5")


def can_qualify(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME assesses a ticket as long as it is not over."""
    if not (verdict := _can_qualify(actor, ticket)):
        return verdict
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("The work is over: there is nothing left to qualify."))
    return YES


def can_dispatch(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME hands a received ticket to a service; one handed out is taken back first."""
    if not (verdict := _can_qualify(actor, ticket)):
        return verdict
    if ticket.status == Status.DISPATCHED:
        return no(
            _("The ticket is with: %(handler)s. Take it back first.")
            % {"handler": ticket.get_handler_display()}
        )
    if ticket.status != Status.RECEIVED:
        return no(_("Only a received ticket can be dispatched."))
    return YES


def can_retain_urgency(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME adjusts the urgency, with a reason told to the sender (INC-2)."""
    return can_qualify(actor, ticket)


def can_take_back(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME takes a ticket back, or the service that has it hands it back."""
    if ticket.status != Status.DISPATCHED:
        return no(_("Only a dispatched ticket can come back to CESAME."))
    if treats(actor, ticket) or _can_qualify(actor, ticket):
        return YES
    return no_mandate(_("Only CESAME or the service that has the ticket can send it back."))


def can_declare_out_of_scope(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME names who is responsible for what is not the Region's (INC-5, INC-11)."""
    if not (verdict := _can_qualify(actor, ticket)):
        return verdict
    if ticket.status != Status.RECEIVED:
        return no(_("Take the ticket back before declaring it out of scope."))
    return YES


def can_reopen(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée may refuse an "out of scope", or take a withdrawal back; so may CESAME."""
    if ticket.status not in {Status.OUT_OF_SCOPE, Status.WITHDRAWN}:
        return no(_("This ticket is not set aside."))
    if (survivor := ticket.survivor) is not None:
        return no(
            _("This ticket goes on in %(ref)s, its twin: separate the two.") % {"ref": survivor.ref}
        )
    if holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return YES
    return _can_qualify(actor, ticket)


def can_tie(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME ties tickets together; which ones, and how, is asked of each pair."""
    return _can_qualify(actor, ticket)


def can_join(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME sets a twin aside while it is open; with which ticket, is asked of the pair."""
    if not (verdict := _can_qualify(actor, ticket)):
        return verdict
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("The work on this ticket is over: only an open ticket is joined with another."))
    return YES


def can_merge(
    actor: Actor, ticket: Ticket, survivor: Ticket, *, has_parts: bool = False
) -> Verdict:
    """CESAME joins a twin with another open ticket of the same lycée (INC-14, INC-17).

    `has_parts`: other tickets are attached to it, as to the main one of an outage.
    """
    if not (verdict := can_join(actor, ticket)):
        return verdict
    if ticket.pk == survivor.pk:
        return no(_("A ticket is not its own twin: give the number of the other one."))
    if ticket.school_id != survivor.school_id:
        return no(
            _("The two tickets are of two lycées, each keeps its own: attach one to the other.")
        )
    if survivor.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(
            _("Nobody works on %(ref)s any more: note that this ticket follows it instead.")
            % {"ref": survivor.ref}
        )
    if has_parts:
        return no(_("Other tickets are attached to this one: join the other one with it instead."))
    return YES


def can_separate(actor: Actor, ticket: Ticket) -> Verdict:
    """What was joined can be taken apart, by CESAME or by the lycée, which knows best."""
    if ticket.survivor is None:
        return no(_("This ticket was not joined with another one."))
    if holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return YES
    return _can_qualify(actor, ticket)


def can_link(
    actor: Actor, ticket: Ticket, other: Ticket, kind: str, *, is_linked: bool, is_deep: bool
) -> Verdict:
    """CESAME ties a ticket to another: part of its outage, or what follows it (INC-14).

    `is_linked`: the two have a tie already. `is_deep`: attached to it, the ticket would be part
    of a part, or would take its own parts along.
    """
    if not (verdict := _can_qualify(actor, ticket)):
        return verdict
    if not (verdict := _can_qualify(actor, other)):
        return verdict
    if ticket.pk == other.pk:
        return no(_("A ticket is not linked with itself: give the number of the other one."))
    if is_linked:
        return no(_("These two tickets are linked already."))
    if kind == LinkKind.FOLLOWS:
        if ticket.pk < other.pk:
            return no(_("This ticket came first: note it on the later one."))
        return YES
    if kind != LinkKind.CHILD_OF:
        return no(_("Twins are joined, not only linked."))
    if is_deep:
        return no(
            _("An outage has one main ticket: attach the others to it, and it to none of them.")
        )
    if ticket.status not in OPEN or other.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("Only open tickets are attached to an outage that is being treated."))
    return YES


def can_unlink(actor: Actor, link: Link) -> Verdict:
    """CESAME takes a tie away again; twins are separated instead."""
    if link.kind == LinkKind.DUPLICATE_OF:
        return no(_("These two tickets were joined: separate them."))
    if not (verdict := _can_qualify(actor, link.source)):
        return verdict
    return _can_qualify(actor, link.target)


def bulk_acts(actor: Actor) -> list[BulkAct]:
    """What a person's mandates let them do to several tickets at once, somewhere (INC-17)."""
    desk = holds(actor, Permission.TICKET_QUALIFY, school=None)
    assigns = holds(actor, Permission.TICKET_ASSIGN, school=None)
    return [
        act
        for act, may in (
            (BulkAct.DISPATCH, desk),
            (BulkAct.APPOINT, assigns),
            (BulkAct.ATTACH, desk),
            (BulkAct.MESSAGE, desk or assigns),
        )
        if may
    ]


def can_bulk(actor: Actor, act: str) -> Verdict:
    """Services act on several tickets at once; each ticket is asked again for itself."""
    if act in bulk_acts(actor):
        return YES
    return no_mandate(
        _("Only CESAME and the contractor's dispatchers act on several tickets at once."),
        source="INC-17",
    )


def can_withdraw(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée gives a request up before the work is declared done."""
    if not holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return no_mandate(_("Only the correspondent and the deputies can withdraw a request."))
    if ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return no(_("The request can no longer be withdrawn: close the ticket instead."))
    return YES


def can_appoint(actor: Actor, ticket: Ticket) -> Verdict:
    """The contractor's dispatcher names the technician (INC-6)."""
    if not holds(actor, Permission.TICKET_ASSIGN, school=ticket.school):
        return no_mandate(
            _("Only the contractor's dispatchers appoint a technician."), source="INC-6"
        )
    if ticket.status != Status.DISPATCHED or ticket.handler != Handler.CONTRACTOR:
        return no(_("The ticket is not with the contractor."))
    return YES


def _can_treat(actor: Actor, ticket: Ticket) -> Verdict:
    if ticket.status != Status.DISPATCHED:
        return no(_("The ticket is not being treated at the moment."))
    if not treats(actor, ticket):
        return no(
            _("The ticket is with: %(handler)s. Only this service can do that.")
            % {"handler": ticket.get_handler_display()}
        )
    return YES


def can_record_contact(actor: Actor, ticket: Ticket) -> Verdict:
    """The technician records the contact with the lycée, and the visit agreed (INC-6)."""
    return _can_treat(actor, ticket)


def can_announce(actor: Actor, ticket: Ticket) -> Verdict:
    """Where the text sets no limit, the service says by when it should be done."""
    return _can_treat(actor, ticket)


def can_hold(actor: Actor, ticket: Ticket) -> Verdict:
    """The service stops the clock while it waits for the lycée, for a listed cause (INC-7)."""
    if not (verdict := _can_treat(actor, ticket)):
        return verdict
    if ticket.held_at is not None:
        return no(_("The ticket is on hold already."))
    return YES


def can_resume(actor: Actor, ticket: Ticket) -> Verdict:
    """The service ends its hold; CESAME may end or cancel any."""
    if ticket.held_at is None:
        return no(_("The ticket is not on hold."))
    if treats(actor, ticket) or _can_qualify(actor, ticket):
        return YES
    return no_mandate(_("Only CESAME or the service that set the hold can end it."))


def can_void_hold(actor: Actor, ticket: Ticket) -> Verdict:
    """CESAME cancels a hold that it finds unfounded: it never stopped the clock (INC-7)."""
    if ticket.held_at is None:
        return no(_("The ticket is not on hold."))
    return _can_qualify(actor, ticket)


def can_contest_hold(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée brings a hold before CESAME (INC-7)."""
    if not holds(actor, Permission.TICKET_SEND, school=ticket.school):
        return no_mandate(_("Only the correspondent and the deputies can contest a hold."))
    if ticket.held_at is None:
        return no(_("The ticket is not on hold."))
    if ticket.is_hold_contested:
        return no(_("The hold is contested already: CESAME will decide."))
    return YES


def can_close_technically(actor: Actor, ticket: Ticket) -> Verdict:
    """Whoever did the work declares it done: the first of the two closures (INC-8)."""
    return _can_treat(actor, ticket)


def _can_answer_closure(actor: Actor, ticket: Ticket) -> Verdict:
    if not holds(actor, Permission.TICKET_CLOSE, school=ticket.school):
        return no_mandate(
            _("Only the correspondent of the lycée or a deputy accepts or refuses a closure."),
            source="INC-8",
        )
    if ticket.status != Status.TECHNICALLY_CLOSED:
        return no(_("The work has not been declared done: there is no closure to answer."))
    return YES


def can_close(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée accepts the work: the administrative closure (INC-8)."""
    return _can_answer_closure(actor, ticket)


def can_refuse_closure(actor: Actor, ticket: Ticket) -> Verdict:
    """The lycée refuses the technical closure, with a reason: the ticket goes back (INC-8)."""
    return _can_answer_closure(actor, ticket)


def can_contest(actor: Actor, ticket: Ticket) -> Verdict:
    """A closure can be contested for 30 days (INC-8 ◇)."""
    if not holds(actor, Permission.TICKET_CLOSE, school=ticket.school):
        return no_mandate(
            _("Only the correspondent of the lycée or a deputy can contest a closure.")
        )
    if ticket.status != Status.CLOSED:
        return no(_("The ticket is not closed."))
    if ticket.contestable_until is None or actor.at > ticket.contestable_until:
        return no(
            _("The thirty days to contest are over: send a new request, which can quote this one."),
            source="INC-8",
        )
    return YES


def can_disown(actor: Actor, ticket: Ticket) -> Verdict:
    """The owner of an address says that a mail was not theirs (INC-3)."""
    if actor.person is None or ticket.sent_by_id != actor.person.pk or ticket.channel != "mail":
        return no(_("Only the person in whose name the e-mail came can say so."), source="INC-3")
    if ticket.is_disowned:
        return no(_("CESAME knows already that this e-mail is not yours."))
    return YES


def can_close_tacitly(actor: Actor, ticket: Ticket, *, has_party: bool, is_over: bool) -> Verdict:
    """The clock closes what nobody answered in the ten days, unless nobody could (INC-8)."""
    if not actor.is_preau:
        return no(_("Only the clock closes tacitly."))
    if ticket.status != Status.TECHNICALLY_CLOSED:
        return no(_("The work has not been declared done: there is no closure to answer."))
    if not is_over:
        return no(_("The lycée still has time to answer."), source="INC-8")
    if not has_party:
        return no(_("The lycée has neither correspondent nor deputy: nothing closes tacitly."))
    return YES


def can_report(actor: Actor, school: School) -> Verdict:
    """Staff may report as the head has decided: everybody, named persons, nobody (ROL-4)."""
    return schools.can_report(actor, school)


def can_handle_report(actor: Actor, report: Report) -> Verdict:
    """The correspondent or a deputy forwards, answers or declines (ROL-4)."""
    if not holds(actor, Permission.REPORT_HANDLE, school=report.school):
        return no_mandate(
            _("Only the correspondent and the deputies handle reports."), source="ROL-4"
        )
    if report.status != ReportStatus.OPEN:
        return no(_("This report has been handled already."))
    return YES


def can_join_report(actor: Actor, report: Report, *, is_joined: bool) -> Verdict:
    """A colleague adds themself to a report of the same matter, while it lasts (INC-14)."""
    if not (verdict := can_report(actor, report.school)):
        return verdict
    if actor.person is not None and report.author_id == actor.person.pk:
        return no(_("You made this report yourself."))
    if is_joined:
        return no(_("You are among those affected already."))
    is_forwarded = report.status == ReportStatus.FORWARDED
    is_treated = is_forwarded and report.ticket is not None and report.ticket.status in OPEN
    if report.status != ReportStatus.OPEN and not is_treated:
        return no(_("This matter is settled: if something is wrong again, make a new report."))
    return YES


def can_write_on_report(actor: Actor, report: Report) -> Verdict:
    """Its author, while of the lycée, and whoever handles it write on a report (ROL-4, INC-3)."""
    if holds(actor, Permission.REPORT_HANDLE, school=report.school):
        return YES
    is_author = actor.person is not None and report.author_id == actor.person.pk
    if is_author and any(held.school_id == report.school_id for held in actor.mandates):
        return YES
    return no_mandate(
        _("Only its author, the correspondent and the deputies write on a report."), source="ROL-4"
    )


def can_watch(actor: Actor, *, sees: bool) -> Verdict:
    """Whoever may read a ticket may follow it (INC-17)."""
    if sees and actor.person is not None:
        return YES
    return no_mandate(_("Only those who may read the ticket can follow it."))


def can_add_watcher(actor: Actor, ticket: Ticket, *, is_colleague: bool, sees: bool) -> Verdict:
    """Those who take part have it followed by colleagues who may read it already."""
    if not (verdict := can_write(actor, ticket)):
        return verdict
    if not is_colleague:
        return no(_("Choose a colleague of your own lycée or of your own service."))
    if not sees:
        return no(_("This person may not read the ticket, so they cannot follow it."))
    return YES


def can_end_watch(actor: Actor, ticket: Ticket, watch: Watch) -> Verdict:
    """One stops following, or whoever asked for it or CESAME ends it."""
    own = {watch.person_id, watch.by_id}
    if actor.person is not None and actor.person.pk in own:
        return YES
    if holds(actor, Permission.TICKET_QUALIFY, school=ticket.school):
        return YES
    return no_mandate(_("Each person decides for themself what they follow."))


def can_edit_reply(actor: Actor, service: str) -> Verdict:
    """A canned reply belongs to a service, whose people write and change it (INC-17)."""
    if SERVICES[Handler(service)] & actor.roles:
        return YES
    return no_mandate(_("A canned reply is changed by the service that uses it."), source="INC-17")


def reply_services(actor: Actor) -> list[Handler]:
    """The services for which the person keeps canned replies."""
    return [service for service in SERVICES if can_edit_reply(actor, service)]


def can_edit_recurring(actor: Actor, school: School | None) -> Verdict:
    """A lycée keeps its own recurring requests; CESAME and the Region those of all (INC-17)."""
    if actor.roles & {Role.SERVICE_DESK, Role.REGIONAL_ADMIN}:
        return YES
    if school is not None and holds(actor, Permission.TICKET_SEND, school=school):
        return YES
    return no_mandate(
        _("The requests offered to all lycées are kept by CESAME; a lycée keeps its own."),
        source="INC-17",
    )


def can_edit_form(actor: Actor) -> Verdict:
    """The Region's administrators change the questions of the forms (INC-1)."""
    if Role.REGIONAL_ADMIN in actor.roles:
        return YES
    return no_mandate(_("Only the Region's administrators change the forms."), source="INC-1")


def can_open_review(actor: Actor) -> Verdict:
    """The clock puts the open tickets before the lycée (INC-4)."""
    return YES if actor.is_preau else no(_("Only the clock opens a review."))


def can_follow_reviews(actor: Actor) -> Verdict:
    """The Region and its services follow the reviews of all their lycées (INC-4)."""
    if holds(actor, Permission.TICKET_NOTE, school=None):
        return YES
    return no_mandate(_("The Region and its services follow the reviews of the lycées."))


def can_review(actor: Actor, school: School) -> Verdict:
    """The correspondent or a deputy reviews the open tickets of the lycée (INC-4)."""
    if holds(actor, Permission.TICKET_SEND, school=school):
        return YES
    return no_mandate(
        _("Only the correspondent and the deputies review the open tickets."), source="INC-4"
    )


_SHARERS = frozenset({Permission.TICKET_QUALIFY, Permission.TICKET_ASSIGN, Permission.STEERING_SEE})


def can_save_view(actor: Actor, shared_with: str) -> Verdict:
    """Whoever sees tickets keeps views; those who lead a service share them with it (INC-17)."""
    if not holds(actor, Permission.TICKET_SEE, school=None):
        return no_mandate(_("Only those who see tickets keep views of their list."))
    if not shared_with:
        return YES
    for held in actor.mandates:
        if held.role == shared_with and held.permissions & _SHARERS:
            return YES
    return no_mandate(_("Only CESAME, dispatchers and the Region share views, with their own."))


def can_change_view(actor: Actor, view: SavedView) -> Verdict:
    """One changes one's own; a shared one, whoever may share with that service."""
    if actor.person is not None and view.owner_id == actor.person.pk:
        return YES
    if view.shared_with and can_save_view(actor, view.shared_with):
        return YES
    return no_mandate(_("This view is shared with you: its owner changes it."))


#: For how long the question after a closure can be answered, and the answer changed.
RATED_WITHIN = timedelta(days=30)


def can_rate(actor: Actor, question: Satisfaction) -> Verdict:
    """Whoever was asked answers, and changes the answer for thirty days (INC-17)."""
    if actor.person is None or actor.person.pk != question.person_id:
        return no_mandate(_("Only the person who was asked answers this question."))
    if not holds(actor, Permission.TICKET_SEND, school=question.ticket.school):
        return no_mandate(_("Whoever speaks for the lycée answers: your duty there is over."))
    if actor.at > question.asked_at + RATED_WITHIN:
        return no(_("The thirty days to answer are over."))
    return YES


def can_set_limits(actor: Actor) -> Verdict:
    """The Region's administrators change the figures of the limits (INC-5, INC-7)."""
    if Role.REGIONAL_ADMIN in actor.roles:
        return YES
    return no_mandate(
        _("Only the Region's administrators change the figures of the limits."), source="INC-7"
    )


def handlers_for(nature: str) -> tuple[Handler, ...]:
    """The services to which a qualified ticket of this nature can go, the usual one first."""
    usual = {
        Nature.NETWORK_INCIDENT: Handler.CONTRACTOR,
        Nature.OFFICE_INCIDENT: Handler.CONTRACTOR,
        Nature.EVOLUTION: Handler.DIGITAL_OFFICER,
        Nature.CONFIGURATION: Handler.ACADEMY_SERVICES,
    }[Nature(nature)]
    outside = [handler for handler in Handler if handler != Handler.SERVICE_DESK]
    return (usual, *(handler for handler in outside if handler != usual))
