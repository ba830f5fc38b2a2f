"""Filters of the ledger, kept in its address."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from preau.core.moments import in_paris
from preau.mail.models import Letter
from preau.mail.states import OutcomeKind
from preau.schools.models import School
from preau.ui.widgets import DayInput

if TYPE_CHECKING:
    from datetime import date

    from preau.mail.models import LetterQuerySet

#: The states of the address that are no outcome.
STATES = [("waiting", _("Waiting to be read"))]


class LetterFilter(django_filters.FilterSet):
    """Narrow the ledger: sender, outcome, lycée, period."""

    q = django_filters.CharFilter(
        label=_("Sender's address or Message-ID"),
        method="from_whom",
        max_length=255,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        choices=[*OutcomeKind.choices, *STATES],
        method="with_outcome",
        empty_label=_("all outcomes"),
    )
    school = django_filters.CharFilter(
        label=_("Lycée"), method="of_school", max_length=80, help_text=_("Name, commune or UAI.")
    )
    since = django_filters.DateFilter(
        label=_("Received from"), method="from_day", widget=DayInput()
    )
    until = django_filters.DateFilter(
        label=_("Received until"), method="until_day", widget=DayInput()
    )

    def from_whom(self, letters: LetterQuerySet, name: str, value: str) -> LetterQuerySet:
        """By the beginning of the address, or by a whole Message-ID."""
        if value.startswith("<"):
            return letters.filter(message_id=value)
        return letters.filter(from_email__istartswith=value)

    def with_outcome(self, letters: LetterQuerySet, name: str, value: str) -> LetterQuerySet:
        """By outcome, or those that have none yet."""
        return letters.filter(state=value) if value == "waiting" else letters.filter(outcome=value)

    def of_school(self, letters: LetterQuerySet, name: str, value: str) -> LetterQuerySet:
        """By the words of a lycée's name."""
        return letters.filter(school__in=School.objects.named(value))

    def from_day(self, letters: LetterQuerySet, name: str, value: date) -> LetterQuerySet:
        """From the first minute of a day in Paris."""
        return letters.filter(received_at__gte=in_paris(value, time.min))

    def until_day(self, letters: LetterQuerySet, name: str, value: date) -> LetterQuerySet:
        """To the last minute of a day in Paris."""
        return letters.filter(received_at__lte=in_paris(value, time.max))

    @property
    def letters(self) -> LetterQuerySet:
        """The letters asked for, the newest first; all of them where a filter makes no sense."""
        found: LetterQuerySet = self.qs if self.form.is_valid() else self.queryset
        return found.order_by("-received_at", "-pk")

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self.filters)

    class Meta:
        model = Letter
        fields: list[str] = []
