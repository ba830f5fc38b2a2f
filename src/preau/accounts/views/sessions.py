"""Where one is signed in, and how to sign out elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.accounts import actions
from preau.accounts.forms import ConfirmForm
from preau.accounts.models import Session
from preau.accounts.queries import sessions_of
from preau.ui.forms import form_status, submit

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.http import SignedRequest


def sessions(request: SignedRequest) -> HttpResponse:
    """Where one is signed in; sent, it signs out everywhere but here."""
    person = request.actor.person
    shown = sessions_of(person, request.actor.at)
    here = request.session.session_key
    others = [each for each in shown if each.session_key != here]
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and submit(form, actions.end_sessions, person, others, by=request.actor):
        done = ngettext(
            "Signed out of %(number)d other session.",
            "Signed out of %(number)d other sessions.",
            form.result,
        )
        messages.success(request, done % {"number": form.result})
        return redirect("accounts:sessions")
    context = {"form": form, "sessions": shown, "here": here, "others": len(others)}
    return render(request, "accounts/sessions.html", context, status=form_status(form))


def session_end(request: SignedRequest, pk: int) -> HttpResponse:
    """Sign out in one place."""
    person = request.actor.person
    found = get_object_or_404(Session, person=person, pk=pk)
    is_here = found.session_key == request.session.session_key
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and submit(form, actions.end_sessions, person, [found], by=request.actor):
        if is_here:
            # What this request has noted in the session would have nowhere to go.
            logout(request)
            return redirect("account_login")
        messages.success(request, _("Signed out there."))
        return redirect("accounts:sessions")
    context = {"form": form, "session": found, "is_here": is_here}
    return render(request, "accounts/session_end.html", context, status=form_status(form))
