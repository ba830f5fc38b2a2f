"""Filters of the list of lycées, kept in its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission, Role
from preau.schools.directory import without_exchange
from preau.schools.models import School, SchoolQuerySet, Territory
from preau.schools.states import Academy, SchoolKind

if TYPE_CHECKING:
    from preau.core.actors import Actor

MISSING = [
    ("correspondent", _("without correspondent")),
    ("deputy", _("without deputy")),
    ("head", _("without head of school")),
    ("confirmation", _("mandates not confirmed this year")),
    ("exchange", _("without exchange with the RTN this term")),
]
STATES = [("closed", _("closed lycées")), ("all", _("open and closed"))]


class SchoolFilter(django_filters.FilterSet):
    """Narrow the list: words of the name, place, kind, what is missing."""

    q = django_filters.CharFilter(
        label=_("Name, commune or UAI"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), field_name="department_code", empty_label=_("all")
    )
    academy = django_filters.ChoiceFilter(
        label=_("Académie"), choices=Academy.choices, empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=SchoolKind.choices, empty_label=_("all kinds")
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), queryset=Territory.objects.order_by("name"), empty_label=_("all")
    )
    missing = django_filters.ChoiceFilter(
        label=_("What is missing"), choices=MISSING, method="lacking", empty_label=_("whatever")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="standing", empty_label=_("open lycées")
    )

    def __init__(self, data: Any, queryset: SchoolQuerySet, *, actor: Actor) -> None:
        self.actor = actor
        super().__init__(data, queryset)
        if not any(Permission.EXCHANGE_SEE in held.permissions for held in actor.mandates):
            missing = [choice for choice in MISSING if choice[0] != "exchange"]
            self.form.fields["missing"].choices = [("", _("whatever")), *missing]
        departments = queryset.order_by("department_code").values_list(
            "department_code", "department_name"
        )
        self.form.fields["department"].choices = [("", _("all")), *departments.distinct()]

    def filter_queryset(self, queryset: SchoolQuerySet) -> SchoolQuerySet:
        """Leave closed lycées out unless they are asked for."""
        found: SchoolQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.open()

    def search(self, schools: SchoolQuerySet, name: str, value: str) -> SchoolQuerySet:
        """Find each word in the name, the commune, the UAI or a former name, accents ignored."""
        return schools.named(value)

    def lacking(self, schools: SchoolQuerySet, name: str, value: str) -> SchoolQuerySet:
        """Keep the open lycées where somebody or something is missing."""
        if value == "exchange":
            theirs = schools.open().granting(self.actor, Permission.EXCHANGE_SEE)
            return without_exchange(theirs, self.actor.at)
        if value == "confirmation":
            return schools.open().unconfirmed()
        roles = {
            "correspondent": Role.CORRESPONDENT,
            "deputy": Role.DEPUTY,
            "head": Role.HEAD,
        }
        return schools.open().without_holder(roles[value], self.actor.at)

    def standing(self, schools: SchoolQuerySet, name: str, value: str) -> SchoolQuerySet:
        """Keep the closed ones, or all."""
        return schools.exclude(closed_on=None) if value == "closed" else schools

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self.filters)

    class Meta:
        model = School
        fields: list[str] = []
