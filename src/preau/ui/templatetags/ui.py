"""What the templates of every room ask of the kit: `{% load ui %}`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from preau.ui import formats, navigation, shortcuts, slots
from preau.ui.sources import SENTENCES

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.forms.utils import ErrorDict
    from django.template.context import RequestContext

    from preau.ui.homes import Panel

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """« lundi 5 octobre », with the year if it is another one."""
    return formats.day(value, at=timezone.now()) if value else ""


@register.filter
def full_day(value: date | datetime | None) -> str:
    """« lundi 5 octobre 2026 », always with the year."""
    return formats.day(value) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """« 5 oct. »."""
    return formats.short_day(value, at=timezone.now()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """« lundi 5 octobre à 16 h 00 »."""
    return formats.moment(value, at=timezone.now()) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """« 5 oct., 16 h 00 »."""
    return formats.short_moment(value, at=timezone.now()) if value else ""


@register.filter
def until(value: datetime | None) -> str:
    """« lundi 31 août inclus », or « lundi 5 octobre à 16 h 00 »."""
    return formats.until(value, at=timezone.now()) if value else ""


@register.filter
def short_until(value: datetime | None) -> str:
    """« 31 août inclus », or « 5 oct., 16 h 00 »."""
    return formats.short_until(value, at=timezone.now()) if value else ""


@register.filter
def ago(value: datetime | None) -> str:
    """« il y a 2 h », « hier à 16 h 00 », « dans 3 jours »."""
    return formats.ago(value, at=timezone.now()) if value else ""


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine's form, for `<time datetime>`."""
    return value.isoformat() if value else ""


register.filter("dial", formats.dial)
register.filter("hour", formats.hour)
register.filter("lasting", formats.lasting)
register.filter("money", formats.money)
register.filter("number", formats.number)
register.filter("phone", formats.phone)
register.filter("size", formats.size)


@register.simple_tag(takes_context=True)
def rail(context: RequestContext) -> list[navigation.Shown]:
    """The main entries of this person's navigation."""
    return navigation.shown(context["request"]) if "request" in context else []


@register.simple_tag(takes_context=True)
def slot_panels(context: RequestContext, name: str, thing: Any) -> list[Panel]:
    """The panels of a slot: `{% slot_panels "schools.school" school as panels %}`."""
    return slots.panels(name, context["request"], thing)


@register.simple_tag(takes_context=True)
def show_panel(context: RequestContext, panel: Panel) -> SafeString:
    """Draw the inside of a panel with its own template."""
    inside = {**panel.context, "panel": panel}
    return SafeString(render_to_string(panel.template, inside, request=context["request"]))


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the input that a link of the summary of errors leads to."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def wrongs(errors: ErrorDict) -> int:
    """How many things a form has to have corrected: a field can have several."""
    return sum(len(each) for each in errors.values())


@register.simple_tag
def sentence(code: str) -> str:
    """The sentence of the vade-mecum behind a requirement, or nothing."""
    return SENTENCES.get(code, "")


@register.simple_tag
def shortcuts_by_place() -> list[Any]:
    """The keyboard shortcuts, for the help and for the dialog that shows the same."""
    return shortcuts.by_place()
