"""The calendars that the house started with: the hours of service, the school holidays."""

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.db import migrations

# The table of the project is data, not code: an installation begins with the latest one known.
TABLE = Path(__file__).resolve().parents[2] / "core" / "data" / "school_holidays_zone_c.csv"


def school_year(first_on: date) -> str:
    """The year that a holiday ends or falls in: the summer of 2027 belongs to 2026-2027."""
    year = first_on.year if first_on.month >= 9 else first_on.year - 1
    return f"{year}-{year + 1}"


def fill(apps, schema_editor):
    apps.get_model("schools", "ServiceHours").objects.create(
        from_on=date(2000, 1, 1),
        opens_at=time(8),
        closes_at=time(18),
        weekdays="01234",
        laid_down_at=datetime(2000, 1, 1, tzinfo=UTC),
    )
    holidays = apps.get_model("schools", "SchoolHoliday")
    with TABLE.open(encoding="utf-8", newline="") as rows:
        holidays.objects.bulk_create(
            holidays(
                name=row["name"],
                school_year=school_year(date.fromisoformat(row["first_on"])),
                first_on=row["first_on"],
                last_on=row["last_on"],
                is_official=row["official"] == "yes",
                source=row["source"],
            )
            for row in csv.DictReader(rows)
        )


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_calendars_of_the_region")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
