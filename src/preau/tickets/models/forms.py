"""The simple forms that open a ticket, and their questions from an instant on (INC-1)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from preau.core.constraints import one_of
from preau.tickets.states import Nature


class Form(models.Model):
    """One of the simple forms of the online service: computers, network, servers … (INC-1).

    Its wording and questions are data of the Region. `nature` is what CESAME is proposed;
    `words` propose this form for an e-mail that contains one of them, folded.
    """

    code = models.SlugField(max_length=30, unique=True)
    title = models.CharField(max_length=80)
    hint = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=30, blank=True)
    nature = models.CharField(max_length=20, choices=Nature)
    words = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = [one_of("nature", Nature.values, name="form_nature_known")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page that shows and edits its questions."""
        return reverse("tickets:form", args=[self.code])


class FormVersion(models.Model):
    """The questions of a form from an instant on; a sent ticket keeps the words it answered.

    `questions` is a list of `{"code", "label", "hint", "kind", "choices", "required"}`.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"
