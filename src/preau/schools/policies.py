"""Who may do what where; each "no" says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission, Role
from preau.core.actors import Actor
from preau.core.verdicts import YES, Verdict, no, no_mandate
from preau.schools.states import ReportingMode

if TYPE_CHECKING:
    from preau.accounts.models import User
    from preau.core.actors import Held
    from preau.schools.models import Mandate, School, Territory
    from preau.schools.models.absences import Absence
    from preau.schools.models.confirmations import Confirmation

#: Who may stand in for the holder of a duty. CESAME's agents have one queue for all, and the
#: Region's and the académie's services have no work of their own name: nobody needs to.
STAND_INS: dict[Role, frozenset[Role]] = {
    Role.CORRESPONDENT: frozenset({Role.DEPUTY}),
    Role.DIGITAL_OFFICER: frozenset({Role.DIGITAL_OFFICER}),
    Role.ONSITE: frozenset({Role.ONSITE, Role.FIELD}),
    Role.FIELD: frozenset({Role.ONSITE, Role.FIELD}),
}


def covers(held: Held, school: School) -> bool:
    """Whether the place of a mandate is the lycée, or has it inside."""
    if held.school_id:
        return held.school_id == school.pk
    if held.territory_id:
        return held.territory_id == school.territory_id
    return not held.academy or held.academy == school.academy


def holds(actor: Actor, permission: str, *, school: School | None) -> bool:
    """Whether a mandate in force gives the permission there; without a lycée, anywhere."""
    return held_for(actor, permission, school=school) is not None


def held_for(actor: Actor, permission: str, *, school: School | None) -> Held | None:
    """Find the mandate that gives the permission there, the worn one first."""
    candidates = (actor.worn, *actor.mandates) if actor.worn else actor.mandates
    for held in candidates:
        if permission in held.permissions and (school is None or covers(held, school)):
            return held
    return None


def holds_over(
    actor: Actor,
    permission: str,
    *,
    school: School | None,
    territory: Territory | None = None,
    academy: str = "",
) -> bool:
    """Whether a mandate gives the permission over a whole place: a lycée, or what is wider."""
    if school is not None:
        return holds(actor, permission, school=school)
    return any(
        permission in held.permissions
        and (
            held.is_everywhere
            or (territory is not None and held.territory_id == territory.pk)
            or (bool(academy) and held.academy == academy)
        )
        for held in actor.mandates
    )


def wearing(actor: Actor, permission: str, *, school: School | None) -> Actor:
    """The same actor under the mandate that lets them act, so that the journal says for whom.

    A person who is deputy head and deputy of one lycée designates for the head, and sends a
    ticket for the correspondent.
    """
    # A request's actor is a lazy stand-in, which `dataclasses.replace` does not take for one.
    return Actor(
        at=actor.at,
        person=actor.person,
        key=actor.key,
        mandates=actor.mandates,
        aside=actor.aside,
        worn=held_for(actor, permission, school=school),
    )


# --- Who designates, ends, confirms ------------------------------------------------------------
def can_designate_correspondent(actor: Actor, school: School) -> Verdict:
    """Whether the actor may name the lycée's single contact."""
    if school.closed_on:
        return _CLOSED
    if holds(actor, Permission.CORRESPONDENT_DESIGNATE, school=school):
        return YES
    return no_mandate(
        _(
            "Only the head of school, or the deputy head they delegated to, designates the"
            " correspondent."
        ),
        source="ROL-1",
    )


def can_take_correspondence(actor: Actor, school: School) -> Verdict:
    """Whether the actor, as head, may be correspondent themself."""
    if school.closed_on:
        return _CLOSED
    if not _is_at(actor, Role.HEAD, school):
        return no_mandate(
            _("Only the head of school may take the duty of correspondent."), source="ROL-1"
        )
    if _is_at(actor, Role.CORRESPONDENT, school):
        return no(_("You are already this lycée's correspondent."))
    return YES


def can_designate_deputy(actor: Actor, school: School) -> Verdict:
    """Whether the actor may choose who stands in for the correspondent."""
    if school.closed_on:
        return _CLOSED
    if holds(actor, Permission.DEPUTY_DESIGNATE, school=school):
        return YES
    return no_mandate(
        _("Only the correspondent designates deputies; a deputy does not."), source="ROL-2"
    )


def can_delegate(actor: Actor, school: School) -> Verdict:
    """Whether the actor, as head, may let a deputy head act for them."""
    if school.closed_on:
        return _CLOSED
    if holds(actor, Permission.HEAD_DELEGATE, school=school):
        return YES
    return no_mandate(_("Only the head of school delegates to a deputy head."), source="ROL-1")


