"""What a letter can be, and what can become of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterState(TextChoices):
    """How far a letter has come: kept, understood, or left to a person."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Settled")
    HELD = "held", _("Held")


class OutcomeKind(TextChoices):
    """The one outcome of each letter (INC-3, INC-16)."""

    TICKET = "ticket", _("Ticket")
    MESSAGE = "message", _("Message on a ticket")
    REPORT = "report", _("Report for the correspondent")
    REFUSED = "refused", _("Refused with an answer")
    MACHINE = "machine", _("Machine mail")
    DUPLICATE = "duplicate", _("Duplicate")
    HELD = "held", _("Held for a person")


class Road(TextChoices):
    """The way by which a letter was handed over."""

    FILE = "file", _("File")
    PIPE = "pipe", _("Mail server's pipe")
    SMTP = "smtp", _("SMTP")
    LMTP = "lmtp", _("LMTP")
    IMAP = "imap", _("IMAP mailbox")
    FORM = "form", _("Contact page")


class OutgoingState(TextChoices):
    """What became of a letter of ours."""

    DUE = "due", _("To be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not leave")


#: Why a letter came to its outcome, in words that the ledger shows; other rooms register theirs
#: with their route.
REASONS = {
    "own_notice": _("One of our own letters came back."),
    "bounce": _("A mail server reports that a letter could not be delivered."),
    "abuse": _("A mail server passes on a complaint about one of our letters."),
    "auto_reply": _("An automatic reply."),
    "mailing_list": _("A mailing list or a newsletter."),
    "repeat": _("The same message had come already, by another road."),
    "auth_failed": _("Our mail server could not authenticate the sender (SPF, DKIM or DMARC)."),
    "contact_page": _("Left on the contact page: nobody has proved who writes."),
    "no_sender": _("The message names no sender."),
    "several_senders": _("The message names several senders."),
    "shared_mailbox": _("A mailbox shared by the lycée does not say who writes."),
    "unknown_sender": _("Nobody is known by this address."),
    "unconfirmed_address": _("The owner of this address has not confirmed it yet."),
    "no_mandate": _("The sender is known, but has no duty in any lycée or service."),
    "which_school": _("The sender writes for several lycées; the message does not say which."),
    "not_a_correspondent": _("Only the correspondent and deputies of a lycée write to CESAME."),
    "no_service_to_write_for": _("The sender's duty does not include sending requests to CESAME."),
    "not_a_party": _("The sender has no part in the ticket that the message answers."),
    "no_route": _("No service of Préau takes this message."),
    "crash": _("The message could not be handled: the error is kept for the administrators."),
    "too_big": _("The message is larger than 50 MB."),
    "too_many_parts": _("The message has more than 1,000 parts."),
    "too_deep": _("The parts of the message are nested more than 100 deep."),
    "too_slow": _("The message takes more than ten seconds to read."),
    "too_heavy": _("The message takes more than 400 MB of memory to read."),
    "unreadable": _("The message cannot be read."),
    "names_school": _("The sender says for which lycée an earlier message was."),
    "released": _("CESAME decided what becomes of the message."),
}
