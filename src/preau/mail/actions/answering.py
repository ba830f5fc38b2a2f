"""The answers that mail itself gives: refused, and why; for which lycée, please."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.mail.actions.posting import post
from preau.mail.addresses import school_address
from preau.schools.queries import correspondent_of, head_of

if TYPE_CHECKING:
    from preau.mail.rules import Case


def answer(template: str, case: Case) -> None:
    """Answer a known sender at the registered address; a stranger gets none."""
    if not template or case.sender is None:
        return
    school, letter = case.school, case.letter
    asks = template.endswith("which_school")
    post(
        case.sender,
        template,
        {
            "person": case.sender,
            "letter": letter,
            "school": school,
            "correspondent": correspondent_of(school, case.at) if school else None,
            "head": head_of(school, case.at) if school else None,
            "places": [(place, school_address(place.uai)) for place in case.schools],
        },
        # An answer to the question joins the letter that it is about.
        thread=f"letter:{letter.pk}" if asks else "",
        key=f"{template}:{letter.pk}",
        at=case.at,
        school=school,
        in_reply_to=letter,
    )
