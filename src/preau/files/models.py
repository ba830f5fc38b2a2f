"""Files, by content and by the name that someone gave them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.schools.models import School


class StoredFile(models.Model):
    """Bytes that are kept once, however often they are sent."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A file as its owner knows it: with a name, in a lycée's affairs.

    Whoever may see its owner (a letter, a message) may download it: the owner's room has the door.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=180)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="attachment_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name