def can_give_mandate(
    actor: Actor,
    role: str,
    *,
    school: School | None = None,
    territory: Territory | None = None,
    academy: str = "",
) -> Verdict:
    """Whether the actor may give a duty there: the Region's part, and the head's for staff."""
    if school is not None and school.closed_on:
        return _CLOSED
    if actor.is_preau:
        return YES
    if role == Role.HEAD:
        allowed = holds(actor, Permission.HEAD_DESIGNATE, school=school)
        return (
            YES
            if allowed
            else no_mandate(_("The Region records who heads a lycée."), source="ROL-1")
        )
    if role == Role.CORRESPONDENT:
        return no_mandate(_("The head of school designates the correspondent."), source="ROL-1")
    if role == Role.DEPUTY:
        return no_mandate(_("The correspondent designates deputies."), source="ROL-2")
    if role == Role.DEPUTY_HEAD:
        return no_mandate(_("The head of school delegates to a deputy head."), source="ROL-1")
    if role == Role.STAFF:
        allowed = holds(actor, Permission.SCHOOL_MANAGE, school=school)
        return (
            YES if allowed else no_mandate(_("The head of school names the staff."), source="ROL-4")
        )
    if holds_over(
        actor, Permission.SCHOOL_ADMINISTER, school=school, territory=territory, academy=academy
    ):
        return YES
    return no_mandate(_("Only a regional administrator gives this mandate."), source="ROL-5")


_ENDED_BY: dict[str, tuple[Permission, ...]] = {
    Role.HEAD: (Permission.HEAD_DESIGNATE,),
    Role.DEPUTY_HEAD: (Permission.HEAD_DELEGATE,),
    Role.CORRESPONDENT: (Permission.CORRESPONDENT_DESIGNATE,),
    Role.DEPUTY: (Permission.DEPUTY_DESIGNATE, Permission.CORRESPONDENT_DESIGNATE),
    Role.STAFF: (Permission.SCHOOL_MANAGE,),
}


def ending_permission(actor: Actor, mandate: Mandate) -> Permission | None:
    """The permission by which the actor may end a mandate, if they have one.

    Who gives a duty may end it; a regional administrator may end any, for safety's sake.
    """
    wanted = (*_ENDED_BY.get(mandate.role, ()), Permission.SCHOOL_ADMINISTER)
    return next(
        (
            permission
            for permission in wanted
            if holds_over(
                actor,
                permission,
                school=mandate.school,
                territory=mandate.territory,
                academy=mandate.academy,
            )
        ),
        None,
    )


def can_end_mandate(actor: Actor, mandate: Mandate) -> Verdict:
    """Whether the actor may end a mandate that is running or to come."""
    if mandate.ends_at is not None and mandate.ends_at <= max(actor.at, mandate.starts_at):
        return no(_("This mandate has already ended."))
    gives_up = mandate.role == Role.DEPUTY and actor.key == str(mandate.person.key)
    if actor.is_preau or gives_up or ending_permission(actor, mandate):
        return YES
    return no_mandate(_("This mandate can be ended by whoever may give it, or by the Region."))


def can_confirm_deputy(actor: Actor, mandate: Mandate) -> Verdict:
    """Whether the actor, as the present correspondent, may keep a deputy without a date."""
    if mandate.role != Role.DEPUTY or mandate.school is None:
        return no(_("Only the mandate of a deputy is confirmed."))
    if mandate.ends_at is not None and mandate.ends_at <= actor.at:
        return no(_("This mandate has already ended: designate the deputy anew."), source="ROL-2")
    if mandate.ends_at is None and _key(mandate.stands_for) == actor.key:
        return no(_("You have already confirmed this deputy."))
    return can_designate_deputy(actor, mandate.school)


def can_see_mandates(actor: Actor) -> Verdict:
    """Whether the actor may list and give the mandates of the Region's part."""
    allowed = (Permission.SCHOOL_ADMINISTER, Permission.HEAD_DESIGNATE)
    if any(holds(actor, permission, school=None) for permission in allowed):
        return YES
    return no_mandate(_("The Region gives these mandates."))


def can_declare_absence(actor: Actor, mandate: Mandate) -> Verdict:
    """Whether the actor may say that the holder of a mandate is away: themself, or for them."""
    if Role(mandate.role) not in STAND_INS:
        return no(_("Nobody has to stand in for this duty: its work lies in a common queue."))
    if mandate.ends_at is not None and mandate.ends_at <= max(actor.at, mandate.starts_at):
        return no(_("This mandate has already ended."))
    if actor.key == str(mandate.person.key) or ending_permission(actor, mandate):
        return YES
    return no_mandate(_("The holder of the mandate declares an absence, or whoever may end it."))


