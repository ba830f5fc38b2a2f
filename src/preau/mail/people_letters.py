"""Letters about mandates and access: lycées and accounts tell what happened, mail writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from preau.accounts import facts as account_facts
from preau.accounts import invitations
from preau.accounts import wiring as accounts
from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.accounts.states import UNSAFE, Factor, ResetReason
from preau.journal import wiring as journal
from preau.mail.actions import post
from preau.schools import facts, queries
from preau.schools.models import Mandate, School

if TYPE_CHECKING:
    from datetime import datetime

    from preau.accounts.wiring import SecretLetter
    from preau.journal.queries import Recorded

#: What a person is told of their second factor: whoever did it in their place is thereby found out.
FACTOR_FACTS = [
    account_facts.FactorAdded,
    account_facts.FactorRemoved,
    account_facts.CodesRenewed,
    account_facts.CodeUsed,
    account_facts.FactorsReset,
]


def sign_up() -> None:
    """Hear of mandates and invitations, and take the letters that accounts hand over."""
    accounts.send_letters_by(send_secret)
    journal.subscribe("mail.mandate_given", [facts.MandateGiven], tell_designated)
    journal.subscribe("mail.mandate_ended", [facts.MandateEnded], tell_ended)
    journal.subscribe("mail.vacancy", [facts.LeftWithoutCorrespondent], ask_head)
    journal.subscribe("mail.invited", [account_facts.Invited], tell_invited)
    journal.subscribe("mail.factor", FACTOR_FACTS, tell_of_factor)


def send_secret(letter: SecretLetter, at: datetime) -> None:
    """Post a letter with a one-time link: a forgotten password, an address to confirm."""
    post(
        letter.address,
        f"mail/letters/{letter.kind}",
        {"name": letter.name, "url": letter.url},
        thread="",
        key=letter.key,
        at=at,
        is_secret=True,
    )


def tell_designated(recorded: Recorded, at: datetime) -> None:
    """Tell a person of their new duty; with the link to choose a password, if they have none."""
    fact = cast("facts.MandateGiven", recorded.fact)
    mandate = _mandate(fact.thing_id)
    if not fact.tell or mandate is None or _is_over(mandate, at):
        return
    person, school = mandate.person, mandate.school
    context: dict[str, Any] = {"mandate": mandate, "person": person, "school": school}
    if school is not None and mandate.role == Role.CORRESPONDENT:
        deputies = Mandate.objects.in_force(at).filter(school=school, role=Role.DEPUTY)
        context["to_confirm"] = deputies.exclude(stands_for=person).count()
    _write(person, context, key=f"mandate-given:{recorded.id}", at=at, school=school)


def tell_ended(recorded: Recorded, at: datetime) -> None:
    """Tell a person that their duty ends, and when."""
    mandate = _mandate(recorded.fact.thing_id)
    if mandate is None or mandate.ends_at is None or mandate.ended_by_id == mandate.person_id:
        # Ended by its holder, or given back meanwhile.
        return
    post(
        mandate.person,
        "mail/letters/mandate_ended",
        {"mandate": mandate, "person": mandate.person, "school": mandate.school},
        thread="",
        key=f"mandate-ended:{recorded.id}",
        at=at,
        school=mandate.school,
    )


def ask_head(recorded: Recorded, at: datetime) -> None:
    """Ask the head of a lycée, and the deputy heads, to designate a correspondent."""
    school = School.objects.filter(pk=recorded.fact.thing_id).first()
    if school is None or queries.correspondent_of(school, at) is not None:
        return
    for role in (Role.HEAD, Role.DEPUTY_HEAD):
        for mandate in (
            Mandate.objects.in_force(at)
            .filter(school=school, role=role)
            .select_related("person")
            .order_by("pk")
        ):
            post(
                mandate.person,
                "mail/letters/no_correspondent",
                {
                    "person": mandate.person,
                    "school": school,
                    "deputies": queries.deputies_of(school, at),
                    "is_head": role == Role.HEAD,
                },
                thread="",
                key=f"no-correspondent:{recorded.id}:{mandate.pk}",
                at=at,
                school=school,
            )


def tell_invited(recorded: Recorded, at: datetime) -> None:
    """Send again the link to choose a first password."""
    person = User.objects.filter(pk=recorded.fact.thing_id).first()
    if person is None or person.has_access:
        return
    context = {"mandate": None, "person": person, "school": None}
    _write(person, context, key=f"invited:{recorded.id}", at=at, school=None)


def tell_of_factor(recorded: Recorded, at: datetime) -> None:
    """Tell a person what changed about their second factor, and what to do if it was not them."""
    person = User.objects.filter(pk=recorded.fact.thing_id).first()
    if person is None:
        return
    fact = recorded.fact
    context = {
        "person": person,
        "what": fact.name.rpartition(".")[2],
        "moment": recorded.at,
        "factor": Factor(fact.factor).label if hasattr(fact, "factor") else "",
        "reason": ResetReason(fact.reason).label if hasattr(fact, "reason") else "",
        "left": getattr(fact, "left", 0),
        "needs_password": getattr(fact, "reason", "") in UNSAFE,
    }
    post(
        person,
        "mail/letters/factor",
        context,
        thread="",
        key=f"factor:{recorded.id}",
        at=at,
    )


def _write(
    person: User, context: dict[str, Any], *, key: str, at: datetime, school: School | None
) -> None:
    is_new = not person.has_access
    if is_new:
        context = {**context, "url": invitations.link(person, at)}
    post(
        person,
        "mail/letters/invited" if is_new else "mail/letters/designated",
        context,
        thread="",
        key=key,
        at=at,
        school=school,
        is_secret=is_new,
    )


def _mandate(pk: int) -> Mandate | None:
    mandates = Mandate.objects.select_related("person", "school", "territory", "stands_for")
    return mandates.filter(pk=pk).first()


def _is_over(mandate: Mandate, at: datetime) -> bool:
    return mandate.ends_at is not None and mandate.ends_at <= max(at, mandate.starts_at)
