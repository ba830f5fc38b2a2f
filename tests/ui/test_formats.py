"""What a French page writes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from preau.ui import formats
from tests.instants import NOON, paris


def plain(text: str) -> str:
    """Ordinary spaces, so that expectations can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class TestDates:
    def test_day_of_the_year_that_one_is_in_has_no_year(self):
        assert plain(formats.day(date(2026, 10, 5), at=NOON)) == "lundi 5 octobre"

    def test_day_of_another_year_has_one(self):
        assert plain(formats.day(date(2027, 2, 1), at=NOON)) == "lundi 1er février 2027"

    def test_moment_is_told_in_paris(self):
        assert plain(formats.moment(paris("2026-10-05 16:00"), at=NOON)) == (
            "lundi 5 octobre à 16 h 00"
        )

    def test_short_forms_fit_a_cell(self):
        assert plain(formats.short_day(paris("2026-10-05 00:30"), at=NOON)) == "5 oct."
        assert plain(formats.short_moment(paris("2026-10-05 08:05"), at=NOON)) == "5 oct., 8 h 05"

    def test_what_ends_at_midnight_lasts_until_the_day_before_included(self):
        midnight = paris("2027-09-01 00:00")

        assert plain(formats.until(midnight)) == "mardi 31 août 2027 inclus"
        assert plain(formats.short_until(midnight)) == "31 août 2027 inclus"
        assert plain(formats.until(NOON, at=NOON)) == "lundi 5 octobre à 12 h 00"
        assert plain(formats.short_until(NOON, at=NOON)) == "5 oct., 12 h 00"

    def test_hour_does_not_break_at_the_end_of_a_line(self):
        assert " " not in formats.hour(NOON)

    @pytest.mark.parametrize(
        ("instant", "words"),
        [
            ("2026-10-05 11:59:30", "à l’instant"),
            ("2026-10-05 11:55", "il y a 5 min"),
            ("2026-10-05 10:00", "il y a 2 h"),
            ("2026-10-04 16:00", "hier à 16 h 00"),
            ("2026-10-02 16:00", "il y a 3 jours"),
            ("2026-09-01 16:00", "le 1er sept."),
            ("2026-10-05 14:30", "dans 2 h"),
            ("2026-10-06 09:00", "demain à 9 h 00"),
            ("2026-10-08 09:00", "dans 3 jours"),
        ],
    )
    def test_ago(self, instant, words):
        assert plain(formats.ago(paris(instant), at=NOON)) == words

    def test_ago_across_midnight_stays_in_minutes(self):
        assert plain(formats.ago(paris("2026-10-04 23:50"), at=paris("2026-10-05 00:10"))) == (
            "il y a 20 min"
        )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (timedelta(minutes=45), "45 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (timedelta(days=3, hours=4), "3 j 4 h"),
        (timedelta(days=3), "3 j"),
    ],
)
def test_lasting(value, words):
    assert plain(formats.lasting(value)) == words


@pytest.mark.parametrize(
    ("cents", "words"),
    [(123456, "1 234,56 €"), (5, "0,05 €"), (-123400, "−1 234,00 €"), (10**9, "10 000 000,00 €")],
)
def test_money(cents, words):
    assert plain(formats.money(cents)) == words


def test_thousands_are_parted_by_a_narrow_space_that_does_not_break():
    assert formats.number(12345) == "12\u202f345"
    assert formats.number(0.25, 2) == "0,25"


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (1, "1 octet"),
        (999, "999 octets"),
        (12_300, "12 ko"),
        (1_240_000, "1,2 Mo"),
        (999_999, "1 Mo"),
        (20_000_000, "20 Mo"),
        (250_000_000, "250 Mo"),
        (3_000_000_000, "3 Go"),
    ],
)
def test_size(octets, words):
    assert plain(formats.size(octets)) == words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0123456789", "01 23 45 67 89"),
        ("01.23.45.67.89", "01 23 45 67 89"),
        ("+33 1 23 45 67 89", "01 23 45 67 89"),
        ("01 23 45 67 89 poste 12", "01 23 45 67 89 poste 12"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
        ("3914", "3914"),
        ("", ""),
    ],
)
def test_a_french_telephone_number_is_told_in_pairs(typed, shown):
    assert plain(formats.phone(typed)) == shown


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("06 39 98 00 86", "0639980086"),
        ("01.23.45.67.89 poste 12", "0123456789"),
        ("+33 (0)1 23 45 67 89", "+33123456789"),
        ("standard", ""),
    ],
)
def test_a_telephone_dials_no_blanks_and_no_words(typed, dialled):
    assert formats.dial(typed) == dialled


def test_a_telephone_number_does_not_break_at_the_end_of_a_line():
    assert " " not in formats.phone("01 23 45 67 89")
