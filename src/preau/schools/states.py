"""What a lycée and its mandates can be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SchoolKind(TextChoices):
    """The ministry's kinds of establishment."""

    LG = "LG", _("General lycée")
    LGT = "LGT", _("General and technological lycée")
    LT = "LT", _("Technological lycée")
    LPO = "LPO", _("Comprehensive lycée")
    LP = "LP", _("Vocational lycée")
    EREA = "EREA", _("Regional establishment of adapted education")
    ERPD = "ERPD", _("Regional primary boarding school")
    LEGTPA = "LEGTPA", _("Agricultural lycée")
    EXP = "EXP", _("Experimental unit")
    MIL = "MIL", _("Military lycée")
    OTHER = "OTHER", _("Other")


class Academy(TextChoices):
    """The three académies of the Region."""

    PARIS = "Paris", _("Paris")
    CRETEIL = "Créteil", _("Créteil")
    VERSAILLES = "Versailles", _("Versailles")


class ReportingMode(TextChoices):
    """Who of the lycée's staff may report to the correspondent (ROL-4)."""

    CLOSED = "closed", _("Closed to the staff")
    NAMED = "named", _("Named persons")
    ALL_STAFF = "all_staff", _("All staff")


class Track(TextChoices):
    """The voie of a head count."""

    GT = "GT", _("General and technological")
    PRO = "PRO", _("Vocational")
    POST_BAC = "POST", _("After the baccalauréat")


class ProposedUrgency(TextChoices):
    """The level that a period of examination proposes: codes of a ticket's urgency (INC-18)."""

    MEDIUM = "medium", _("medium")
    VERY_HIGH = "very_high", _("very high")


class ExamLevel(TextChoices):
    """Whose examination it is."""

    SECONDE = "seconde", _("Seconde")
    PREMIERE = "premiere", _("Première")
    TERMINALE = "terminale", _("Terminale")
    CAP = "cap", _("CAP")
    BTS = "bts", _("BTS and after the baccalauréat")


class ExchangeKind(TextChoices):
    """How a lycée and its digital officer met."""

    VISIT = "visit", _("Visit to the lycée")
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Telephone call")
    MAIL = "mail", _("E-mail")
