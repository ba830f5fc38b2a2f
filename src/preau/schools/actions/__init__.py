"""The verbs of lycées: mandates, the register, modalities and closures."""

from preau.schools.actions.absences import declare_absence, end_absence
from preau.schools.actions.almanac import (
    change_exams,
    lay_down_hours,
    set_holiday,
    withdraw_exams,
    withdraw_hours,
    write_exams,
)
from preau.schools.actions.calendars import cancel_closure, declare_closure
from preau.schools.actions.confirmations import ask_for_confirmation, confirm_mandates
from preau.schools.actions.endings import confirm_deputy, end_mandate
from preau.schools.actions.exchanges import set_arrangement, write_exchange
from preau.schools.actions.mandates import (
    delegate,
    designate_correspondent,
    designate_deputy,
    give_mandate,
    take_correspondence,
)
from preau.schools.actions.modalities import name_reporter, set_reporting_mode, withdraw_reporter
from preau.schools.actions.register import (
    close_school,
    correct_school,
    merge_school,
    open_school,
    rename_school,
    reopen_school,
)
from preau.schools.actions.rooms import name_room
from preau.schools.actions.vacancies import ask_for_correspondent

__all__ = [
    "ask_for_confirmation",
    "ask_for_correspondent",
    "cancel_closure",
    "change_exams",
    "close_school",
    "confirm_deputy",
    "confirm_mandates",
    "correct_school",
    "declare_absence",
    "declare_closure",
    "delegate",
    "designate_correspondent",
    "designate_deputy",
    "end_absence",
    "end_mandate",
    "give_mandate",
    "lay_down_hours",
    "merge_school",
    "name_reporter",
    "name_room",
    "open_school",
    "rename_school",
    "reopen_school",
    "set_arrangement",
    "set_holiday",
    "set_reporting_mode",
    "take_correspondence",
    "withdraw_exams",
    "withdraw_hours",
    "withdraw_reporter",
    "write_exams",
    "write_exchange",
]
