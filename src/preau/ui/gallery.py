"""What the gallery shows: a form, rows, a page and refusals, all invented."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preau.core.text import fold
from preau.core.verdicts import YES, no
from preau.ui.forms import Form
from preau.ui.paging import page
from preau.ui.widgets import (
    ComboboxField,
    DayInput,
    FilesField,
    Option,
    RadioCards,
    proposals,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROOMS = [
    Option("1", "B204", "salle de physique, bâtiment B"),
    Option("2", "B205", "salle banalisée, bâtiment B"),
    Option("3", "CDI", "rez-de-chaussée"),
    Option("4", "Vie scolaire", "bâtiment A"),
]


class GalleryForm(Form):
    """One field of each kind."""

    subject = forms.CharField(
        label=_("What happens"),
        help_text=_("One sentence: “The projector of room B204 no longer lights up.”"),
    )
    description = forms.CharField(
        label=_("Since when, and who is stopped"), widget=forms.Textarea, required=False
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=[("low", _("Low")), ("medium", _("Medium")), ("very_high", _("Very high"))],
        widget=RadioCards(
            details={
                "low": _("Nobody is stopped: it can wait for the next regular visit."),
                "medium": _("A room or a part of the lycée works badly."),
                "very_high": _("The whole network, or a whole service, is down."),
            },
            tones={"low": "calm", "medium": "wait", "very_high": "late"},
        ),
    )
    room = ComboboxField(
        label=_("Room"),
        url=reverse_lazy("ui:gallery_options"),
        required=False,
        help_text=_("Type a few letters: B2, CDI…"),
    )
    kind = forms.ChoiceField(
        label=_("Kind of equipment"), choices=[("pc", "Ordinateur"), ("projector", "Projecteur")]
    )
    since = forms.DateField(label=_("Since"), widget=DayInput, required=False)
    photographs = FilesField(label=_("Photographs or files"), required=False)
    agreed = forms.BooleanField(label=_("I have checked the cable"), required=False)


class ShortForm(Form):
    """One field, for a refusal and a newer version."""

    solution = forms.CharField(label=_("What was done"), widget=forms.Textarea)


def context(request: HttpRequest) -> dict[str, Any]:
    """Every component in its states."""
    wrong = GalleryForm(
        {"subject": "", "description": "Depuis lundi", "kind": "pc"}, auto_id="id_wrong_%s"
    )
    refused = ShortForm({"solution": "Câble remplacé."}, auto_id="id_refused_%s")
    refused.refusal = no(
        _("Only the correspondent of this lycée and the deputies may send to CESAME."),
        source="ROL-3",
    )
    refused.add_error(None, str(refused.refusal.reason))
    stale = ShortForm({"solution": "Câble remplacé, lampe vérifiée."}, auto_id="id_stale_%s")
    stale.stale = SimpleNamespace(solution="Lampe remplacée par le technicien.")
    stale.add_error(None, str(_("Someone else saved this page while you were writing.")))
    at = timezone.now()
    return {
        "form": GalleryForm(),
        "wrong": wrong,
        "refused": refused,
        "stale": stale,
        "sure": Form(),
        "lone": ShortForm(auto_id="id_lone_%s"),
        "yes": YES,
        "no": no(_("Take the ticket in hand before closing it technically."), source="INC-8"),
        "at": at,
        "earlier": at - timedelta(hours=2),
        "page": page(range(500), request, per_page=20),
        "rows": [
            ("2026-000123", "Vidéoprojecteur muet en B204", "Lycée Jean-Zay", "late", "hier"),
            ("2026-000119", "Plus de réseau au CDI", "Lycée Jean-Zay", "wait", "demain 16 h 00"),
            ("2026-000098", "Imprimante de l’intendance", "Lycée Ravel", "", "mar. 13 oct."),
        ],
    }


def options(request: HttpRequest) -> HttpResponse:
    """The rooms that match what is typed."""
    words = fold(request.GET.get("q", ""))
    return proposals(request, [room for room in ROOMS if words in fold(room.label + room.detail)])
