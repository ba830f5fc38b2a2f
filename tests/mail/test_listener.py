"""Letters in by real SMTP and LMTP, on loopback."""

import smtplib
import socket
import threading
from contextlib import suppress

import pytest
from django.db import connection

from preau.files import store
from preau.mail import actions, listener
from preau.mail.addresses import reply_address
from preau.mail.models import Delivery, Letter
from preau.mail.shelf import RAW
from tests.mail.letters import CESAME, mail

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("INC-3"),
]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp():
    port = _free_port()
    service = listener.start(f"127.0.0.1:{port}")
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        yield client
    service.stop()


class TestSmtp:
    def test_a_message_is_kept_byte_by_byte(self, smtp):
        raw = mail("Bonjour,\n.\n..une ligne à points\n").replace(b"\n", b"\r\n")

        smtp.sendmail("claire@ecole.invalid", [CESAME, reply_address("ticket:7")], raw)

        letter = Letter.objects.get()
        assert store.read(letter.sha256, shelf=RAW) == raw
        delivery = Delivery.objects.get()
        assert delivery.road == "smtp"
        assert delivery.envelope_from == "claire@ecole.invalid"
        assert delivery.envelope_to == [CESAME, reply_address("ticket:7")]

    def test_only_our_address_is_served(self, smtp):
        smtp.ehlo()
        smtp.mail("a@b.invalid")

        code, text = smtp.rcpt("quelqu-un@iledefrance.fr")

        assert code == 550
        assert b"Destinataire inconnu" in text
        assert smtp.rcpt("Cesame+0750654d@IledeFrance.fr")[0] == 250

    def test_an_empty_envelope_sender_is_remembered(self, smtp):
        smtp.sendmail("", [CESAME], mail())

        assert Delivery.objects.get().envelope_from == "<>"

    def test_the_size_is_announced_and_refused_in_french(self, smtp):
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == str(actions.MAX_SIZE)

        code, text = smtp.mail("a@b.invalid", [f"size={actions.MAX_SIZE + 1}"])

        assert code == 552
        assert b"Message trop lourd : 50 Mo au plus" in text

    def test_a_disk_that_fails_makes_the_carrier_come_again(self, smtp, monkeypatch):
        def full(_data, *, shelf):
            raise OSError(28, "No space left on device", shelf)

        with monkeypatch.context() as patch:
            patch.setattr(store, "put", full)
            with pytest.raises(smtplib.SMTPDataError) as refusal:
                smtp.sendmail("a@b.invalid", [CESAME], mail())
        assert refusal.value.smtp_code == 451
        assert not Letter.objects.exists()

        smtp.sendmail("a@b.invalid", [CESAME], mail())

        assert Letter.objects.count() == 1

    def test_several_messages_in_one_conversation(self, smtp):
        for _ in range(5):
            smtp.sendmail("a@b.invalid", [CESAME], mail())

        assert Letter.objects.count() == 5

    def test_very_long_lines_are_taken(self, smtp):
        smtp.sendmail("a@b.invalid", [CESAME], mail(Subject_Note="x") + b"y" * 200_000 + b"\r\n")

        assert b"y" * 200_000 in store.read(Letter.objects.get().sha256, shelf=RAW)


def test_what_exceeds_the_limit_is_drained_and_the_next_passes(monkeypatch):
    monkeypatch.setattr(actions, "MAX_SIZE", 50_000)
    port = _free_port()
    service = listener.start(f"127.0.0.1:{port}")
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo()
        for size, expected in ((60_000, 552), (40_000, 250)):
            client.mail("a@b.invalid")
            client.rcpt(CESAME)
            code, text = client.data(b"From: a@b.invalid\r\n\r\n" + b"x" * size)
            assert code == expected, text
    service.stop()

    assert Letter.objects.count() == 1


def test_who_never_stops_is_cut_off(monkeypatch):
    monkeypatch.setattr(actions, "MAX_SIZE", 50_000)
    port = _free_port()
    service = listener.start(f"127.0.0.1:{port}")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"EHLO x\r\nMAIL FROM:<a@b.invalid>\r\n")
        line.sendall(f"RCPT TO:<{CESAME}>\r\nDATA\r\n".encode())
        with suppress(ConnectionError):
            for _ in range(1000):
                line.sendall(b"y" * 10_000)
        with suppress(ConnectionError):
            while line.recv(4096):
                pass
    service.stop()

    assert not Letter.objects.exists()


