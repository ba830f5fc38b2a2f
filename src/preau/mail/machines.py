"""Letters that no person wrote: recognised, kept, never answered, never a ticket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preau.core.text import fold

if TYPE_CHECKING:
    from preau.mail.reading import Reading

_POSTMASTERS = frozenset({"mailer-daemon", "mail-daemon", "postmaster", "mdaemon"})
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_ABSENCE = re.compile(
    r"(?:(?:re|tr|auto) ?: ?)*(?:reponse automatique|reply automatique|absence du bureau"
    r"|absent(?:e)? du bureau|message (?:automatique )?d'absence|notification d'absence"
    r"|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|out of (?:the )?office"
    r"|accuse de reception automatique)\b"
)
_BOUNCE = re.compile(
    r"(?:undeliver(?:able|ed)|delivery status notification|mail delivery (?:failed|failure|system)"
    r"|returned mail|failure notice|non remis|echec de (?:la )?(?:remise|livraison|distribution)"
    r"|message non distribue|avis de non[- ]remise)\b"
)


def machine_reason(reading: Reading, envelope_from: str, sender: str) -> str:
    """Why a message is a machine's, "" where a person may have written it."""
    marks, subject = reading.marks, fold(reading.subject)
    if _is_bounce(reading, sender, subject):
        return "bounce"
    is_from_nobody = envelope_from == "<>" or marks.get("return-path", "").strip() == "<>"
    if is_from_nobody and _BOUNCE.match(subject):
        return "bounce"
    submitted = marks.get("auto-submitted", "no").partition(";")[0].strip()
    if (
        submitted != "no"
        or marks.get("precedence") == "auto_reply"
        or {"x-autoreply", "x-autorespond"} & marks.keys()
        or _ABSENCE.match(subject)
        or is_from_nobody
    ):
        return "auto_reply"
    if {"list-id", "list-unsubscribe"} & marks.keys() or marks.get("precedence") in _BULK:
        return "mailing_list"
    return ""


def _is_bounce(reading: Reading, sender: str, subject: str) -> bool:
    marks = reading.marks
    content_type = marks.get("content-type", "")
    is_report = content_type.startswith("multipart/report") and (
        "delivery-status" in content_type or "feedback-report" in content_type
    )
    return (
        is_report
        or "x-failed-recipients" in marks
        or sender.lower().partition("@")[0] in _POSTMASTERS
    )


def failed_checks(reading: Reading, authserv: str) -> str:
    """What our own mail server could not verify: "spf", "dkim" or "dmarc", "" if all is well.

    Headers of other servers prove nothing and are passed over. One that imitates ours can only
    make things worse for its author: a "pass" is never asked for.
    """
    if not authserv:
        return ""
    for verdict in reading.verdicts:
        server, _, results = verdict.partition(";")
        if (server.split() or [""])[0] != authserv:
            continue
        results = re.sub(r"\([^()]*\)", " ", results)
        failed = re.search(r"\b(spf|dkim|dmarc)\s*=\s*(?:hard)?fail(?:ed)?\b", results)
        if failed:
            return failed[1]
    return ""
