"""The life of a delivery."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    """Where the delivery of one fact to one subscriber stands."""

    DUE = "due", _("Due")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


MOVES: dict[DeliveryState, set[DeliveryState]] = {
    DeliveryState.DUE: {DeliveryState.RUNNING},
    # Heard; failed and due again; lost with its worker; or given up.
    DeliveryState.RUNNING: {DeliveryState.DONE, DeliveryState.DUE, DeliveryState.FAILED},
    DeliveryState.DONE: set(),
    DeliveryState.FAILED: {DeliveryState.DUE},  # By hand: `preau queue retry`.
}
