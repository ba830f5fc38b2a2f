"""One's own account, and the door of the invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from preau.accounts import actions, invitations, policies
from preau.accounts.factors import factors_of
from preau.accounts.forms import DetailsForm, PasswordForm, ShortcutsForm
from preau.accounts.queries import sessions_of
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from preau.core.http import SignedRequest


def profile(request: SignedRequest) -> HttpResponse:
    """Who one is here: contact details, addresses, mandates with their dates."""
    person = request.actor.person
    addresses = EmailAddress.objects.filter(user=person).order_by("-primary", "email")
    context = {
        "person": person,
        "addresses": list(addresses),
        "factors": factors_of(person),
        "needs_factor": policies.needs_factor(request.actor),
        "sessions": sessions_of(person, request.actor.at),
    }
    return render(request, "accounts/profile.html", context)


def details(request: SignedRequest) -> HttpResponse:
    """Correct one's name, function and telephone."""
    person = request.actor.person
    names = ("first_name", "last_name", "title", "phone")
    form = DetailsForm(
        request.POST or None, initial={name: getattr(person, name) for name in names}
    )
    if form.is_valid() and submit(form, actions.correct, person, by=request.actor):
        messages.success(request, _("Your contact details are up to date."))
        return redirect("accounts:profile")
    return render(request, "accounts/details.html", {"form": form}, status=form_status(form))


def shortcuts(request: SignedRequest) -> HttpResponse:
    """Switch one's keyboard shortcuts on or off (WCAG 2.1.4)."""
    person = request.actor.person
    initial = {"has_shortcuts": person.has_shortcuts}
    form = ShortcutsForm(request.POST or None, initial=initial)
    if form.is_valid() and submit(form, actions.correct, person, by=request.actor):
        is_on = form.result.has_shortcuts
        said = _("Single keys act on pages now.") if is_on else _("Single keys do nothing now.")
        messages.success(request, said)
        return redirect("accounts:profile")
    return render(request, "accounts/shortcuts.html", {"form": form}, status=form_status(form))


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a first password by the link of a letter, and come in."""
    at = timezone.now()
    person = invitations.person_of(token, at)
    if person is None:
        return render(request, "accounts/invitation_expired.html", status=404)
    form = PasswordForm(request.POST or None, person=person)
    if form.is_valid():
        person = actions.join(person, password=form.cleaned_data["password"], at=at)
        messages.success(
            request, _("Welcome. Your password is set, and your address is confirmed.")
        )
        record_authentication(request, person, "password", email=person.email)
        response: HttpResponse = perform_login(request, person, redirect_url=reverse("ui:home"))
        return response
    context = {"form": form, "person": person}
    return render(request, "accounts/invitation.html", context, status=form_status(form))
