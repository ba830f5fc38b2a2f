"""What narrows the figures, kept in the address of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import SCHOOL_ROLES
from preau.insight import periods
from preau.insight.queries import NARROWING, Scope
from preau.schools.models import School
from preau.tickets.models import Form as TicketForm
from preau.tickets.states import Handler, Nature, Urgency
from preau.ui.forms import Form
from preau.ui.widgets import DayInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor

#: What the lines of the table can be, in the order in which they are offered.
LINES: dict[str, StrOrPromise] = {
    "month": _("Month"),
    "department": _("Department"),
    "nature": _("Nature"),
    "form": _("Form"),
    "urgency": _("Urgency"),
    "handler": _("Service"),
}


def _or_all(choices: Iterable[tuple[Any, Any]], words: StrOrPromise) -> list[tuple[Any, Any]]:
    return [("", words), *choices]


def _offer(form: Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 – for the type checker.
    field.choices = choices


class ScopeForm(Form):
    """A period, what narrows it, and by what the table is cut into lines."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    since = forms.DateField(label=_("or from"), required=False, widget=DayInput())
    until = forms.DateField(label=_("until"), required=False, widget=DayInput())
    department = forms.ChoiceField(label=_("Department"), required=False)
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=_or_all(Nature.choices, _("All natures"))
    )
    form = forms.ChoiceField(label=_("Form"), required=False)
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=_or_all(Urgency.choices, _("All levels"))
    )
    handler = forms.ChoiceField(
        label=_("Service"), required=False, choices=_or_all(Handler.choices, _("All services"))
    )
    by = forms.ChoiceField(label=_("One line per"), required=False, choices=[*LINES.items()])

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        # An address that says nothing shows the school year: the form shows that it does.
        self.today = timezone.localdate(actor.at)
        default = periods.school_year(periods.year_of(self.today)).code
        filled = data.copy()
        if not filled.get("period"):
            filled["period"] = default
        super().__init__(filled)
        self.actor, self.default = actor, default
        offered: list[Any] = list(periods.offered(self.today))
        asked = periods.of_code(str(filled["period"]))
        if asked and not any(
            asked.code == code for _heading, group in offered for code, _ in group
        ):
            offered.append((asked.label, [(asked.code, asked.label)]))
        _offer(self, "period", offered)
        titles = dict(TicketForm.objects.order_by("position", "pk").values_list("code", "title"))
        self.form_titles = titles
        _offer(self, "form", _or_all(titles.items(), _("All forms")))
        if actor.roles <= SCHOOL_ROLES:
            # The lycée is known.
            del self.fields["department"]
            _offer(
                self, "by", [(code, label) for code, label in LINES.items() if code != "department"]
            )
            self.departments: dict[str, str] = {}
        else:
            places = School.objects.order_by("department_code").distinct()
            self.departments = dict(places.values_list("department_code", "department_name"))
            _offer(self, "department", _or_all(self.departments.items(), _("All of them")))

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first one."))
        return data

    @property
    def scope(self) -> Scope:
        """What was asked for; where the address makes no sense, the school year."""
        data = self.cleaned_data if self.is_valid() else {}
        period = periods.of_code(data.get("period") or self.default) or periods.school_year(
            periods.year_of(self.today)
        )
        since: date | None = data.get("since")
        until: date | None = data.get("until")
        if since is not None:
            period = periods.free(since, until or max(since, self.today))
        elif until is not None:
            period = periods.free(min(period.first_on, until), until)
        narrowed = {name: data[name] for name in NARROWING if data.get(name)}
        return Scope(period=period, narrowed=narrowed)

    @property
    def said(self) -> str:
        """The period and what narrows it, in words: paper shows no fields."""
        scope = self.scope
        chosen = []
        for name, value in scope.narrowed.items():
            choices: Any = getattr(self.fields[name], "choices", ())
            chosen.append(str(dict(choices).get(value, value)))
        return " · ".join([scope.period.label, *chosen])

    @property
    def lines_by(self) -> str:
        """What the lines of the table are."""
        return (self.cleaned_data.get("by") if self.is_valid() else "") or "month"


class YearForm(Form):
    """The school year that open data are taken of: the current one, unless the address says."""

    year = forms.ChoiceField(label=_("School year"), required=False)

    def __init__(self, data: QueryDict, *, at: datetime) -> None:
        current = periods.year_of(timezone.localdate(at))
        offered = [periods.school_year(current - n) for n in range(periods.YEARS_SHOWN)]
        filled = data.copy()
        if not filled.get("year"):
            filled["year"] = offered[0].code
        super().__init__(filled)
        _offer(self, "year", [(each.code, each.code) for each in offered])
        self._offered = {each.code: each for each in offered}

    @property
    def period(self) -> periods.Period:
        """The year asked for; where the address makes no sense, the current one."""
        code = self.cleaned_data["year"] if self.is_valid() else ""
        return self._offered.get(code) or next(iter(self._offered.values()))
