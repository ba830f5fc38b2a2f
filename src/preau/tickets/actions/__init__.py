"""The verbs of tickets and reports, one file per subject."""

from preau.tickets.actions.bulk import act_on_all
from preau.tickets.actions.closing import (
    LATE,
    NEAR,
    close,
    close_tacitly,
    contest,
    refuse_closure,
    remind,
    warn,
)
from preau.tickets.actions.keeping import measure, recount
from preau.tickets.actions.limits import set_limits
from preau.tickets.actions.linking import leave_outage, link, merge, separate, unlink
from preau.tickets.actions.presence import note_presence
from preau.tickets.actions.qualifying import (
    declare_out_of_scope,
    dispatch,
    reopen,
    retain_urgency,
    take_back,
)
from preau.tickets.actions.rating import ask, rate
from preau.tickets.actions.replies import (
    edit_recurring,
    edit_reply,
    keep_recurring,
    keep_reply,
    lay_replies,
)
from preau.tickets.actions.reporting import (
    answer,
    decline,
    forward,
    join_report,
    report,
    write_on_report,
)
from preau.tickets.actions.reviewing import Answer, can_answer, open_review, review
from preau.tickets.actions.saving import (
    delete_view,
    move_view,
    rename_view,
    restore_view,
    save_view,
)
from preau.tickets.actions.sending import (
    attach,
    disown,
    exchange,
    note,
    nudge,
    send,
    withdraw,
    write,
)
from preau.tickets.actions.treating import (
    announce,
    appoint,
    close_outage,
    close_technically,
    contest_hold,
    hold,
    record_contact,
    resume,
    void_hold,
)
from preau.tickets.actions.watching import add_watcher, unwatch, watch
from preau.tickets.actions.wording import edit_questions

__all__ = [
    "LATE",
    "NEAR",
    "Answer",
    "act_on_all",
    "add_watcher",
    "announce",
    "answer",
    "appoint",
    "ask",
    "attach",
    "can_answer",
    "close",
    "close_outage",
    "close_tacitly",
    "close_technically",
    "contest",
    "contest_hold",
    "declare_out_of_scope",
    "decline",
    "delete_view",
    "disown",
    "dispatch",
    "edit_questions",
    "edit_recurring",
    "edit_reply",
    "exchange",
    "forward",
    "hold",
    "join_report",
    "keep_recurring",
    "keep_reply",
    "lay_replies",
    "leave_outage",
    "link",
    "measure",
    "merge",
    "move_view",
    "note",
    "note_presence",
    "nudge",
    "open_review",
    "rate",
    "record_contact",
    "recount",
    "refuse_closure",
    "remind",
    "rename_view",
    "reopen",
    "report",
    "restore_view",
    "resume",
    "retain_urgency",
    "review",
    "save_view",
    "send",
    "separate",
    "set_limits",
    "take_back",
    "unlink",
    "unwatch",
    "void_hold",
    "warn",
    "watch",
    "withdraw",
    "write",
    "write_on_report",
]
