"""Letters of ours are rows, written once."""

import pytest

from preau.mail import actions, addresses

pytestmark = pytest.mark.django_db


class TestAddresses:
    def test_a_reply_address_gives_its_thread_back(self):
        address = addresses.reply_address("ticket:123")

        assert address.startswith("cesame+ticket-123-")
        assert addresses.thread_of(address) == "ticket:123"
        assert addresses.thread_of(address.upper()) == "ticket:123"

    @pytest.mark.requirement("INC-16")
    def test_a_guessed_reply_address_gives_none(self):
        address = addresses.reply_address("ticket:123")

        assert addresses.thread_of(address.replace("123", "124")) == ""
        assert addresses.thread_of("cesame@iledefrance.fr") == ""
        assert addresses.thread_of(address.replace("iledefrance", "ailleurs")) == ""

    def test_knows_its_own_plus_parts(self):
        assert addresses.plus_part("Cesame+0750654D@iledefrance.fr") == "0750654d"
        assert addresses.plus_part("cesame@iledefrance.fr") == ""
        assert addresses.plus_part("cesame-autre@iledefrance.fr") is None
        assert actions.MAX_SIZE == 50 * 2**20
