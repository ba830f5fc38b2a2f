"""Filters of the list of equipment, kept in its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from preau.assets.models import Asset
from preau.assets.states import Kind, Owner, Status
from preau.core.text import fold

if TYPE_CHECKING:
    from preau.assets.models import AssetQuerySet


class AssetFilter(filters.FilterSet):
    """By words, lycée, kind, status and owner; without a status, what is still in the lycée."""

    q = filters.CharFilter(label=_("Label, model or room"), method="with_words", max_length=80)
    school = filters.CharFilter(label=_("Lycée"), method="of_school", max_length=80)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("All kinds"))
    status = filters.ChoiceFilter(
        label=_("Status"), choices=Status.choices, empty_label=_("In service or stored")
    )
    owner = filters.ChoiceFilter(
        label=_("Owner"), choices=Owner.choices, empty_label=_("All owners")
    )

    class Meta:
        model = Asset
        fields: list[str] = []

    def filter_queryset(self, queryset: AssetQuerySet) -> AssetQuerySet:
        """Leave disposed equipment out, unless it is asked for."""
        found: AssetQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("status") else found.present()

    def with_words(self, queryset: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        """Every word, whatever its accents, in the label, the model or the room."""
        return queryset.matching(value)

    def of_school(self, queryset: AssetQuerySet, name: str, value: str) -> AssetQuerySet:
        """Every word in the name, the commune or the UAI of the lycée."""
        for word in fold(value).split():
            queryset = queryset.filter(school__folded_name__contains=word)
        return queryset

    @property
    def active(self) -> int:
        """How many filters are set."""
        if not self.form.is_valid():
            return 0
        return sum(bool(value) for value in self.form.cleaned_data.values())
