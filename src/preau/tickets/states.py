"""What a ticket and a report can be, and the moves between."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Role


class Status(TextChoices):
    """The life of a ticket, from its receipt to the two closures (INC-8)."""

    RECEIVED = "received", _("Received")
    DISPATCHED = "dispatched", _("Dispatched")
    TECHNICALLY_CLOSED = "technically_closed", _("Technically closed")
    CLOSED = "closed", _("Closed")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES = {
    Status.RECEIVED: {Status.DISPATCHED, Status.OUT_OF_SCOPE, Status.WITHDRAWN},
    Status.DISPATCHED: {Status.RECEIVED, Status.TECHNICALLY_CLOSED, Status.WITHDRAWN},
    # Refused by the correspondent, or accepted (by act or by silence).
    Status.TECHNICALLY_CLOSED: {Status.DISPATCHED, Status.CLOSED},
    Status.CLOSED: {Status.DISPATCHED},  # Contested.
    Status.OUT_OF_SCOPE: {Status.RECEIVED},
    Status.WITHDRAWN: {Status.RECEIVED},
}

#: Somebody still has something to do.
OPEN = (Status.RECEIVED, Status.DISPATCHED, Status.TECHNICALLY_CLOSED)

#: The work is declared done, and nobody has refused that.
TREATED = (Status.TECHNICALLY_CLOSED, Status.CLOSED)


class Ending(TextChoices):
    """How the administrative closure of a treated ticket came about, or that it is awaited."""

    AWAITED = "awaited", _("The lycée has its say")
    ACCEPTED = "accepted", _("Accepted by the lycée")
    TACIT = "tacit", _("Tacit, after ten days without an answer")


class Urgency(TextChoices):
    """The three levels of the vade-mecum: bas, moyen, très haut (INC-2)."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    VERY_HIGH = "very_high", _("Very high")


class Extent(TextChoices):
    """Who is cut off (INC-5)."""

    POST = "post", _("One post")
    ROOM = "room", _("A room")
    PART = "part", _("A part of the lycée")
    NETWORK = "network", _("The whole network")


class Nature(TextChoices):
    """What CESAME makes of the request when it qualifies it."""

    NETWORK_INCIDENT = "network_incident", _("Incident on the network")
    OFFICE_INCIDENT = "office_incident", _("Office incident")
    EVOLUTION = "evolution", _("Evolution request")
    CONFIGURATION = "configuration", _("Configuration")


class Handler(TextChoices):
    """The service that has the ticket (INC-5)."""

    SERVICE_DESK = "service_desk", _("CESAME")
    CONTRACTOR = "contractor", _("Contractor (SCC)")
    DIGITAL_OFFICER = "digital_officer", _("Digital officer (RTN)")
    ACADEMY_SERVICES = "academy_services", _("Rectorat")
    REGION = "region", _("Region's own team")


#: The roles that make up each service.
SERVICES: dict[Handler, frozenset[Role]] = {
    Handler.SERVICE_DESK: frozenset({Role.SERVICE_DESK}),
    Handler.CONTRACTOR: frozenset({Role.DISPATCHER, Role.ONSITE, Role.FIELD}),
    Handler.DIGITAL_OFFICER: frozenset({Role.DIGITAL_OFFICER}),
    Handler.ACADEMY_SERVICES: frozenset({Role.ACADEMY_SERVICES}),
    Handler.REGION: frozenset({Role.REGION}),
}


class Channel(TextChoices):
    """The way that a request came in (INC-1)."""

    FORM = "form", _("Online form")
    MAIL = "mail", _("E-mail")


class HoldCause(TextChoices):
    """The listed causes that stop the contractor's clock (INC-7); there is no other."""

    ANSWER = "answer", _("Waiting for an answer from the lycée")
    ACCESS = "access", _("Waiting for access to the premises of the lycée")


class OutOfScope(TextChoices):
    """Why a request is not the Region's to treat: each names who is responsible (INC-11)."""

    ACADEMIC_SOFTWARE = "academic_software", _("Application software of the académie")
    SCHOOL_SOFTWARE = "school_software", _("Application software of the lycée's staff")
    OWN_FUNDS = "own_funds", _("Equipment bought on the lycée's own funds")
    NOT_DIGITAL = "not_digital", _("Not a digital matter")
    TWIN = "twin", _("Already reported in another ticket")


class LinkKind(TextChoices):
    """How one ticket is tied to another, read from the first to the second (INC-14, INC-17)."""

    DUPLICATE_OF = "duplicate_of", _("Twin of")
    CHILD_OF = "child_of", _("Part of the outage")
    FOLLOWS = "follows", _("Follows")


#: The same ties, read from the second ticket to the first.
INVERSE = {
    LinkKind.DUPLICATE_OF: _("Has for twin"),
    LinkKind.CHILD_OF: _("Brings together"),
    LinkKind.FOLLOWS: _("Followed by"),
}


class BulkAct(TextChoices):
    """What can be done to several tickets at once (INC-17)."""

    DISPATCH = "dispatch", _("Hand over to a service")
    APPOINT = "appoint", _("Appoint a technician")
    ATTACH = "attach", _("Attach to an outage")
    MESSAGE = "message", _("Write a message")


class BatchOutcome(TextChoices):
    """What became of one ticket of a bulk act."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    STALE = "stale", _("Changed meanwhile")


class QuestionKind(TextChoices):
    """How a question of a form is answered."""

    TEXT = "text", _("One line")
    LONG = "long", _("Several lines")
    CHOICE = "choice", _("A choice among several")


class ReportStatus(TextChoices):
    """What became of a report of the staff (ROL-4)."""

    OPEN = "open", _("With the correspondent")
    FORWARDED = "forwarded", _("Forwarded to CESAME")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined")


REPORT_MOVES = {
    ReportStatus.OPEN: {
        ReportStatus.FORWARDED,
        ReportStatus.ANSWERED,
        ReportStatus.DECLINED,
    },
    ReportStatus.FORWARDED: set(),
    ReportStatus.ANSWERED: set(),
    ReportStatus.DECLINED: set(),
}


class ReviewAnswer(TextChoices):
    """What the lycée says of an open ticket at the fortnightly review (INC-4)."""

    NOTHING = "nothing", _("Nothing to say")
    CURRENT = "current", _("Still so")
    SOLVED = "solved", _("Solved")
    NUDGE = "nudge", _("Send a reminder")
