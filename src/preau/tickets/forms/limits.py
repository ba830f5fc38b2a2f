"""Other figures for the limits, and from when on (INC-5, INC-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.tickets.forms.fields import Form, long_text
from preau.tickets.models import FIGURES
from preau.ui.forms import SeenMixin
from preau.ui.widgets import MomentInput

#: What each figure is, in words.
LABELS = {
    "dispatch_very_high": gettext_lazy("Hours to hand over, urgency very high"),
    "dispatch_medium": gettext_lazy("Hours to hand over, urgency medium"),
    "dispatch_low": gettext_lazy("Hours to hand over, urgency low"),
    "network_very_high": gettext_lazy("Working days for a network incident, very high"),
    "network_medium": gettext_lazy("Working days for a network incident, medium"),
    "network_low": gettext_lazy("Working days for a network incident, low"),
    "office": gettext_lazy("Working days for an office incident"),
    "warning_percent": gettext_lazy("Warning once this much of the time is used (%)"),
}
_RISING = (
    ("dispatch_very_high", "dispatch_medium", "dispatch_low"),
    ("network_very_high", "network_medium", "network_low"),
)


class LimitsForm(Form, SeenMixin):
    """A version of the figures."""

    holds_from = forms.DateTimeField(
        label=gettext_lazy("Holds from"),
        widget=MomentInput(),
        help_text=gettext_lazy("Now or later: what was promised before keeps its date."),
    )
    reason = long_text(gettext_lazy("Why do the figures change?"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIGURES:
            most = 99 if name == "warning_percent" else 200
            self.fields[name] = forms.IntegerField(label=LABELS[name], min_value=1, max_value=most)
        self.order_fields([*FIGURES, "holds_from", "reason"])

    def clean(self) -> dict[str, Any]:
        """What is more urgent is not given more time."""
        data = super().clean() or {}
        for names in _RISING:
            figures = [data[name] for name in names if data.get(name) is not None]
            if figures != sorted(figures):
                self.add_error(names[1], _("What is more urgent cannot be given more time."))
        return data
