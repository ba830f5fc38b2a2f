"""What pages, letters and verbs read about tickets."""

from preau.tickets.queries.lists import COUNTED, counters, service_filter
from preau.tickets.queries.promises import (
    answered_at,
    calendar_of,
    due_at_of,
    has_party,
    is_nudged_today,
    is_reminded,
    nudge_due_at,
    promise_of,
    promises_of,
)
from preau.tickets.queries.story import (
    Moment,
    NextStep,
    next_step,
    parties_of,
    questions_of,
    services_of,
    timeline,
)

__all__ = [
    "COUNTED",
    "Moment",
    "NextStep",
    "answered_at",
    "calendar_of",
    "counters",
    "due_at_of",
    "has_party",
    "is_nudged_today",
    "is_reminded",
    "next_step",
    "nudge_due_at",
    "parties_of",
    "promise_of",
    "promises_of",
    "questions_of",
    "service_filter",
    "services_of",
    "timeline",
]
