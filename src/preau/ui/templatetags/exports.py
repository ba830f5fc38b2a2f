"""The ways to take a list along, under it: `{% load exports %}{% export_menu "tickets" %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from preau.ui.exports import EXPORTS, Format

if TYPE_CHECKING:
    from django.template.context import RequestContext

register = template.Library()

_LABELS = {
    Format.CSV: _("CSV"),
    Format.XLSX: _("Spreadsheet (XLSX)"),
    Format.ICS: _("Agenda (ICS)"),
}


@register.simple_tag(takes_context=True)
def export_menu(context: RequestContext, name: str, of: str = "") -> SafeString:
    """The list of this page as files, filtered as the page is; what is refused says why."""
    request = context["request"]
    export = EXPORTS[name]
    query = request.GET.copy()
    query.pop("page", None)
    asked = f"?{query.urlencode()}" if query else ""
    links = []
    for form in export.formats:
        names = {"name": name, "form": form.value, **({"of": of} if of else {})}
        address = reverse("exports:taking_of" if of else "exports:taking", kwargs=names)
        links.append((_LABELS[form], address + asked))
    inside = {
        "name": name,
        "links": links,
        "title": export.title,
        "verdict": export.can_take(request.actor),
    }
    return SafeString(render_to_string("ui/export_menu.html", inside, request=request))