def can_end_absence(actor: Actor, absence: Absence) -> Verdict:
    """Whether the actor may end an absence before its day."""
    if absence.ends_at <= max(actor.at, absence.starts_at):
        return no(_("This absence is over."))
    return can_declare_absence(actor, absence.mandate)


def can_confirm_mandates(actor: Actor, confirmation: Confirmation) -> Verdict:
    """Whether the actor may say which mandates of the lycée go on this year."""
    if confirmation.school.closed_on:
        return _CLOSED
    if not holds(actor, Permission.CORRESPONDENT_DESIGNATE, school=confirmation.school):
        return no_mandate(
            _("Only the head of school, or the deputy head they delegated to, confirms."),
            source="ROL-1",
        )
    if confirmation.confirmed_at is not None:
        return no(_("The mandates are confirmed for this school year."))
    if confirmation.replaced_at is not None:
        return no(_("This question is replaced by that of a later year."))
    return YES


# --- The lycée ----------------------------------------------------------------------------------
def can_manage(actor: Actor, school: School) -> Verdict:
    """Whether the actor may set the lycée's modalities and declare its closures."""
    if school.closed_on:
        return _CLOSED
    if holds(actor, Permission.SCHOOL_MANAGE, school=school):
        return YES
    return no_mandate(
        _("Only the head of school, or the deputy head they delegated to, decides this."),
        source="ROL-4",
    )


def can_name_room(actor: Actor, school: School) -> Verdict:
    """Whether the actor may add a room to the lycée's list."""
    if school.closed_on:
        return _CLOSED
    allowed = (Permission.SCHOOL_MANAGE, Permission.TICKET_SEND, Permission.ASSET_REGISTER)
    if any(holds(actor, permission, school=school) for permission in allowed):
        return YES
    return no_mandate(
        _("The lycée's management, its correspondent and its deputies name the rooms.")
    )


def can_see_exchanges(actor: Actor, school: School) -> Verdict:
    """Whether the actor may read how lycée and RTN communicate, and what they agreed."""
    if holds(actor, Permission.EXCHANGE_SEE, school=school):
        return YES
    return no_mandate(
        _("Only the lycée, its RTN and the regional administrator read this."), source="ROL-6"
    )


def can_write_exchange(actor: Actor, school: School) -> Verdict:
    """Whether the actor may write in the log that lycée and RTN share."""
    if school.closed_on:
        return _CLOSED
    if holds(actor, Permission.EXCHANGE_WRITE, school=school):
        return YES
    return no_mandate(
        _("The lycée's management, its correspondent, its deputies and its RTN write here."),
        source="ROL-6",
    )


def can_administer(actor: Actor, school: School | None = None) -> Verdict:
    """Whether the actor may open, rename, merge or close lycées."""
    if actor.is_preau or holds(actor, Permission.SCHOOL_ADMINISTER, school=school):
        return YES
    return no_mandate(_("Only a regional administrator keeps the register of lycées."))


def can_keep_calendars(actor: Actor) -> Verdict:
    """Whether the actor may lay down the hours of service, and enter holidays and examinations."""
    if actor.is_preau or holds_over(actor, Permission.SCHOOL_ADMINISTER, school=None):
        return YES
    return no_mandate(_("Only a regional administrator keeps the calendars of the Region."))


def can_report(actor: Actor, school: School) -> Verdict:
    """Whether the actor may report to the correspondent, as the head has decided (ROL-4)."""
    if school.closed_on:
        return _CLOSED
    held = held_for(actor, Permission.REPORT_WRITE, school=school)
    if held is None:
        return no_mandate(
            _("Only the staff of this lycée report to its correspondent."), source="ROL-4"
        )
    if held.role != Role.STAFF or school.reporting_mode == ReportingMode.ALL_STAFF:
        return YES
    if school.reporting_mode == ReportingMode.CLOSED:
        return no(
            _(
                "The head of school has not opened reporting to the staff: tell your"
                " correspondent directly."
            ),
            source="ROL-4",
        )
    if school.named_reporters.filter(person=actor.person).exists():
        return YES
    return no(
        _(
            "The head of school has named who reports, and you are not among them: tell your"
            " correspondent directly."
        ),
        source="ROL-4",
    )


_CLOSED = no(_("This lycée is closed: its record can be read, no longer changed."))


def _is_at(actor: Actor, role: str, school: School) -> bool:
    return any(held.role == role and held.school_id == school.pk for held in actor.mandates)


def _key(person: User | None) -> str:
    return str(person.key) if person else ""
