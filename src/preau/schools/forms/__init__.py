"""What is asked about lycées, mandates and calendars; `clean` gives the words of the verb."""

from preau.schools.forms.calendars import (
    ExamsChangeForm,
    ExamsForm,
    HoursForm,
    initial_of,
)
from preau.schools.forms.designations import (
    ConfirmForm,
    CorrespondentForm,
    DelegationForm,
    DeputyForm,
    EndForm,
    MandateForm,
    PersonField,
    ReporterForm,
    TakeForm,
    WhomForm,
    WornForm,
    start_of,
)
from preau.schools.forms.duties import (
    AbsenceForm,
    ConfirmationForm,
)
from preau.schools.forms.fields import (
    UaiField,
)
from preau.schools.forms.places import (
    ArrangementForm,
    ClosingForm,
    ClosureForm,
    ExchangeForm,
    RenamingForm,
    ReportingForm,
    RoomForm,
)

__all__ = [
    "AbsenceForm",
    "ArrangementForm",
    "ClosingForm",
    "ClosureForm",
    "ConfirmForm",
    "ConfirmationForm",
    "CorrespondentForm",
    "DelegationForm",
    "DeputyForm",
    "EndForm",
    "ExamsChangeForm",
    "ExamsForm",
    "ExchangeForm",
    "HoursForm",
    "MandateForm",
    "PersonField",
    "RenamingForm",
    "ReporterForm",
    "ReportingForm",
    "RoomForm",
    "TakeForm",
    "UaiField",
    "WhomForm",
    "WornForm",
    "initial_of",
    "start_of",
]
