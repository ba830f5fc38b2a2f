"""What pages, letters and verbs read about tickets."""

from preau.tickets.queries.batches import Foreseen, extent_of, foreseen, says_extent
from preau.tickets.queries.closing import closures_due
from preau.tickets.queries.exams import proposals
from preau.tickets.queries.limits import Trial, limits_book, limits_of, tried
from preau.tickets.queries.links import Tie, Ties, parts_of, tied_to, ties_of, with_twins
from preau.tickets.queries.lists import COUNTED, Opinions, counters, opinions, service_filter
from preau.tickets.queries.moving import misdated, moved_by_calendars, open_batches
from preau.tickets.queries.presences import Others, others_on
from preau.tickets.queries.promises import (
    answered_at,
    calendar_of,
    due_at_of,
    has_party,
    is_nudged_today,
    is_reminded,
    measures_of,
    nudge_due_at,
    promise_of,
    promises_of,
)
from preau.tickets.queries.replies import replies_for, reply_values
from preau.tickets.queries.reports import (
    Known,
    hearers_of,
    known_reports,
    names_of,
    progress_of,
    reports_of,
    same_matter,
)
from preau.tickets.queries.reviews import (
    EVERY,
    ReviewState,
    review_state,
    reviews_of,
    schools_to_review,
    tickets_to_review,
)
from preau.tickets.queries.story import (
    Moment,
    NextStep,
    account_of,
    files_of,
    next_step,
    parties_of,
    questions_of,
    services_of,
    timeline,
)
from preau.tickets.queries.twins import Twin, twins_of
from preau.tickets.queries.watching import (
    colleagues,
    proposed_colleagues,
    sees,
    watches_shown,
)

__all__ = [
    "COUNTED",
    "EVERY",
    "Foreseen",
    "Known",
    "Moment",
    "NextStep",
    "Opinions",
    "Others",
    "ReviewState",
    "Tie",
    "Ties",
    "Trial",
    "Twin",
    "account_of",
    "answered_at",
    "calendar_of",
    "closures_due",
    "colleagues",
    "counters",
    "due_at_of",
    "extent_of",
    "files_of",
    "foreseen",
    "has_party",
    "hearers_of",
    "is_nudged_today",
    "is_reminded",
    "known_reports",
    "limits_book",
    "limits_of",
    "measures_of",
    "misdated",
    "moved_by_calendars",
    "names_of",
    "next_step",
    "nudge_due_at",
    "open_batches",
    "opinions",
    "others_on",
    "parties_of",
    "parts_of",
    "progress_of",
    "promise_of",
    "promises_of",
    "proposals",
    "proposed_colleagues",
    "questions_of",
    "replies_for",
    "reply_values",
    "reports_of",
    "review_state",
    "reviews_of",
    "same_matter",
    "says_extent",
    "schools_to_review",
    "sees",
    "service_filter",
    "services_of",
    "tickets_to_review",
    "tied_to",
    "ties_of",
    "timeline",
    "tried",
    "twins_of",
    "watches_shown",
    "with_twins",
]
