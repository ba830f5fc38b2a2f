"""The roles, and the one matrix of what each role may do (ROL-5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A duty of the dispositif; a person has it only through a dated mandate."""

    HEAD = "head_of_school", _("Head of school")
    DEPUTY_HEAD = "deputy_head", _("Deputy head")
    CORRESPONDENT = "correspondent", _("Correspondent")
    DEPUTY = "deputy", _("Deputy correspondent")
    STAFF = "staff", _("Member of staff")
    SERVICE_DESK = "service_desk", _("CESAME agent")
    DISPATCHER = "contractor_dispatcher", _("Contractor's dispatcher")
    ONSITE = "onsite_technician", _("On-site technician")
    FIELD = "field_technician", _("Field technician")
    DIGITAL_OFFICER = "digital_officer", _("Digital officer (RTN)")
    ACADEMY_SERVICES = "academy_services", _("Services of the académie")
    REGION = "region", _("Region")
    REGIONAL_ADMIN = "regional_admin", _("Regional administrator")


SCHOOL_ROLES = frozenset({Role.HEAD, Role.DEPUTY_HEAD, Role.CORRESPONDENT, Role.DEPUTY, Role.STAFF})
CONTRACTOR_ROLES = frozenset({Role.DISPATCHER, Role.ONSITE, Role.FIELD})
#: Whose reach goes beyond one lycée: a password alone does not open their pages (ROL-7).
FACTOR_ROLES = frozenset(set(Role) - SCHOOL_ROLES)


class Permission(TextChoices):
    """One thing that a mandate lets its holder do in its place."""

    SCHOOL_SEE = "school.see", _("See the lycée and its people")
    SCHOOL_MANAGE = "school.manage", _("Set the lycée's modalities and closures")
    SCHOOL_ADMINISTER = "school.administer", _("Import and administer lycées")
    CORRESPONDENT_DESIGNATE = "correspondent.designate", _("Designate the correspondent")
    DEPUTY_DESIGNATE = "deputy.designate", _("Designate deputies")
    HEAD_DESIGNATE = "head.designate", _("Give the mandate of head of school")
    HEAD_DELEGATE = "head.delegate", _("Delegate to a deputy head")
    EXCHANGE_SEE = "exchange.see", _("Read what lycée and RTN agreed")
    EXCHANGE_WRITE = "exchange.write", _("Write down what lycée and RTN agreed")
    ASSET_SEE = "asset.see", _("See the equipment")
    ASSET_REGISTER = "asset.register", _("Keep the register of equipment")
    REPORT_WRITE = "report.write", _("Report to the correspondent")
    REPORT_HANDLE = "report.handle", _("Handle the staff's reports")
    TICKET_SEE = "ticket.see", _("See the tickets of the place")
    TICKET_SEND = "ticket.send", _("Send incidents and requests to CESAME")
    TICKET_CLOSE = "ticket.close", _("Close a ticket administratively, or refuse its closure")
    TICKET_QUALIFY = "ticket.qualify", _("Qualify and dispatch tickets")
    TICKET_ASSIGN = "ticket.assign", _("Appoint a technician")
    TICKET_TREAT = "ticket.treat", _("Treat the tickets handed to one's service")
    TICKET_NOTE = "ticket.note", _("Read and write the Region's internal notes")
    MAIL_LEDGER = "mail.ledger", _("Read the mail ledger and correct outcomes")
    STEERING_SEE = "steering.see", _("Read the steering figures")


P = Permission
_DESK = frozenset({P.SCHOOL_SEE, P.ASSET_SEE, P.TICKET_SEE, P.TICKET_NOTE})
_SENDER = frozenset(
    {
        P.SCHOOL_SEE,
        P.EXCHANGE_SEE,
        P.EXCHANGE_WRITE,
        P.ASSET_SEE,
        P.TICKET_SEE,
        P.TICKET_SEND,
        P.TICKET_CLOSE,
        P.REPORT_HANDLE,
    }
)
_HEAD = frozenset(
    {
        P.SCHOOL_SEE,
        P.SCHOOL_MANAGE,
        P.EXCHANGE_SEE,
        P.EXCHANGE_WRITE,
        P.ASSET_SEE,
        P.TICKET_SEE,
        P.CORRESPONDENT_DESIGNATE,
        P.REPORT_WRITE,
    }
)

MATRIX: dict[Role, frozenset[Permission]] = {
    Role.HEAD: _HEAD | {P.HEAD_DELEGATE},
    Role.DEPUTY_HEAD: _HEAD,
    Role.CORRESPONDENT: _SENDER | {P.DEPUTY_DESIGNATE},
    Role.DEPUTY: _SENDER,
    Role.STAFF: frozenset({P.SCHOOL_SEE, P.EXCHANGE_SEE, P.REPORT_WRITE}),
    Role.SERVICE_DESK: _DESK | {P.TICKET_QUALIFY, P.TICKET_TREAT, P.MAIL_LEDGER, P.STEERING_SEE},
    Role.DISPATCHER: frozenset(
        {P.SCHOOL_SEE, P.ASSET_SEE, P.TICKET_SEE, P.TICKET_ASSIGN, P.TICKET_TREAT}
    ),
    Role.ONSITE: frozenset({P.SCHOOL_SEE, P.ASSET_SEE, P.TICKET_SEE, P.TICKET_TREAT}),
    Role.FIELD: frozenset({P.SCHOOL_SEE, P.ASSET_SEE, P.TICKET_SEE, P.TICKET_TREAT}),
    Role.DIGITAL_OFFICER: _DESK | {P.TICKET_TREAT, P.EXCHANGE_SEE, P.EXCHANGE_WRITE},
    Role.ACADEMY_SERVICES: frozenset({P.SCHOOL_SEE, P.TICKET_SEE, P.TICKET_TREAT}),
    Role.REGION: _DESK | {P.TICKET_TREAT, P.HEAD_DESIGNATE, P.STEERING_SEE},
    Role.REGIONAL_ADMIN: _DESK
    | {
        P.SCHOOL_ADMINISTER,
        P.EXCHANGE_SEE,
        P.HEAD_DESIGNATE,
        P.ASSET_REGISTER,
        P.MAIL_LEDGER,
        P.STEERING_SEE,
    },
}
