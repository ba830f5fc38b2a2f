"""Home, help, gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from preau.ui import gallery as shown
from preau.ui import help_topics, homes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from preau.core.http import SignedRequest


def home(request: SignedRequest) -> HttpResponse:
    """What waits for me: the panels of one's roles."""
    panels = homes.panels(request, request.actor.roles)
    context = {
        "panels": panels,
        # Whether, not how many: one ticket can wait in several panels.
        "is_awaited": any(panel.count for panel in panels if not panel.calm),
        "has_mandate": bool(request.actor.mandates),
        "at": request.actor.at,
    }
    return render(request, "ui/home.html", context)


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """The topics of the help, those of one's roles first."""
    actor = getattr(request, "actor", None)
    roles = actor.roles if actor is not None else frozenset()
    context = {"mine": help_topics.for_roles(roles), "others": help_topics.not_for_roles(roles)}
    return render(request, "ui/help/index.html", context)


@login_not_required
def help_topic(request: HttpRequest, name: str) -> HttpResponse:
    """One topic of the help."""
    topic = help_topics.TOPICS.get(name)
    if topic is None:
        raise Http404
    return render(request, topic.template, {"topic": topic})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the pages are accessible, and whom to tell when one is not."""
    return render(request, "ui/accessibility.html")


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Each component in its states, for whoever builds a page."""
    return render(request, "ui/gallery.html", shown.context(request))


@login_not_required
def gallery_options(request: HttpRequest) -> HttpResponse:
    """The proposals of the gallery's combobox."""
    return shown.options(request)
