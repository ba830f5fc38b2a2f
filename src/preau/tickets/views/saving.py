"""The saved views of the list: keep one, put in order, rename, delete, bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preau.accounts.roles import Role
from preau.tickets import actions, policies
from preau.tickets.filters import VIEWS, TicketFilter, views_for
from preau.tickets.forms.saving import NameForm, SavedViewForm
from preau.tickets.models import SavedView, Ticket
from preau.tickets.saved import query_of, saved_views
from preau.tickets.views.finding import done, typed
from preau.ui.forms import form_status

if TYPE_CHECKING:
    from django.http import HttpResponse

    from preau.core.actors import Actor
    from preau.core.http import SignedRequest


def views(request: SignedRequest) -> HttpResponse:
    """All of one's views, with what can be done to each, and those that were deleted."""
    mine = SavedView.objects.visible_to(request.actor).select_related("owner")
    shown = {view.pk: view for view in saved_views(request)}
    labels = dict(Role.choices)
    rows = [
        (
            view,
            shown[view.pk],
            labels.get(Role(view.shared_with), "") if view.shared_with else "",
            policies.can_change_view(request.actor, view),
        )
        for view in mine.kept().order_by("position", "pk")
        if view.pk in shown
    ]
    deleted = [
        view
        for view in mine.exclude(deleted_at=None).order_by("-deleted_at", "-pk")[:10]
        if policies.can_change_view(request.actor, view)
    ]
    context = {"rows": rows, "deleted": deleted}
    return render(request, "tickets/saved.html", context)


def _kept(address: QueryDict, actor: Actor) -> str:
    """What a view keeps of an address: its filters, and the view of the list that it shows."""
    kept = QueryDict(query_of(address), mutable=True)
    if kept.get("view") not in VIEWS:
        kept["view"] = views_for(actor)[0].code
    return kept.urlencode()


def new(request: SignedRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    actor = request.actor
    services = [
        (role, label)
        for role, label in Role.choices
        if role in actor.roles and policies.can_save_view(actor, role)
    ]
    form = SavedViewForm(
        services=services, initial={"query": _kept(request.GET, actor)}, **typed(request)
    )
    verdict = policies.can_save_view(actor, "")
    if form.is_bound and form.is_valid():
        # What came back is cleaned as an address is: it can only be filters.
        form.cleaned_data["query"] = _kept(QueryDict(form.cleaned_data["query"]), actor)
    if done(form, actions.save_view, verdict=verdict, by=actor):
        messages.success(request, _("The view is kept."))
        return redirect(form.result)
    asked = QueryDict(form["query"].value() or "")
    listed = TicketFilter(asked, actor=actor, queryset=Ticket.objects.visible_to(actor))
    context = {"form": form, "chosen": listed.chosen, "view": listed.named}
    return render(request, "tickets/saved_new.html", context, status=form_status(form))


def _found(request: SignedRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.actor), pk=pk)


def name(request: SignedRequest, pk: int) -> HttpResponse:
    """Give a view another name."""
    view = _found(request, pk)
    form = NameForm(initial={"name": view.name}, **typed(request))
    verdict = policies.can_change_view(request.actor, view)
    if done(form, actions.rename_view, view, verdict=verdict, by=request.actor):
        return redirect("tickets:views")
    context = {"form": form, "saved": view}
    return render(request, "tickets/saved_name.html", context, status=form_status(form))


@require_POST
def move(request: SignedRequest, pk: int) -> HttpResponse:
    """Put a view one place before."""
    actions.move_view(_found(request, pk), by=request.actor)
    return redirect("tickets:views")


@require_POST
def deletion(request: SignedRequest, pk: int) -> HttpResponse:
    """Take a view away; the page offers it back."""
    view = actions.delete_view(_found(request, pk), by=request.actor)
    messages.success(
        request,
        _("The view “%(name)s” is deleted. It can be brought back below.") % {"name": view.name},
    )
    return redirect("tickets:views")


@require_POST
def restoration(request: SignedRequest, pk: int) -> HttpResponse:
    """Bring a view back."""
    actions.restore_view(_found(request, pk), by=request.actor)
    messages.success(request, _("The view is back."))
    return redirect("tickets:views")
