"""Whatever bytes arrive, they are read or held, soon; and no word of a person's goes missing."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.mail.reading import Reading
from preau.mail.replies import own_part
from tests.mail.corpus.replies import MARKED, UNMARKED, marked
from tests.mail.test_corpus import CASES, read

pytestmark = pytest.mark.requirement("INC-16")

PROBLEMS = {"", "too_deep", "too_many_parts"}
WORDS = st.text("abcdefghijklmnopqrstuvwxyzéèàç ,.'!?", min_size=1).filter(str.strip)
PIECES = st.sampled_from(
    [
        b"From: a@b.invalid\r\n", b"Subject: =?utf-8?Q?", b"=?", b"?=", b"\r\n", b"\r\n\r\n",
        b"\n\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n", b"--x\r\n", b"--x--", b"--",
        b"Content-Type: message/rfc822\r\n", b"Content-Type: text/html; charset=utf-7\r\n",
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
        b"Content-Type: application/ms-tnef\r\n", b"\x78\x9f\x3e\x22", b"begin 644 a\n", b"\nend\n",
        b"Content-Type: application/pkcs7-mime\r\n",
        b"Content-Disposition: attachment; filename*0*=",
        b"<blockquote type=cite>", b"Le 5 oct. 2026 a 12:00, ", b"a \xc3\xa9crit :\n", b"> ",
        b"De : ",
        b"Date: ", b"; format=flowed; delsp=yes", b"''%C3", b"\x00", b"\xff", b"\xed\xa0\x80",
        b"\r",
    ]
)  # fmt: skip


def read_soon(raw: bytes) -> Reading:
    started = time.process_time()
    found = read(raw)
    assert time.process_time() - started < 2, raw[:2_000]
    assert found.problem in PROBLEMS
    for text in (found.subject, found.text, found.reply, found.message_id):
        assert "\x00" not in text
        text.encode()
    return found


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_held(raw: bytes) -> None:
    read_soon(raw)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40).map(b"".join))
def test_any_heap_of_mail_is_read_or_held(raw: bytes) -> None:
    read_soon(raw)


@pytest.mark.parametrize("seed", range(12))
def test_spoiled_messages_are_read_or_held(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same faults each time.
    for case in dice.sample(CASES, 60):
        read_soon(spoiled(case.raw, dice))


def spoiled(raw: bytes, dice: random.Random) -> bytes:
    """A message as faulty carriers leave it: lines cut, doubled, swapped, bytes flipped."""
    for _fault in range(dice.randrange(1, 6)):
        lines = raw.split(b"\n")
        place, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(7):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[other])
            case 2:
                lines[place], lines[other] = lines[other], lines[place]
            case 3:
                lines[place] = lines[place][: dice.randrange(len(lines[place]) + 1)]
            case 4:
                del lines[place:]
            case 5:
                lines[place] = lines[place].replace(b"limite", b"autre")
            case _:
                line = bytearray(lines[place] or b" ")
                line[dice.randrange(len(line))] = dice.randrange(256)
                lines[place] = bytes(line)
        raw = b"\n".join(lines) or b"\n"
    return raw


@given(st.lists(st.sampled_from(["> a", "a", "", "-- ", "Le 5/10/2026 à 12:00, X a écrit :",
"De : X",
                                 "Envoyé : lundi 5 octobre 2026 12:00", "Objet : x", "_" * 30,
                                 "Envoyé de mon iPhone", ">> b", "Bonjour"]),
                                 max_size=14))  # fmt: skip
def test_an_uncertain_cut_shows_all_and_a_certain_one_adds_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)

    reply, is_certain = own_part(text)

    if not is_certain:
        assert reply == text
    assert {line.strip() for line in reply.split("\n")} <= {x.strip() for x in [*lines, ""]}
    assert reply or not text.strip()


@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from([*MARKED, *UNMARKED]))
def test_what_stands_above_a_quote_is_all_shown(lines: list[str], program: str) -> None:
    own = "\n".join(line.strip() for line in lines)
    quote = UNMARKED.get(program) or MARKED[program] + marked("Bonjour\nQuelle salle ?")

    reply, _is_certain = own_part(f"{own}\n\n{quote}")

    assert own in reply


@pytest.mark.parametrize(
    "line",
    [
        "> ", "De : x", "Le 5 oct. 2026 à 12:00,", "Envoyé de mon iPhone", "-- ", "_" * 30,
        ">" * 400,
        "Ce message est confidentiel.", "a écrit :", "----- Message d'origine", "x" * 1_000,
        " " * 500,
        "Objet : x\n\n", "Si vous recevez ce message par erreur\n\n", "begin 644 a",
    ],
)  # fmt: skip
def test_a_text_that_repeats_itself_does_not_stop_the_worker(line: str) -> None:
    text = f"{line}\n" * (600_000 // (len(line) + 1))
    started = time.process_time()

    own_part(text)

    assert time.process_time() - started < 5
