"""One's own account, and the door of the invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from preau.accounts import actions, invitations
from preau.accounts.forms import DetailsForm, PasswordForm
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from preau.core.http import SignedRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def profile(request: SignedRequest) -> HttpResponse:
    """Who one is here: contact details, addresses, mandates with their dates."""
    person = request.actor.person
    addresses = EmailAddress.objects.filter(user=person).order_by("-primary", "email")
    return render(
        request, "accounts/profile.html", {"person": person, "addresses": list(addresses)}
    )


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
        login(request, person, backend=BACKEND)
        messages.success(
            request, _("Welcome. Your password is set, and your address is confirmed.")
        )
        return redirect("ui:home")
    context = {"form": form, "person": person}
    return render(request, "accounts/invitation.html", context, status=form_status(form))
