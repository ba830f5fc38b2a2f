"""The life of a delivery."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class DeliveryState(TextChoices):
    """Where the delivery of one fact to one subscriber stands."""

    DUE = "due", pgettext_lazy("delivery", "Due")
    RUNNING = "running", pgettext_lazy("delivery", "Running")
    DONE = "done", pgettext_lazy("delivery", "Done")
    FAILED = "failed", pgettext_lazy("delivery", "Failed")


MOVES: dict[DeliveryState, set[DeliveryState]] = {
    DeliveryState.DUE: {DeliveryState.RUNNING},
    # Heard; failed and due again; lost with its worker; or given up.
    DeliveryState.RUNNING: {DeliveryState.DONE, DeliveryState.DUE, DeliveryState.FAILED},
    DeliveryState.DONE: set(),
    DeliveryState.FAILED: {DeliveryState.DUE},  # By hand: `preau queue retry`.
}
