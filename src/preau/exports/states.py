"""The life of a list that somebody takes away."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    """Where a file stands that the worker writes."""

    WAITING = "waiting", pgettext_lazy("file", "Waiting for its turn")
    RUNNING = "running", pgettext_lazy("file", "Being written")
    READY = "ready", pgettext_lazy("file", "Ready")
    FAILED = "failed", pgettext_lazy("file", "Not written")
    CANCELLED = "cancelled", pgettext_lazy("file", "Given up")
    EXPIRED = "expired", pgettext_lazy("file", "No longer kept")


MOVES: dict[Status, set[Status]] = {
    Status.WAITING: {Status.RUNNING, Status.CANCELLED, Status.FAILED},
    # Taken over from a lost worker, it goes on running.
    Status.RUNNING: {Status.READY, Status.CANCELLED, Status.FAILED},
    Status.READY: {Status.EXPIRED},
    Status.FAILED: set(),
    Status.CANCELLED: set(),
    Status.EXPIRED: set(),
}


class Sending(TextChoices):
    """Where a list stands that is handed out line by line, with no file to keep."""

    SENDING = "sending", pgettext_lazy("file", "On its way")
    SENT = "sent", pgettext_lazy("file", "Downloaded")
    BROKEN = "broken", pgettext_lazy("file", "Interrupted")


SENDING_MOVES: dict[Sending, set[Sending]] = {
    Sending.SENDING: {Sending.SENT, Sending.BROKEN},
    Sending.SENT: set(),
    Sending.BROKEN: set(),
}

#: The worker still has something to do.
PENDING = (Status.WAITING, Status.RUNNING)


class Reason(TextChoices):
    """Why a file was not written."""

    RIGHT_ENDED = "right_ended", _("Your right to read this list ended meanwhile.")
    FAULT = "fault", _("Préau failed on the way. Ask for it again; if that lasts, tell CESAME.")
    TOO_LONG = "too_long", _("The list is longer than a workbook holds: take it as CSV.")
