"""What a raw message says, however it was made."""

import base64
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from preau.mail import reader, reading
from preau.mail.dates import instant_of
from tests.mail.letters import mail

pytestmark = pytest.mark.requirement("INC-16")


@pytest.fixture
def read(tmp_path):
    def read(raw):
        file = tmp_path / "raw"
        file.write_bytes(raw)
        return reader.read(file)

    return read


def crlf(*lines: bytes | str) -> bytes:
    return b"\r\n".join(x.encode() if isinstance(x, str) else x for x in lines) + b"\r\n"


class TestHeaders:
    @pytest.mark.parametrize(
        ("raw", "text"),
        [
            (b"=?utf-8?Q?R=C3=A9seau_coup=C3=A9?=", "Réseau coupé"),
            (b"=?UTF-8?B?UsOpc2VhdQ==?= =?UTF-8?B?IGNvdXDDqQ==?=", "Réseau coupé"),
            # A character cut between two words.
            (b"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"),
            (b"=?iso-8859-1?Q?=C9cran?= noir", "Écran noir"),
            # windows-1252 called iso-8859-1.
            (b"=?iso-8859-1?Q?l=92=E9cran?=", "l’écran"),
            # UTF-8 called iso-8859-1.
            (b"=?iso-8859-1?Q?=C3=A9cran?=", "écran"),
            ("Écran en clair".encode(), "Écran en clair"),
            ("Écran en clair".encode("cp1252"), "Écran en clair"),
            (b"=?x-unknown?Q?=E9cran?=", "écran"),
            (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
            (b"=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
            (b"=?zlib?B?eJw=?= =?idna?Q?xn--?=", "x\x9cxn--".replace("\x9c", "œ")),
            (b"=?utf-8?Q?pas fini", "=?utf-8?Q?pas fini"),
            (b"deux\r\n\tlignes", "deux lignes"),
            (b"nul\x00 et \x07 cloche", "nul et cloche"),
            (b"", ""),
        ],
    )
    def test_subjects_of_all_kinds(self, read, raw, text):
        assert read(b"From: a@b.invalid\r\nSubject: " + raw + b"\r\n\r\nx").subject == text

    @pytest.mark.parametrize(
        ("raw", "senders"),
        [
            ("claire@ecole.invalid", [("", "claire@ecole.invalid")]),
            ('"Martin, Claire" <c@e.invalid>', [("Martin, Claire", "c@e.invalid")]),
            ("=?utf-8?Q?Jos=C3=A9?= <j@e.invalid>", [("José", "j@e.invalid")]),
            ("Claire Martin <c@e.invalid", [("Claire Martin", "c@e.invalid")]),
            ("c@e.invalid (Claire)", [("Claire", "c@e.invalid")]),
            ("c@e.invalid, C@E.invalid", [("", "c@e.invalid")]),
            ("undisclosed-recipients:;", []),
            ("pas une adresse", []),
            ('c@e.invalid, "d d"@x.invalid', []),
            ('"c@e.invalid" <c@e.invalid>', [("c@e.invalid", "c@e.invalid")]),
            # Cleaned, they would be the address of somebody else.
            ("c\x00@e.invalid", []),
            ("c@e\u202a.invalid", []),
            ("", []),
        ],
    )
    def test_senders_of_all_kinds(self, read, raw, senders):
        assert read(f"From: {raw}\r\n\r\nx".encode()).senders == senders

    def test_message_ids(self, read):
        raw = crlf(
            "From: a@b.invalid",
            "Message-ID:",
            " <un@ecole.invalid>",
            "In-Reply-To: <deux@ecole.invalid> (message of Monday)",
            "References: <zero@ecole.invalid>",
            "\t<deux@ecole.invalid> <deux@ecole.invalid>",
            "",
            "x",
        )

        told = read(raw)

        assert told.message_id == "<un@ecole.invalid>"
        assert told.in_reply_to == "<deux@ecole.invalid>"
        assert told.references == ["<zero@ecole.invalid>", "<deux@ecole.invalid>"]

    @pytest.mark.parametrize(
        ("raw", "instant"),
        [
            ("Mon, 5 Oct 2026 12:00:00 +0200", datetime(2026, 10, 5, 10, tzinfo=UTC)),
            ("5 Oct 2026 12:00 GMT", datetime(2026, 10, 5, 12, tzinfo=UTC)),
            ("Mon, 5 Oct 2026 12:00:00 -0000", datetime(2026, 10, 5, 12, tzinfo=UTC)),
            ("lundi 5 octobre", None),
            ("Mon, 99 Oct 99999 99:99:99", None),
            ("", None),
        ],
    )
    def test_dates_of_all_kinds(self, raw, instant):
        assert instant_of(raw) == instant

    def test_without_any_header(self, read):
        told = read(b"\r\nBonjour, je n'ai pas d'en-t\xc3\xaate.\r\n")

        assert told.text == "Bonjour, je n'ai pas d'en-tête."
        assert told.senders == []


class TestText:
    @pytest.mark.parametrize(
        ("charset", "encoded"),
        [
            ("utf-8", "Réseau coupé"),
            ("iso-8859-1", "Réseau coupé"),
            ("windows-1252", "Réseau coupé – l’œuvre"),
            ("utf-16", "Réseau coupé"),
            ("x-inconnu", "Réseau coupé"),
            ("us-ascii", "Réseau coupé"),
            ('"utf-8', "Réseau coupé"),
        ],
    )
    def test_charsets(self, read, charset, encoded):
        codec = "utf-8" if charset.startswith(("x-", "us-", '"')) else charset
        raw = f"From: a@b.invalid\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()

        assert read(raw + encoded.encode(codec)).text == encoded

    def test_quoted_printable_and_base64_with_faults(self, read):
        head = b"From: a@b.invalid\r\nContent-Transfer-Encoding: "

        assert read(head + b"quoted-printable\r\n\r\nR=E9seau =\r\ncoup=C3=ZZ").text.startswith("R")
        assert read(head + b"base64\r\n\r\nUsOpc2VhdQ").text == "Réseau"
        assert read(head + b"base64\r\n\r\nUs#Op!c2VhdQ==").text == "Réseau"

    def test_html_only(self, read):
        message = EmailMessage()
        message["From"] = "a@b.invalid"
        message.set_content(
            "<html><head><style>p{color:red}</style></head><body><p>Bonjour,</p>"
            "<script>alert(1)</script><ul><li>un</li><li>deux</li></ul><p>Merci&nbsp;!</p></body>",
            subtype="html",
        )

        text = read(message.as_bytes()).text

        assert "Bonjour," in text
        assert "* un" in text
        assert "alert" not in text
        assert "color" not in text

    def test_the_plain_text_of_two_versions(self, read):
        assert read(mail("en clair", html="<p>en page</p>")).text == "en clair"
        assert read(mail("  \n", html="<p>en page</p>")).text == "en page"

    def test_flowed_lines_are_put_together(self, read):
        raw = crlf(
            "From: a@b.invalid",
            "Content-Type: text/plain; charset=utf-8; format=flowed",
            "",
            "Le vidéoprojecteur de la salle ",
            "B204 est en panne.",
            "",
            "-- ",
            "Claire",
        )

        assert "salle B204 est en panne." in read(raw).text

    def test_a_boundary_that_never_comes(self, read):
        raw = crlf(
            "From: a@b.invalid",
            'Content-Type: multipart/mixed; boundary="jamais"',
            "",
            "Bonjour, le réseau est coupé.",
        )

        assert "le réseau est coupé" in read(raw).text

    def test_a_multipart_without_end(self, read):
        raw = crlf(
            "From: a@b.invalid",
            'Content-Type: multipart/mixed; boundary="b"',
            "",
            "--b",
            "",
            "Bonjour",
        )

        assert read(raw).text == "Bonjour"


class TestFiles:
    @pytest.mark.parametrize(
        ("disposition", "name"),
        [
            ("filename*=UTF-8''%C3%89cran%20noir.png", "Écran noir.png"),
            ('filename="=?utf-8?Q?=C3=89cran.png?="', "Écran.png"),
            ('filename*0="un"; filename*1="deux.png"', "undeux.png"),
            ("filename*0*=UTF-8''%C3%89; filename*1=cran.png", "Écran.png"),
            ("filename=Écran.png", "Écran.png"),
            ("filename*=nimporte''%E9cran.png", "écran.png"),
        ],
    )
    def test_names(self, read, disposition, name):
        raw = crlf(
            "From: a@b.invalid",
            'Content-Type: multipart/mixed; boundary="b"',
            "",
            "--b",
            "",
            "Bonjour",
            "--b",
            "Content-Type: image/png",
            f"Content-Disposition: attachment; {disposition}",
            "Content-Transfer-Encoding: base64",
            "",
            base64.b64encode(b"\x89PNG").decode(),
            "--b--",
        )

        files = read(raw).files

        assert [file.data for file in files] == [b"\x89PNG"]
        assert files[0].name.casefold() == name.casefold()

    def test_an_image_in_the_text(self, read):
        raw = crlf(
            "From: a@b.invalid",
            'Content-Type: multipart/related; boundary="b"',
            "",
            "--b",
            "Content-Type: text/html",
            "",
            '<p>Voici <img src="cid:image1"></p>',
            "--b",
            "Content-Type: image/png",
            "Content-ID: <image1>",
            "",
            "x",
            "--b--",
        )

        told = read(raw)

        assert told.text == "Voici"
        assert (told.files[0].content_id, told.files[0].is_inline) == ("image1", True)

    def test_a_forwarded_message_is_a_file(self, read):
        inner = EmailMessage()
        inner["Subject"] = "Écran noir"
        inner.set_content("Le premier message")
        outer = EmailMessage()
        outer["From"] = "a@b.invalid"
        outer.set_content("Voir ci-joint")
        outer.add_attachment(inner)

        told = read(outer.as_bytes())

        assert told.text == "Voir ci-joint"
        assert told.files[0].name == "Écran noir.eml"
        assert b"Le premier message" in told.files[0].data

    def test_a_calendar_invitation_is_a_file(self, read):
        raw = crlf("From: a@b.invalid", "Content-Type: text/calendar", "", "BEGIN:VCALENDAR")

        assert read(raw).files[0].name == "invitation.ics"


HEAD = b"From: a@b.invalid\r\nSubject: essai\r\nMessage-ID: <x@y.invalid>\r\n"
MIXED = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'


TNEF = b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
RENDERING = b"\x02\x02\x90\x06\0\0\0\0\0\0\0"
WRONG = b"Content-Type: multipart/mixed; boundary=z\r\n\r\n" + b"".join(
    b"--a%d\r\nContent-Type: multipart/mixed; boundary=z%d\r\n\r\n" % (level, level)
    for level in range(300)
)


def _nested(depth: int) -> bytes:
    raw = HEAD
    for level in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return raw + b"\r\nx\r\n"


class TestHostile:
    @pytest.mark.parametrize(
        ("raw", "problem"),
        [
            (MIXED + b"--b\r\n\r\nx\r\n" * 100_000 + b"--b--\r\n", "too_many_parts"),
            (_nested(5_000), "too_many_parts"),
            (_nested(300), "too_deep"),
            (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000 + b"x", "too_many_parts"),
            (b"From: a@b.invalid\r\nSubject: " + b"x" * 1_000_000 + b"\r\n\r\nx", ""),
            (HEAD + b"Content-Type: text/plain; " + b'a="b;' * 20_000 + b"\r\n\r\nx", ""),
            (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000, ""),
            (HEAD + b"\r\n" + b"Le 12 mai 2026 a\n" * 40_000, ""),
            (HEAD + b"\r\n" + b"> " * 20_000 + b"\r\nDe : x\n" * 20_000, ""),
            (HEAD + b"\r\n" + b"On " * 16_000, ""),
            (HEAD + b"To: " + b",\r\n ".join([b"zoe@ecole.invalid"] * 10_000) + b"\r\n\r\nx", ""),
            (HEAD + b"yyyy\r\n" * 200_000 + b"\r\nx", ""),
            (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote type=cite>a" * 50_000, ""),
            (HEAD + b"\r\n" + b"begin 644 a\r\n#86)C\r\nend\r\n" * 50_000, ""),
            (HEAD + TNEF + base64.encodebytes(b"\x78\x9f\x3e\x22\0\0" + RENDERING * 500_000), ""),
            (HEAD + WRONG, "too_deep"),
            (b"\x00" * 100_000, ""),
            (b"\xff\xfe" * 1_000, ""),
            (b"", ""),
        ],
        ids=[
            "100000 parts", "depth 5000", "depth 300", "nested messages", "1 MB subject",
            "parameters", "divs", "attributions", "quotes", "heads of quotes", "recipients",
            "broken head", "quotes in quotes", "uuencode", "tnef", "wrong boundaries", "nul",
            "bytes", "empty",
        ],
    )  # fmt: skip
    def test_is_read_or_held_within_seconds(self, read, raw, problem):
        started = time.process_time()

        told = read(raw)

        assert told.problem == problem
        assert time.process_time() - started < 5

    def test_fifty_megabytes_keep_their_file(self, read):
        data = bytes(range(256)) * 4096 * 36
        raw = MIXED + b"--b\r\n\r\nBonjour\r\n--b\r\nContent-Type: application/pdf\r\n"
        raw += (
            b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a\r\n"
        )
        raw += b"\r\n" + base64.encodebytes(data) + b"--b--\r\n"

        told = read(raw)

        assert (told.problem, told.text) == ("", "Bonjour")
        assert told.files[0].data == data

    def test_a_child_that_takes_too_long_holds_the_letter(self, read, monkeypatch):
        raw = HEAD + b"\r\n" + b"Bonjour\r\n" * 800_000

        with monkeypatch.context() as patch:
            patch.setattr(reader, "SECONDS", 0.01)
            slow = read(raw)
        assert (slow.problem, slow.subject) == ("too_slow", "essai")

    def test_a_quote_that_is_hard_to_tell_apart_does_not_stop_the_worker(self, read):
        started = time.process_time()

        told = read(HEAD + b"\r\n" + b"On " * 16_000 + b"\r\n> x\r\n")

        assert told.problem == ""
        assert time.process_time() - started < 2

    def test_what_breaks_the_reader_is_held_as_unreadable(self, read, monkeypatch):
        def broken(*_args, **_options):
            raise AssertionError

        monkeypatch.setattr(reader, "read_here", broken)

        assert read(HEAD + b"\r\nBonjour").problem == "unreadable"


def test_a_fingerprint_ignores_the_road():
    first = reading.read_headers(b"Received: x\r\n" + HEAD + b"\r\nBonjour \r\nClaire\r\n")
    second = reading.read_headers(HEAD.replace(b"\r\n", b"\n") + b"\nBonjour\nClaire\n\n")
    other = reading.read_headers(HEAD + b"\r\nBonsoir\r\n")

    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != other.fingerprint
