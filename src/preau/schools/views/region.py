"""The Region's part: mandates it gives, persons, the register of lycées."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preau.accounts import actions as accounts
from preau.accounts.factors import factors_of
from preau.accounts.models import User
from preau.accounts.roles import Permission, Role
from preau.core.verdicts import no_mandate
from preau.schools import actions, directory, policies
from preau.schools.forms import ClosingForm, ConfirmForm, MandateForm, RenamingForm
from preau.schools.models import Mandate
from preau.schools.views.common import act, find_school, posted
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest


def mandates(request: SignedRequest) -> HttpResponse:
    """Mandates in force outside the lycées, by role and name; searched by `q` and `role`."""
    policies.can_see_mandates(request.actor).enforce()
    asked = request.GET.get("q", "")
    role = request.GET.get("role", "")
    shown = page(directory.mandates_of_region(request.actor, asked, role), request)
    context = {
        "page": shown,
        "ends": {m.pk for m in shown if policies.can_end_mandate(request.actor, m)},
        "roles": Role.choices,
        "administers": policies.can_administer(request.actor),
        "role": role,
        "q": asked,
    }
    return render(request, "schools/mandates.html", context)


def mandate(request: SignedRequest) -> HttpResponse:
    """Give a mandate."""
    policies.can_see_mandates(request.actor).enforce()
    initial = {name: request.GET[name] for name in ("role", "school") if name in request.GET}
    return act(
        request,
        MandateForm(posted(request), initial=initial),
        actions.give_mandate,
        template="schools/mandate.html",
        then=reverse("schools:mandates"),
        done=_("The mandate is given. A letter tells the person."),
    )


def person(request: SignedRequest, key: UUID) -> HttpResponse:
    """One person: how to reach them, what they hold and held where the reader may see it."""
    someone = get_object_or_404(User, key=key)
    shown = directory.with_access(Mandate.objects.visible_to(request.actor))
    held = shown.filter(person=someone).select_related("school", "territory")
    rows = list(held.order_by("-starts_at", "-pk"))
    if not rows and request.actor.person != someone:
        raise Http404
    administers = policies.holds(request.actor, Permission.SCHOOL_ADMINISTER, school=None)
    context = {
        "someone": someone,
        "rows": rows,
        "factors": factors_of(someone) if administers else None,
        "at": request.actor.at,
        "invites": administers or any(_answers_for(request.actor, row) for row in rows),
    }
    return render(request, "schools/person.html", context)


@require_POST
def invitation(request: SignedRequest, key: UUID) -> HttpResponse:
    """Send the letter with the link again, to somebody who has not yet chosen a password."""
    someone = get_object_or_404(User, key=key)
    visible = Mandate.objects.visible_to(request.actor).filter(person=someone)
    rows = list(visible.select_related("school"))
    if not rows:
        raise Http404
    administers = policies.holds(request.actor, Permission.SCHOOL_ADMINISTER, school=None)
    if not administers and not any(_answers_for(request.actor, row) for row in rows):
        no_mandate(
            _("Whoever gave the mandate, or the Region, sends the invitation again.")
        ).enforce()
    return act(
        request,
        ConfirmForm(request.POST),
        accounts.invite,
        someone,
        template="schools/invitation.html",
        then=reverse("schools:person", args=[key]),
        done=_("A new invitation is on its way."),
        context={"someone": someone},
    )


def name(request: SignedRequest, uai: str) -> HttpResponse:
    """Give a lycée its new name."""
    lycee = find_school(request, uai)
    policies.can_administer(request.actor, lycee).enforce()
    initial = {"seen": lycee.version, "name": lycee.name, "official_name": lycee.official_name}
    return act(
        request,
        RenamingForm(posted(request), initial=initial),
        actions.rename_school,
        lycee,
        template="schools/name.html",
        then=lycee.get_absolute_url(),
        done=_("The lycée bears its new name; the former one can still be found."),
        context={"school": lycee},
    )


def end_of_school(request: SignedRequest, uai: str) -> HttpResponse:
    """Record that a lycée closed, or merged into another one."""
    lycee = find_school(request, uai)
    policies.can_administer(request.actor, lycee).enforce()
    form = ClosingForm(posted(request))
    merges = form.is_valid() and form.cleaned_data["into"] is not None
    if form.is_valid() and not merges:
        del form.cleaned_data["into"]
    return act(
        request,
        form,
        actions.merge_school if merges else actions.close_school,
        lycee,
        template="schools/end_of_school.html",
        then=lycee.get_absolute_url(),
        done=_("The lycée is closed; its record stays."),
        context={"school": lycee},
    )


def reopening(request: SignedRequest, uai: str) -> HttpResponse:
    """Record that a closed lycée is open again."""
    lycee = find_school(request, uai)
    policies.can_administer(request.actor, lycee).enforce()
    return act(
        request,
        ConfirmForm(posted(request)),
        actions.reopen_school,
        lycee,
        template="schools/reopening.html",
        then=lycee.get_absolute_url(),
        done=_("The lycée is open again."),
        context={"school": lycee},
    )


def _answers_for(actor: Actor, mandate: Mandate) -> bool:
    """Whether the actor could end the mandate, and so may see to its holder's access."""
    return policies.ending_permission(actor, mandate) is not None
