"""Who takes part in a ticket: reads, sends, writes, reminds, follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission, Role
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.journal.facts import Audience
from preau.schools.policies import covers, holds
from preau.tickets.states import (
    SERVICES,
    Handler,
    Status,
)

if TYPE_CHECKING:
    from preau.core.actors import Actor
    from preau.schools.models import School
    from preau.tickets.models import Ticket, Watch


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


def can_disown(actor: Actor, ticket: Ticket) -> Verdict:
    """The owner of an address says that a mail was not theirs (INC-3)."""
    if actor.person is None or ticket.sent_by_id != actor.person.pk or ticket.channel != "mail":
        return no(_("Only the person in whose name the e-mail came can say so."), source="INC-3")
    if ticket.is_disowned:
        return no(_("CESAME knows already that this e-mail is not yours."))
    return YES


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
