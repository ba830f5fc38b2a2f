"""A letter of ours as its reader gets it: one French template gives its subject, HTML and text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

_NBSP = "\u00a0"
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_BODY = re.compile(r"<body.*?>(.*)</body>", re.DOTALL)
#: French sets a no-break space before these signs and inside « »; templates have plain ones.
_BEFORE = re.compile(r" (?=[:;?!»%€])")
_AFTER = re.compile(r"(?<=«) ")
_BLANKS = re.compile(r"\n{3,}")
_LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_PLAIN = ParserConfig(css=CSS_PROFILES["strict"].copy())


@dataclass(frozen=True, slots=True)
class Written:
    """The three faces of a letter."""

    subject: str
    html: str
    text: str


def write(template: str, context: Mapping[str, Any]) -> Written:
    """Render "<template>.html" (blocks `subject` and `body`) for its reader, in French."""
    with translation.override("fr"):
        page: str = render_to_string(
            f"{template}.html", {"site_url": settings.PREAU_URL, **context}
        )
    page = _AFTER.sub(_NBSP, _BEFORE.sub(_NBSP, page))
    title, body = _TITLE.search(page), _BODY.search(page)
    if title is None or body is None:
        raise ValueError(f"{template}.html does not extend mail/letters/base.html.")
    return Written(
        subject=" ".join(html.unescape(title[1]).split())[:500],
        html=page,
        text=_BLANKS.sub("\n\n", _text(body[1])),
    )


def _text(body: str) -> str:
    # Before the text is made of it: there, a link and what somebody typed like one look the same.
    worded = _LINK.sub(_in_words, body)
    lines = get_text(f"<html><body>{worded}</body></html>", _PLAIN).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def _in_words(link: re.Match[str]) -> str:
    """Say where a link leads: "Suivre le ticket (https://…)"."""
    url, words = link[1].removeprefix("mailto:"), link[2].strip()
    return url if words == url else f"{words} ({url})"
