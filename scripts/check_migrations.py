"""Refuse a room whose migrations have two ends."""

import sys

import django
from django.db.migrations.loader import MigrationLoader


def main() -> int:
    """Print each fork and fail if there is one."""
    django.setup()
    forks = MigrationLoader(None, ignore_no_migrations=True).detect_conflicts()
    for room, ends in sorted(forks.items()):
        print(f"{room} forks: {', '.join(sorted(ends))}")
    return 1 if forks else 0


if __name__ == "__main__":
    sys.exit(main())
