"""What a piece of equipment can be, and the moves of its life."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Sorts of equipment."""

    DESKTOP = "desktop", _("Desktop computer")
    LAPTOP = "laptop", _("Laptop")
    TABLET = "tablet", _("Tablet")
    THIN_CLIENT = "thin_client", _("Thin client")
    WORKSTATION = "workstation", _("Workstation")
    PRINTER = "printer", _("Printer")
    PROJECTOR = "projector", _("Projector")
    DISPLAY = "display", _("Display")
    SERVER = "server", _("Server")
    SWITCH = "switch", _("Switch")
    ACCESS_POINT = "access_point", _("Wi-Fi access point")
    UPS = "ups", _("UPS")
    OTHER = "other", _("Other")


class Owner(TextChoices):
    """Who bought it, which decides who maintains it (INC-11)."""

    REGION = "region", _("Allocated by the Region")
    OWN_FUNDS = "own_funds", _("Own funds of the lycée")
    UNKNOWN = "unknown", _("Owner unknown")


class Status(TextChoices):
    """Where it stands in its life."""

    IN_SERVICE = "in_service", _("In service")
    STORED = "stored", _("Stored")
    DISPOSED = "disposed", _("Disposed of")


MOVES = {
    Status.IN_SERVICE: {Status.STORED, Status.DISPOSED},
    Status.STORED: {Status.IN_SERVICE, Status.DISPOSED},
    Status.DISPOSED: set(),
}

#: The sign beside each kind, in the names of the sprite.
ICONS = {
    Kind.DESKTOP: "pc-display",
    Kind.LAPTOP: "laptop",
    Kind.TABLET: "laptop",
    Kind.THIN_CLIENT: "pc-display",
    Kind.WORKSTATION: "pc-display",
    Kind.PRINTER: "printer",
    Kind.PROJECTOR: "projector",
    Kind.DISPLAY: "display",
    Kind.SERVER: "hdd-rack",
    Kind.SWITCH: "hdd-network",
    Kind.ACCESS_POINT: "wifi",
    Kind.UPS: "box-seam",
    Kind.OTHER: "box-seam",
}
