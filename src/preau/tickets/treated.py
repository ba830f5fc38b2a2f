"""What figures lead to: the filters of the list that narrow it to exactly what was counted."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from preau.core.moments import in_paris
from preau.tickets.models import Form
from preau.tickets.states import Ending

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from preau.tickets.models import TicketQuerySet

#: Whether the contractor kept its limit.
LIMITS: list[tuple[str, StrOrPromise]] = [("kept", _("kept")), ("passed", _("passed"))]
CONTRACTOR: list[tuple[str, StrOrPromise]] = [("yes", _("the contractor"))]


def _hidden(**kwargs: Any) -> Any:
    """A filter that no field shows: an address sets it, and a chip takes it back."""
    return filters.ChoiceFilter(widget=forms.HiddenInput(), **kwargs)


class TreatedFilter(filters.FilterSet):
    """The conditions of the figures; a list that asks for none of them pays for none of them."""

    form = _hidden(label=_("Form"), field_name="form__code", choices=[])
    treated_since = filters.DateFilter(
        label=_("Treated from"), method="treated_from_day", widget=forms.HiddenInput()
    )
    treated_until = filters.DateFilter(
        label=_("Treated until"), method="treated_until_day", widget=forms.HiddenInput()
    )
    limit = _hidden(label=_("Contractor's limit"), choices=LIMITS, method="with_limit")
    closed_by = _hidden(label=_("Closed by"), choices=CONTRACTOR, method="by_contractor")
    ending = _hidden(label=_("Closure"), field_name="treatment__ending", choices=Ending.choices)

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for name in TreatedFilter.base_filters:
            if not data.get(name):
                del self.filters[name]
        if "form" in self.filters:
            titles = Form.objects.order_by("position", "pk").values_list("code", "title")
            self.filters["form"].extra["choices"] = list(titles)

    def treated_from_day(self, queryset: TicketQuerySet, name: str, value: date) -> TicketQuerySet:
        """Technically closed on a day or later."""
        first = in_paris(value, time.min)
        return queryset.filter(technically_closed_at__gte=first)

    def treated_until_day(self, queryset: TicketQuerySet, name: str, value: date) -> TicketQuerySet:
        """Technically closed on a day or earlier."""
        return queryset.filter(technically_closed_at__lte=in_paris(value, time.max))

    def with_limit(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """Closed by the contractor within its limit, or after it."""
        return queryset.filter(treatment__is_within=value == "kept")

    def by_contractor(self, queryset: TicketQuerySet, name: str, value: str) -> TicketQuerySet:
        """Those of which the contractor's time is known."""
        return queryset.filter(treatment__contractor_minutes__isnull=False)
