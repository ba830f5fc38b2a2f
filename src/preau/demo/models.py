"""The guard: one row that says that this instance is a demonstration, and no other thing does."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Demonstration(models.Model):
    """Set by `preau demo` on an empty SQLite database, and by nothing else.

    While it stands, personas can be entered without a password, and no letter leaves for an
    address that does not end in `.invalid`. `ready_at` is empty until the term is seeded.
    """

    started_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    seed = models.PositiveIntegerField()
    web_url = models.CharField(max_length=200, blank=True)
    smtp_listen = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="demonstration_single")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"
