"""The public holidays and the school holidays that limits count with."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest

from preau.core.calendars import (
    public_holiday,
    public_holidays,
    school_holiday,
    school_holidays,
)
from tests.core.oracle import is_public_holiday

ELEVEN = {
    "Jour de l’an",
    "Lundi de Pâques",
    "Fête du Travail",
    "Fête de la Victoire",
    "Ascension",
    "Lundi de Pentecôte",
    "Fête nationale",
    "Assomption",
    "Toussaint",
    "Armistice",
    "Noël",
}


@pytest.mark.requirement("INC-7")
@pytest.mark.parametrize("year", range(2024, 2036))
def test_eleven_public_holidays_and_none_of_alsace(year: int) -> None:
    days = public_holidays(year)

    assert set(days) == {
        day
        for day in (date(year, 1, 1) + timedelta(days=n) for n in range(366))
        if day.year == year and is_public_holiday(day)
    }
    assert set(days.values()) == ELEVEN


def test_a_public_holiday_has_a_name() -> None:
    assert public_holiday(date(2026, 11, 11)) == "Armistice"
    assert public_holiday(date(2027, 3, 26)) == ""
    assert public_holiday(date(2026, 12, 26)) == ""


@pytest.mark.requirement("INC-8")
class TestSchoolHolidays:
    def test_the_table_agrees_with_the_library_where_the_ministry_has_published(self) -> None:
        library = holidays.country_holidays(
            "FR", subdiv="Zone C", categories=("school",), years=range(2023, 2029), language="fr"
        )

        official = [holiday for holiday in school_holidays() if holiday.official]

        assert official
        for holiday in official:
            day = holiday.first_on
            while day <= holiday.last_on:
                assert library[day].replace("'", "’") == holiday.name
                day += timedelta(days=1)
            assert library.get(holiday.first_on - timedelta(days=1)) != holiday.name
            assert library.get(holiday.last_on + timedelta(days=1)) != holiday.name

    def test_they_follow_each_other_without_overlap_and_with_no_hole_of_a_term(self) -> None:
        for earlier, later in pairwise(school_holidays()):
            assert earlier.first_on <= earlier.last_on < later.first_on
            assert later.first_on - earlier.last_on < timedelta(days=100)

    def test_what_is_not_published_says_so(self) -> None:
        assert [h.official for h in school_holidays()] == sorted(
            (h.official for h in school_holidays()), reverse=True
        )
        summer = school_holiday(date(2028, 8, 1))
        assert summer is not None
        assert not summer.official

    def test_paris_is_in_zone_c(self) -> None:
        winter = school_holiday(date(2027, 2, 8))
        assert winter is not None
        assert (winter.first_on, winter.last_on) == (date(2027, 2, 6), date(2027, 2, 21))
        # Zone B is free then, zone C is not.
        assert school_holiday(date(2027, 2, 26)) is None
