"""Form fields of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from preau.schools.models import School

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class UaiField(forms.CharField):
    """A lycée, by its UAI, in capitals or not."""

    default_error_messages: ClassVar[dict[str, StrOrPromise]] = {
        "unknown": _("No lycée has this UAI: seven digits and a letter, such as 0750654D.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, **kwargs)

    def clean(self, value: Any) -> School | None:
        """Find the lycée; None where nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        school = School.objects.filter(uai=typed.upper()).first()
        if school is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return school
