"""What `preau doctor` looks at in the mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from preau.agenda.wiring import Finding
from preau.mail import queries
from preau.mail.models import Letter
from preau.mail.states import LetterState

if TYPE_CHECKING:
    from datetime import datetime

#: A letter that waits longer to be read has no worker, or one that is stuck.
PATIENCE = timedelta(minutes=10)


def examine(at: datetime) -> list[Finding]:
    """Find letters that nobody reads, and books that do not balance."""
    findings = []
    old = Letter.objects.filter(state=LetterState.WAITING, received_at__lte=at - PATIENCE).count()
    if old:
        findings.append(
            Finding(
                _("%(n)d messages have waited more than ten minutes to be read.") % {"n": old},
                _("Start the worker (preau worker), or run preau queue drain."),
            )
        )
    if not queries.balance().is_even:
        findings.append(
            Finding(
                _("The books of the mail do not balance."),
                _("Run preau mail balance --json, and restore what is missing from a backup."),
            )
        )
    return findings
