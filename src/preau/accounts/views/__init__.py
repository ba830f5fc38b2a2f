"""Doors of the room, one file per subject: find, ask, call, show."""
