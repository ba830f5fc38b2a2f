"""French is set as French is: no plain space before high punctuation, no typewriter apostrophe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent.parent / "src" / "preau"
CATALOGUES = sorted(PACKAGE.glob("*/locale/fr/LC_MESSAGES/django.po"))
TEMPLATES = sorted(
    path for ending in ("html", "txt") for path in PACKAGE.glob(f"*/templates/**/*.{ending}")
)
#: A space that a line may break at, and what stands beside it.
PLAIN_SPACE = re.compile(r"(?<=\S) [:;?!»](?![\w/=])|« ")
TYPEWRITER = re.compile(r"(?<=[^\W\d])'(?=[^\W\d])")
PLACEHOLDER = re.compile(r"%\([^)]*\)[sd]|\{[a-z_]*\}|https?://\S+|<[^<>]*>")
COMMENT = re.compile(r"\{% comment.*?endcomment %\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"<(script|style)\b.*?</\1>|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
MARKUP = re.compile(r"\{%.*?%\}|<[^<>]*>", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def _faults(
    text: str, rules: tuple[re.Pattern[str], ...] = (PLAIN_SPACE, TYPEWRITER)
) -> Iterator[str]:
    for rule in rules:
        for found in rule.finditer(text):
            yield text[max(found.start() - 30, 0) : found.end() + 20].strip()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_catalogues(path: Path) -> None:
    with path.open("rb") as lines:
        messages = [message for message in read_po(lines, locale="fr") if message.id]
    wrong = []
    for message in messages:
        strings = [message.string] if isinstance(message.string, str) else message.string
        for string in strings:
            wrong += _faults(PLACEHOLDER.sub("0", string))

    assert messages
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates(path: Path) -> None:
    text = CODE.sub("", COMMENT.sub("", path.read_text()))
    # A value is a word; tags leave what they stand between side by side.
    words = MARKUP.sub("", VALUE.sub("0", text))

    # The spaces of letters are set as they are written (mail.writing).
    rules = (TYPEWRITER,) if "letters" in path.parts else (PLAIN_SPACE, TYPEWRITER)
    assert not (wrong := list(_faults(words, rules))), "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Pourquoi ?", True),
        ("« oui »", True),
        ("aujourd'hui", True),
        ("Pourquoi\u00a0? «\u00a0oui\u00a0», aujourd’hui ; à 10:30", True),
        ("Pourquoi\u00a0? «\u202foui\u202f», aujourd’hui\u202f; à 10:30", False),
    ],
)
def test_the_rules_tell_right_from_wrong(text: str, is_wrong: bool) -> None:
    assert bool(list(_faults(text))) == is_wrong
