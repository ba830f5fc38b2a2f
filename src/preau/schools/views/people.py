"""Who is who in a lycée: designate, hand over, confirm, delegate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.schools import actions, directory, policies
from preau.schools.away import away
from preau.schools.forms import (
    ConfirmForm,
    CorrespondentForm,
    DelegationForm,
    DeputyForm,
    EndForm,
    TakeForm,
    WornForm,
)
from preau.schools.middleware import WORN
from preau.schools.models import Mandate
from preau.schools.views.common import act, find_mandate, find_school, posted
from preau.ui.forms import form_status
from preau.ui.paging import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def people(request: SignedRequest, uai: str) -> HttpResponse:
    """Who holds which duty, since when, with what access; and all that can be changed about it."""
    lycee = find_school(request, uai)
    actor = request.actor
    shown = directory.people_of(lycee, actor.at)
    everyone = [shown.head, shown.correspondent, *shown.deputy_heads, *shown.deputies]
    mandates = [each for each in [*everyone, *shown.to_come, *shown.staff] if each]
    for mandate in mandates:
        mandate.school = lycee
    asked = lycee.confirmations.select_related("school", "confirmed_by").first()
    context = {
        "school": lycee,
        "people": shown,
        "designates": policies.can_designate_correspondent(actor, lycee),
        "takes": policies.can_take_correspondence(actor, lycee),
        "names_deputies": policies.can_designate_deputy(actor, lycee),
        "delegates": policies.can_delegate(actor, lycee),
        "ends": {m.pk for m in mandates if policies.can_end_mandate(actor, m)},
        "confirms": {m.pk for m in shown.deputies if policies.can_confirm_deputy(actor, m)},
        "away": away(mandates, actor.at).items(),
        "declares": {m.pk for m in mandates if policies.can_declare_absence(actor, m)},
        "asked": asked,
        "confirms_all": asked and policies.can_confirm_mandates(actor, asked),
        "to_confirm": {m.pk for m in shown.deputies_to_confirm()},
        "sees_access": any(
            policies.holds(actor, permission, school=lycee)
            for permission in (
                Permission.SCHOOL_MANAGE,
                Permission.DEPUTY_DESIGNATE,
                Permission.HEAD_DESIGNATE,
            )
        ),
    }
    return render(request, "schools/people.html", context)


def history(request: SignedRequest, uai: str) -> HttpResponse:
    """Every mandate ever held in the lycée, the latest first, with who gave and ended it."""
    lycee = find_school(request, uai)
    shown = page(directory.mandates_ever(lycee), request)
    context = {"school": lycee, "page": shown, "at": request.actor.at}
    return render(request, "schools/history.html", context)


def correspondent(request: SignedRequest, uai: str) -> HttpResponse:
    """Designate the lycée's correspondent, or hand the duty over."""
    lycee = find_school(request, uai)
    policies.can_designate_correspondent(request.actor, lycee).enforce()
    form = CorrespondentForm(posted(request), school=lycee, initial={"seen": lycee.version})
    return act(
        request,
        form,
        actions.designate_correspondent,
        lycee,
        template="schools/correspondent.html",
        then=_people_page(uai),
        done=_("The correspondent is designated. A letter tells them what to do."),
        context={"school": lycee, "people": directory.people_of(lycee, request.actor.at)},
    )


def correspondence(request: SignedRequest, uai: str) -> HttpResponse:
    """Take the duty of correspondent oneself, as head of school."""
    lycee = find_school(request, uai)
    policies.can_take_correspondence(request.actor, lycee).enforce()
    return act(
        request,
        TakeForm(posted(request), initial={"seen": lycee.version}),
        actions.take_correspondence,
        lycee,
        template="schools/correspondence.html",
        then=_people_page(uai),
        done=_("You are now this lycée's correspondent."),
        context={"school": lycee, "people": directory.people_of(lycee, request.actor.at)},
    )


def deputy(request: SignedRequest, uai: str) -> HttpResponse:
    """Designate a deputy."""
    lycee = find_school(request, uai)
    policies.can_designate_deputy(request.actor, lycee).enforce()
    return act(
        request,
        DeputyForm(posted(request), school=lycee),
        actions.designate_deputy,
        lycee,
        template="schools/deputy.html",
        then=_people_page(uai),
        done=_("The deputy is designated. A letter tells them what to do."),
        context={"school": lycee},
    )


def delegation(request: SignedRequest, uai: str) -> HttpResponse:
    """Delegate to a deputy head."""
    lycee = find_school(request, uai)
    policies.can_delegate(request.actor, lycee).enforce()
    return act(
        request,
        DelegationForm(posted(request), school=lycee),
        actions.delegate,
        lycee,
        template="schools/delegation.html",
        then=_people_page(uai),
        done=_("The delegation is given. A letter tells them what to do."),
        context={"school": lycee},
    )


def end(request: SignedRequest, pk: int) -> HttpResponse:
    """End a mandate, at once or on a day."""
    mandate = find_mandate(request, pk)
    policies.can_end_mandate(request.actor, mandate).enforce()
    return act(
        request,
        EndForm(posted(request)),
        actions.end_mandate,
        mandate,
        template="schools/end.html",
        then=_place(mandate),
        done=_("The mandate of %(name)s is ended.") % {"name": mandate.person.name},
        context={"mandate": mandate, "school": mandate.school, "back": _place(mandate)},
    )


def confirmation(request: SignedRequest, pk: int) -> HttpResponse:
    """Keep a deputy whom the former correspondent had chosen."""
    mandate = find_mandate(request, pk)
    policies.can_confirm_deputy(request.actor, mandate).enforce()
    return act(
        request,
        ConfirmForm(posted(request)),
        actions.confirm_deputy,
        mandate,
        template="schools/confirmation.html",
        then=_place(mandate),
        done=_("%(name)s remains deputy.") % {"name": mandate.person.name},
        context={"mandate": mandate, "school": mandate.school, "back": _place(mandate)},
    )


def worn(request: SignedRequest) -> HttpResponse:
    """Choose the mandate under which one acts: pages and rights are then those of its place."""
    actor = request.actor
    held = Mandate.objects.in_force(actor.at).filter(person=actor.person)
    mandates = list(held.select_related("school", "territory").order_by("school__name", "pk"))
    initial = {"mandate": str(actor.worn.mandate_id) if actor.worn else ""}
    form = WornForm(posted(request), mandates=mandates, initial=initial)
    if not form.is_valid():
        context = {"form": form, "mandates": mandates}
        return render(request, "schools/worn.html", context, status=form_status(form))
    if chosen := form.cleaned_data["mandate"]:
        request.session[WORN] = int(chosen)
        title = next(mandate.title for mandate in mandates if str(mandate.pk) == chosen)
        messages.success(request, _("You now act under: %(title)s.") % {"title": title})
    else:
        request.session.pop(WORN, None)
        messages.success(request, _("You now act under all your mandates together."))
    return redirect("ui:home")


def _people_page(uai: str) -> str:
    return reverse("schools:people", args=[uai])


def _place(mandate: Mandate) -> str:
    """Where the mandate is shown: with its lycée's people, or with the Region's mandates."""
    if mandate.school is not None:
        return _people_page(mandate.school.uai)
    return reverse("schools:mandates")
