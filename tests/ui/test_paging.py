"""Pages of a list, without counting it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from preau.accounts.models import User
from preau.ui.paging import page
from tests.accounts.factories import UserFactory


def asked(address: str):
    return RequestFactory().get(address)


class TestPage:
    def test_first_page_knows_that_more_follows(self):
        first = page(range(120), asked("/tickets/?q=pc"), per_page=50)

        assert list(first) == list(range(50))
        assert (first.has_previous, first.has_next) == (False, True)
        assert first.next_url == "/tickets/?q=pc&page=2"

    def test_last_page_leads_back_and_no_further(self):
        last = page(range(120), asked("/tickets/?page=3"), per_page=50)

        assert (len(last), last.has_next, last.next_url) == (20, False, "")
        assert last.previous_url == "/tickets/?page=2"

    def test_second_page_leads_back_to_the_bare_address(self):
        assert page(range(120), asked("/tickets/?page=2")).previous_url == "/tickets/"

    @pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "٣x", "9" * 40])
    def test_nonsense_is_the_first_page(self, number):
        assert page(range(120), asked(f"/?page={number}")).number == 1

    def test_a_page_far_beyond_the_end_is_empty_and_no_error(self, db):
        beyond = page(User.objects.order_by("pk"), asked("/?page=99999999"))

        assert len(beyond) == 0
        assert beyond.has_next is False

    def test_reads_one_row_more_than_it_shows_and_counts_nothing(
        self, db, django_assert_num_queries
    ):
        UserFactory.create_batch(3)

        with django_assert_num_queries(1) as queries:
            shown = page(User.objects.order_by("pk"), asked("/"), per_page=2)

        assert "COUNT" not in queries.captured_queries[0]["sql"]
        assert (len(shown), shown.has_next) == (2, True)
