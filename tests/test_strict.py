"""The suite's own strictness is itself shown."""

import os
import socket

import pytest
from django.template import Context, engines
from pytest_socket import SocketConnectBlockedError

from preau.accounts.models import User
from preau.tickets.models import Form
from tests.conftest import assert_flat
from tests.strict import UndefinedVariable


def test_an_undefined_variable_fails() -> None:
    template = engines["django"].from_string("{{ nothing_of_the_kind }}")

    with pytest.raises(UndefinedVariable):
        template.template.render(Context({}))


def test_the_network_is_off() -> None:
    with (
        socket.socket() as line,
        pytest.warns(UserWarning, match=r"192\.0\.2\.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        line.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_unordered_rows_are_shuffled() -> None:
    for number in range(12):
        User.objects.create_user(f"person{number}@example.invalid")

    seen = {tuple(user.pk for user in User.objects.all()) for _ in range(5)}

    assert len(seen) > 1


@pytest.mark.django_db
def test_ordered_rows_keep_their_order() -> None:
    for number in range(12):
        User.objects.create_user(f"person{number}@example.invalid")

    rows = [user.pk for user in User.objects.order_by("pk")]

    assert rows == sorted(rows)


@pytest.mark.django_db
def test_a_list_that_asks_per_row_is_not_flat() -> None:
    names = iter(range(100))

    def grow() -> None:
        User.objects.create_user(f"person{next(names)}@example.invalid")

    def fetch() -> None:
        for user in User.objects.all():
            user.refresh_from_db()

    assert_flat(lambda: list(User.objects.all()), grow)
    with pytest.raises(AssertionError):
        assert_flat(fetch, grow)


@pytest.mark.parametrize("time", [1, 2])
def test_what_one_test_sets_in_the_environment_the_next_does_not_see(time: int) -> None:
    assert "PREAU_LEFT" not in os.environ

    os.environ["PREAU_LEFT"] = str(time)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_the_keys_of_the_seeds_are_not_given_a_second_time(time: str) -> None:
    known = Form.objects.get(code="other")

    new = Form.objects.create(code=time, title="Bornes", nature=known.nature)

    assert new.pk > known.pk
