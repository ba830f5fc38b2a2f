"""A few instants that tests agree on, in the time of Paris; 5 October 2026 is a Monday."""

from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def paris(text: str) -> datetime:
    """Read an instant of Paris: `paris("2026-10-09 16:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


MORNING = paris("2026-10-05 09:00")
NOON = paris("2026-10-05 12:00")
AFTERNOON = paris("2026-10-05 16:00")
TOMORROW = paris("2026-10-06 12:00")
FRIDAY = paris("2026-10-09 16:00")
NEXT_MONDAY = paris("2026-10-12 12:00")
LAST_MONTH = paris("2026-09-07 12:00")
