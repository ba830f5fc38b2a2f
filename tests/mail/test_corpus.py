"""Every message of the corpus, field by field."""

from __future__ import annotations

from io import BytesIO
from itertools import chain

import pytest

from preau.files.names import clean_name
from preau.mail import reading
from preau.mail.machines import machine_reason
from tests.mail.corpus import bodies, envelopes, files, machines, odd_replies, odd_texts, replies
from tests.mail.corpus.case import Case

pytestmark = pytest.mark.requirement("INC-16")

FAMILIES = (envelopes, bodies, files, machines, replies, odd_replies, odd_texts)
CASES = list(chain.from_iterable(family.cases() for family in FAMILIES))


def read(raw: bytes) -> reading.Reading:
    return reading.read(raw, BytesIO(raw), is_guarded=True)


def told(case: Case) -> dict[str, object]:
    """What Préau reads of the fields that a case names, `contains` as what is missing."""
    found = read(case.raw)
    values = {
        "files": {clean_name(file.name): file.data for file in found.files},
        "names": [clean_name(file.name) for file in found.files],
        "machine": machine_reason(found, "", found.senders[0][1] if found.senders else ""),
        "contains": [piece for piece in case.fields.get("contains", []) if piece in found.reply],
    }
    return {name: values[name] if name in values else getattr(found, name) for name in case.fields}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_read_as_it_was_meant(case: Case) -> None:
    assert told(case) == case.fields


def test_the_corpus_is_large_and_each_of_its_messages_has_a_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 300
