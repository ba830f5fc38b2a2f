"""Our letters leave, whatever the mail server does."""

import email
import email.policy
import socket
from datetime import timedelta
from email.errors import MessageError
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core.mail.backends.smtp import EmailBackend

from preau.mail import actions, wiring
from preau.mail.actions import sending
from preau.mail.models import Letter, Outgoing
from preau.mail.queries import balance
from preau.mail.writing import write
from tests.accounts.factories import UserFactory
from tests.instants import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-3")]


class Postbox:
    """A mail server that refuses as often as it is told to."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.messages: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        self.messages.append(envelope.original_content)
        return "250 OK"

    def read(self, number: int = -1):
        return email.message_from_bytes(self.messages[number], policy=email.policy.default)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(port, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    postbox = Postbox()

    class Server(Controller):
        def factory(self):
            return SMTP(self.handler, **self.SMTP_kwargs)

    server = Server(postbox, hostname="127.0.0.1", port=port)
    server.start()
    yield postbox
    server.stop()


def post(**changes):
    person = changes.pop("person", None) or UserFactory(first_name="Inès")
    letter = actions.post(
        person,
        "mail/letters/which_school",
        {"person": person, "letter": Letter(received_at=NOON, subject="Écran"), "places": []},
        **{"thread": "ticket:7", "key": f"k{Outgoing.objects.count()}", "at": NOON, **changes},
    )
    assert letter is not None
    return letter


class TestPost:
    def test_one_template_gives_subject_html_and_text(self):
        letter = post()

        assert letter.subject == "Pour quel lycée écrivez-vous ?"
        assert "<p>Bonjour Inès" in letter.html
        assert letter.text.startswith("Bonjour Inès")
        assert "lundi 5 octobre à" in letter.text
        # A mark of French stays with its word, whatever the width of the page.
        assert "«\u00a0Écran\u00a0»" in letter.html
        assert "<" not in letter.text
        assert letter.state == "due"

    def test_the_text_says_where_links_lead(self, settings, tmp_path):
        (tmp_path / "linked.html").write_text(
            '{% extends "mail/letters/base.html" %}{% block subject %}Un&nbsp;&amp; deux'
            "{% endblock %}{% block body %}<p>Pour "
            '<a href="{{ site_url }}/tickets/">suivre le ticket</a>.</p>{% endblock %}'
        )
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

        written = write("linked", {})

        assert written.subject == "Un & deux"
        assert written.text.startswith("Pour suivre le ticket (http://localhost:8000/tickets/).")

    def test_links_keep_what_stands_around_them_and_what_looks_like_one_stays(
        self, settings, tmp_path
    ):
        (tmp_path / "linked.html").write_text(
            '{% extends "mail/letters/base.html" %}{% block subject %}Un{% endblock %}'
            '{% block body %}<p>Voir <a style="x" href="https://x.invalid/?a=1&amp;b=(2)">la page'
            ' [2]</a>. Écrire à <a href="mailto:a@x.invalid">a@x.invalid</a>.</p>'
            "<p>Il a tapé [ceci](https://y.invalid/z).</p>{% endblock %}"
        )
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

        text = write("linked", {}).text

        assert "Voir la page [2] (https://x.invalid/?a=1&b=(2)). Écrire à a@x.invalid." in text
        assert "Il a tapé [ceci](https://y.invalid/z)." in text

    def test_a_template_that_is_no_letter_is_refused(self, settings, tmp_path):
        (tmp_path / "page.html").write_text("<p>Bonjour</p>")
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

        with pytest.raises(ValueError, match=r"base\.html"):
            write("page", {})

    def test_the_same_key_writes_once(self):
        first = post(key="ticket:7:received")

        assert post(key="ticket:7:received").pk == first.pk
        assert Outgoing.objects.count() == 1

    def test_a_letter_in_a_thread_answers_the_one_before(self):
        person = UserFactory()
        first = post(person=person)

        second = post(person=person, at=NOON + timedelta(minutes=1))

        assert second.in_reply_to == first.message_id
        assert second.references == [first.message_id]


class TestSend:
    def test_the_headers_thread_it_and_mark_it_as_a_machines(self, postbox, mailoutbox):
        theirs = Letter.objects.create(
            sha256="0" * 64,
            size=1,
            received_at=NOON,
            message_id="<leur@ecole.invalid>",
            references=["<avant@ecole.invalid>"],
        )
        letter = post(in_reply_to=theirs)

        assert _with_smtp(actions.send_due) == 1

        sent = postbox.read()
        assert sent["Message-ID"] == letter.message_id
        assert sent["In-Reply-To"] == "<leur@ecole.invalid>"
        assert sent["References"] == "<avant@ecole.invalid> <leur@ecole.invalid>"
        assert sent["Auto-Submitted"] == "auto-replied"
        assert sent["From"] == "CESAME <cesame@iledefrance.fr>"
        assert sent["Reply-To"].startswith("cesame+ticket-7-")
        assert sent["List-Id"] is None
        assert "Bonjour" in sent.get_body(("plain",)).get_content()
        assert "Bonjour" in sent.get_body(("html",)).get_content()
        letter.refresh_from_db()
        assert (letter.state, letter.sent_at) == ("sent", NOON)

    def test_what_a_person_wrote_is_not_marked(self, postbox):
        post(automatic=False)

        _with_smtp(actions.send_due)

        assert postbox.read()["Auto-Submitted"] is None

    def test_a_server_that_refuses_for_now_is_asked_again_under_the_same_id(self, postbox):
        letter = post()
        postbox.refusals = ["451 4.3.0 later", "421 4.3.0 later"]

        _with_smtp(actions.send_due)
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("due", 1)
        assert "later" in letter.error
        assert letter.due_at == NOON + timedelta(minutes=1)
        _with_smtp(actions.send_due, NOON + timedelta(minutes=1))
        letter.refresh_from_db()
        assert letter.due_at == NOON + timedelta(minutes=3)
        _with_smtp(actions.send_due, NOON + timedelta(minutes=3))

        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("sent", 3)
        assert [postbox.read(n)["Message-ID"] for n in range(len(postbox.messages))] == [
            letter.message_id
        ]

    def test_each_letter_of_a_slow_batch_has_a_whole_lease(self, postbox, monkeypatch):
        letters = [post(), post()]
        leases, send = [], sending._send

        def slow(letter, connection, **words):
            leases.append(words["until"])
            # The server took its time over this one.
            begun.append(begun[-1] + 3600)
            send(letter, connection, **words)

        begun = [0.0]
        monkeypatch.setattr(sending, "monotonic", lambda: begun[-1])
        monkeypatch.setattr(sending, "_send", slow)

        assert _with_smtp(actions.send_due) == len(letters)

        assert leases == [NOON + timedelta(seconds=s) + sending.LEASE for s in (0, 3600)]

    def test_a_connection_that_breaks_is_opened_anew(self, postbox, monkeypatch):
        broken, fine = post(), post()
        send = EmailBackend.send_messages
        falls = [ConnectionResetError("reset by peer")]

        def send_or_fall(backend, messages):
            if falls:
                raise falls.pop()
            return send(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send_or_fall)

        _with_smtp(actions.send_due)

        broken.refresh_from_db()
        fine.refresh_from_db()
        assert (broken.state, fine.state) == ("due", "sent")
        assert "reset by peer" in broken.error

    def test_a_recipient_who_is_refused_for_now_is_tried_again(self, postbox, monkeypatch):
        async def greylisted(server, session, envelope, address, options):
            return "450 4.2.0 greylisted"

        postbox.handle_RCPT = greylisted
        letter = post()

        _with_smtp(actions.send_due)

        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("due", 1)
        assert "greylisted" in letter.error

    def test_a_letter_without_html_leaves_as_text(self, postbox):
        Outgoing.objects.filter(pk=post(thread="").pk).update(html="")

        _with_smtp(actions.send_due)

        assert postbox.read().get_content_type() == "text/plain"
        assert postbox.read()["Reply-To"] is None

    def test_a_refusal_for_good_is_shown_and_the_next_leaves(self, postbox):
        refused, fine = post(), post()
        postbox.refusals = ["550 5.1.1 no such user"]

        _with_smtp(actions.send_due)

        refused.refresh_from_db()
        fine.refresh_from_db()
        assert (refused.state, fine.state) == ("failed", "sent")
        assert "no such user" in refused.error
        assert balance().is_even

    def test_a_letter_that_cannot_be_written_does_not_hold_up_the_next(self, postbox, monkeypatch):
        broken = post(key="broken")
        post(key="sound")

        def write(letter):
            if letter.pk == broken.pk:
                raise MessageError("newline in a header")
            return written(letter)

        written = sending._message
        monkeypatch.setattr(sending, "_message", write)

        _with_smtp(actions.send_due)

        broken.refresh_from_db()
        assert (broken.state, len(postbox.messages)) == ("failed", 1)
        assert "MessageError" in broken.error

    def test_a_server_that_is_away_costs_no_letter(self, port, settings):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        letters = [post(), post()]

        assert _with_smtp(actions.send_due) == 0

        for letter in letters:
            letter.refresh_from_db()
            assert (letter.state, letter.due_at) == ("due", NOON + timedelta(minutes=1))
        assert _with_smtp(actions.send_due) == 0

    def test_after_three_days_it_has_failed(self, port, settings):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        letter = post()

        _with_smtp(actions.send_due, NOON + timedelta(days=3))

        letter.refresh_from_db()
        assert letter.state == "failed"

    def test_a_letter_in_another_workers_hands_is_left_alone(self, postbox, monkeypatch):
        letter = post()
        stale = Outgoing.objects.get()
        Outgoing.objects.update(due_at=NOON + timedelta(minutes=5))
        monkeypatch.setattr("preau.mail.models.OutgoingQuerySet.due", lambda rows, at: [stale])

        _with_smtp(actions.send_due)

        letter.refresh_from_db()
        assert letter.attempts == 0
        assert postbox.messages == []

    def test_a_one_time_link_is_dropped_once_sent(self, postbox):
        letter = post(is_secret=True)

        _with_smtp(actions.send_due)

        letter.refresh_from_db()
        assert (letter.html, letter.text) == ("", "")
        assert "Bonjour" in postbox.read().get_body(("plain",)).get_content()

    def test_the_guard_stops_an_address(self, postbox, monkeypatch):
        monkeypatch.setattr(wiring, "GUARDS", [])
        wiring.sender_guard(lambda address: "" if address.endswith(".invalid") else "demo")
        stopped = post(person=UserFactory(email="vrai@region.example"))
        post()

        _with_smtp(actions.send_due)

        stopped.refresh_from_db()
        assert (stopped.state, stopped.error) == ("failed", "demo")
        assert len(postbox.messages) == 1


def test_by_default_letters_are_written_to_a_folder(settings):
    letter = post()
    settings.EMAIL_BACKEND = "preau.mail.backends.FolderBackend"

    actions.send_due(NOON, 10)

    files = list((Path(settings.VAR) / "outbox").glob("*.eml"))
    written = [email.message_from_bytes(file.read_bytes()) for file in files]
    assert letter.message_id in [message["Message-ID"] for message in written]


def _with_smtp(send, at=NOON):
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return send(at, 50)
