"""Tickets, what is written on them, the forms that open them, and the staff's reports."""

from preau.tickets.models.batches import Batch, BatchLine, BatchQuerySet
from preau.tickets.models.forms import Form, FormVersion
from preau.tickets.models.limits import FIGURES, Alert, LimitFigures
from preau.tickets.models.links import Link, LinkQuerySet
from preau.tickets.models.presences import Presence, PresenceQuerySet
from preau.tickets.models.replies import (
    CannedReply,
    CannedReplyQuerySet,
    CannedVersion,
    RecurringRequest,
    RecurringRequestQuerySet,
)
from preau.tickets.models.reports import (
    PLACE_LENGTH,
    Affected,
    Report,
    ReportMessage,
    ReportQuerySet,
)
from preau.tickets.models.reviews import Review, ReviewQuerySet
from preau.tickets.models.satisfaction import Level, Satisfaction
from preau.tickets.models.saved import SavedView, SavedViewQuerySet
from preau.tickets.models.tickets import PARIS, Message, Ticket, TicketQuerySet, ref_of
from preau.tickets.models.treatments import Treatment, TreatmentQuerySet
from preau.tickets.models.watches import Watch, WatchQuerySet

__all__ = [
    "FIGURES",
    "PARIS",
    "PLACE_LENGTH",
    "Affected",
    "Alert",
    "Batch",
    "BatchLine",
    "BatchQuerySet",
    "CannedReply",
    "CannedReplyQuerySet",
    "CannedVersion",
    "Form",
    "FormVersion",
    "Level",
    "LimitFigures",
    "Link",
    "LinkQuerySet",
    "Message",
    "Presence",
    "PresenceQuerySet",
    "RecurringRequest",
    "RecurringRequestQuerySet",
    "Report",
    "ReportMessage",
    "ReportQuerySet",
    "Review",
    "ReviewQuerySet",
    "Satisfaction",
    "SavedView",
    "SavedViewQuerySet",
    "Ticket",
    "TicketQuerySet",
    "Treatment",
    "TreatmentQuerySet",
    "Watch",
    "WatchQuerySet",
    "ref_of",
]
