"""One's second factor: an application, security keys, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from preau.accounts import actions, policies, wiring
from preau.accounts.confirming import ask_again, factor_is_shown
from preau.accounts.factors import MAIN, drawing, factors_of, name_of_key
from preau.accounts.forms import ApplicationForm, ConfirmForm, KeyForm
from preau.accounts.states import Factor
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest

_APPLICATION = "accounts.application"


@never_cache
def factors(request: SignedRequest) -> HttpResponse:
    """What is asked beside one's password, and how to add to it."""
    person = request.actor.person
    held = factors_of(person)
    context = {
        "held": held,
        "keys": [(key, name_of_key(key)) for key in held.keys],
        "needs": policies.needs_factor(request.actor),
        "is_spared": wiring.is_spared(person),
        "removes": policies.can_remove_factor(request.actor, person, left=held.number - 1),
    }
    return _framed(request, "accounts/factors.html", context)


@never_cache
@sensitive_post_parameters("code")
def application(request: SignedRequest) -> HttpResponse:
    """Set up an application that shows codes: scan, then type the first code."""
    if asked := ask_again(request):
        return asked
    person = request.actor.person
    if factors_of(person).application is not None:
        return redirect("accounts:factors")
    # Kept while the page is open, so that a slip of the finger does not mean scanning again.
    secret = request.session.get(_APPLICATION) or generate_totp_secret()
    request.session[_APPLICATION] = secret
    form = ApplicationForm(request.POST or None, person=person, secret=secret)
    if form.is_valid() and _add(request, form, actions.add_application):
        del request.session[_APPLICATION]
        factor_is_shown(request, Factor.APPLICATION)
        return _added(request, form.result, _("The application is set up."))
    context = {"form": form, "drawing": drawing(person, secret)}
    return _framed(request, "accounts/application.html", context, status=form_status(form))


@never_cache
def key(request: SignedRequest) -> HttpResponse:
    """Add a security key, or the fingerprint of a device: the browser asks it to answer."""
    if asked := ask_again(request):
        return asked
    form = KeyForm(request.POST or None)
    if form.is_valid() and _add(request, form, actions.add_key):
        factor_is_shown(request, Factor.KEY)
        return _added(request, form.result, _("The key is added."))
    options = webauthn.begin_registration(request.actor.person, passwordless=False)
    context = {"form": form, "asked": {"creation_options": options}}
    return _framed(request, "accounts/key.html", context, status=form_status(form))


@never_cache
def removal(request: SignedRequest, pk: int) -> HttpResponse:
    """Take one's application or one of one's keys away."""
    person = request.actor.person
    found = get_object_or_404(Authenticator, user=person, type__in=MAIN, pk=pk)
    if asked := ask_again(request):
        return asked
    left = factors_of(person).number - 1
    policies.can_remove_factor(request.actor, person, left=left).enforce()
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and submit(form, actions.remove_factor, person, found, by=request.actor):
        messages.success(request, _("It is removed. A letter tells you so."))
        return redirect("accounts:factors")
    context = {"form": form, "name": name_of_key(found), "factor": found, "is_last": left == 0}
    return render(request, "accounts/factor_removal.html", context, status=form_status(form))


@never_cache
def codes(request: SignedRequest) -> HttpResponse:
    """Have new recovery codes made; they are shown in the answer, once."""
    if asked := ask_again(request):
        return asked
    person = request.actor.person
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and submit(form, actions.renew_codes, person, by=request.actor):
        return _show_codes(request, form.result)
    context = {"form": form, "held": factors_of(person)}
    return render(request, "accounts/codes.html", context, status=form_status(form))


def _add(request: SignedRequest, form: Any, verb: Any) -> bool:
    return submit(
        form,
        verb,
        request.actor.person,
        by=request.actor,
        session_key=request.session.session_key or "",
    )


def _added(request: SignedRequest, codes: list[str], done: str) -> HttpResponse:
    """Show the recovery codes that come with a first factor; a second one brings none."""
    if codes:
        return _show_codes(request, codes)
    messages.success(request, done)
    return redirect("accounts:factors")


def _show_codes(request: SignedRequest, codes: list[str]) -> HttpResponse:
    # In the answer itself: no page can be opened again to read them.
    context = {"codes": codes, "lines": "%0A".join(codes)}
    return render(request, "accounts/codes_shown.html", context)


def _framed(
    request: SignedRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show a page; without rail and search for whoever is held at the door until they have one."""
    person = request.actor.person
    owing = policies.needs_factor(request.actor) and not wiring.is_spared(person)
    must = owing and not factors_of(person).number
    frame = {"must": must, "frame": "bare.html" if must else "base.html"}
    return render(request, template, {**context, **frame}, status=status)