@pytest.fixture
def lmtp():
    port = _free_port()
    service = listener.start(f"127.0.0.1:{port}", road="lmtp")
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.sock.settimeout(20)
        yield client
    service.stop()


def _hand_over(client, recipients, raw):
    """Speak LMTP by hand, since smtplib gives up the answers after the first: all of them."""
    client.ehlo()
    client.mail("a@b.invalid")
    taken = [address for address in recipients if client.rcpt(address)[0] == 250]
    answers = [client.data(raw)]
    answers += [client.getreply() for _ in taken[1:]]
    return answers


class TestLmtp:
    def test_one_recipient_one_answer(self, lmtp):
        raw = mail().replace(b"\n", b"\r\n")

        assert lmtp.sendmail("claire@ecole.invalid", [CESAME], raw) == {}

        assert store.read(Letter.objects.get().sha256, shelf=RAW) == raw
        assert Delivery.objects.get().road == "lmtp"

    def test_several_recipients_an_answer_each_and_one_delivery(self, lmtp):
        recipients = [CESAME, "cesame+x@iledefrance.fr", reply_address("ticket:7")]

        answers = _hand_over(lmtp, recipients, mail())

        assert [code for code, _text in answers] == [250, 250, 250]
        assert Delivery.objects.get().envelope_to == recipients
        assert lmtp.noop()[0] == 250

    def test_a_stranger_among_the_recipients_is_refused_alone(self, lmtp):
        answers = _hand_over(lmtp, [CESAME, "autre@iledefrance.fr"], mail())

        assert [code for code, _text in answers] == [250]
        assert lmtp.noop()[0] == 250

    def test_without_any_recipient_of_ours_there_is_nothing_to_take(self, lmtp):
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            _hand_over(lmtp, ["autre@iledefrance.fr"], mail())

        assert refusal.value.smtp_code == 503
        assert not Letter.objects.exists()

    def test_a_message_too_large_is_refused_for_each_and_the_next_is_taken(self, monkeypatch):
        monkeypatch.setattr(actions, "MAX_SIZE", 50_000)
        port = _free_port()
        service = listener.start(f"127.0.0.1:{port}", road="lmtp")
        recipients = [CESAME, "cesame+x@iledefrance.fr"]
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.sock.settimeout(20)
            large = _hand_over(client, recipients, b"From: a@b.invalid\r\n\r\n" + b"x" * 60_000)
            small = _hand_over(client, recipients, mail())
        service.stop()

        assert [code for code, _text in large] == [552, 552]
        assert [code for code, _text in small] == [250, 250]
        assert Letter.objects.count() == 1

    def test_without_the_database_each_is_asked_to_come_again_and_nothing_is_lost(
        self, lmtp, monkeypatch
    ):
        raw, recipients = mail(), [CESAME, "cesame+x@iledefrance.fr"]
        away = {"NAME": "/nowhere/at/all", "HOST": "/nowhere", "PORT": "1"}
        with monkeypatch.context() as patch:
            for name, value in away.items():
                patch.setitem(connection.settings_dict, name, value)
            answers = _hand_over(lmtp, recipients, raw)
        assert [code for code, _text in answers] == [451, 451]
        assert not Letter.objects.exists()

        answers = _hand_over(lmtp, recipients, raw)

        assert [code for code, _text in answers] == [250, 250]
        assert Letter.objects.count() == Delivery.objects.count() == 1


def test_twenty_carriers_with_one_letter_at_once():
    port = _free_port()
    service = listener.start(f"127.0.0.1:{port}")
    raw = mail()
    failures = []

    def carry():
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
                client.sendmail("a@b.invalid", [CESAME], raw)
        except (OSError, smtplib.SMTPException) as problem:
            failures.append(problem)

    carriers = [threading.Thread(target=carry) for _ in range(20)]
    for carrier in carriers:
        carrier.start()
    for carrier in carriers:
        carrier.join()
    service.stop()

    assert failures == []
    assert Letter.objects.count() == 1
    assert Delivery.objects.count() == 20
