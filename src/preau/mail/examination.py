"""What `preau doctor` looks at in the mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.agenda.wiring import Finding
from preau.mail import imap, imap_rounds, queries
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
    return findings + _mailbox(at)


def _mailbox(at: datetime) -> list[Finding]:
    """Enter the IMAP mailbox, and look for what stays behind in it."""
    if not settings.PREAU_IMAP_URL:
        return []
    try:
        with imap.opened() as mailbox:
            left = imap_rounds.untaken(mailbox, until=at - PATIENCE)
            is_encrypted = mailbox.address.is_encrypted
    except (imap.Unreachable, imap.Unfetchable) as error:
        return [
            Finding(
                _("The IMAP mailbox cannot be reached: %s") % error,
                _("Check PREAU_IMAP_URL and the password, and that the server answers."),
            )
        ]
    findings = []
    if left:
        findings.append(
            Finding(
                ngettext(
                    "%(n)d message of the IMAP mailbox is not taken in.",
                    "%(n)d messages of the IMAP mailbox are not taken in.",
                    len(left),
                )
                % {"n": len(left)},
                _("Run preau mail fetch, which says why, and read in the mailbox what stays."),
            )
        )
    if not is_encrypted:
        findings.append(
            Finding(
                _("The password of the IMAP mailbox crosses the network in clear."),
                _("Write imaps:// or imap+tls:// in PREAU_IMAP_URL."),
                is_fatal=False,
            )
        )
    return findings
