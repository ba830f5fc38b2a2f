"""The worker's part: to write a long list into its file, and to stop where it should."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, QueryDict

from preau.core.verdicts import Refused
from preau.exports import actions
from preau.exports.queries import reader_now
from preau.exports.states import Reason
from preau.files import store
from preau.ui.exports import EXPORTS, Asked
from preau.ui.exports.running import Ended, Run
from preau.ui.exports.workbook import MOST_LINES, About, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from preau.exports.models import Taken


class _GivenUp(Exception):
    """Nobody wants the file any more."""


def write_file(pk: int, *, clock: Callable[[], datetime]) -> None:
    """Write the file of a list that somebody asked for; it may be begun again, and ends once."""
    taken = actions.begin(pk, at=clock())
    if taken is None:
        return
    try:
        _write(taken, clock)
    except Exception:
        # It is begun again; after the last time, nobody should wait for it any longer.
        if taken.attempts >= actions.ATTEMPTS:
            actions.fail(taken, Reason.FAULT, at=clock())
        raise


def _write(taken: Taken, clock: Callable[[], datetime]) -> None:
    try:
        run = _run(taken, clock)
    except (Ended, Http404, Refused):
        actions.fail(taken, Reason.RIGHT_ENDED, at=clock())
        return
    if run.total >= MOST_LINES:
        actions.fail(taken, Reason.TOO_LONG, at=clock())
        return

    def advance() -> None:
        if not actions.advance(taken, at=clock(), done=run.done, total=run.total):
            raise _GivenUp

    with tempfile.TemporaryFile() as target:
        about = About(who=taken.person.name, at=taken.asked_at, mark=str(taken.request_key))
        try:
            write(run, target, about, advance=advance)
        except _GivenUp:
            return
        except Ended:
            actions.fail(taken, Reason.RIGHT_ENDED, at=clock())
            return
        sha256, size = store.put_file(target, shelf=actions.SHELF)
    kept = actions.finish(taken, at=clock(), done=run.done, sha256=sha256, size=size)
    if kept.sha256 != sha256:
        # Another worker had taken it over: the file is theirs.
        store.remove(sha256, shelf=actions.SHELF)


def _run(taken: Taken, clock: Callable[[], datetime]) -> Run:
    again = partial(reader_now, taken.person_id, taken.mandates, taken.worn, clock=clock)
    export = EXPORTS.get(taken.listed)
    if export is None:
        raise Http404
    return Run(export, Asked(again(), QueryDict(taken.query), taken.of), again)
