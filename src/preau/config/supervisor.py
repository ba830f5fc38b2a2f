"""A small supervisor: children start again when they fall, and end together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from preau.config.french import translate as _
from preau.config.kin import end_with_parent

#: How long a child may take to finish what it has in hand.
GRACE_SECONDS = 20
#: A child that fell waits 1, 2, 4 … 30 seconds; one that stood for a minute starts at 1 again.
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60


@dataclass
class Child:
    """One process to keep running."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    wait: float = 1.0
    started: float = field(default=0.0)
    starts_at: float = 0.0

    def start(self) -> None:
        """Start it in a group of its own: Ctrl-C reaches the supervisor only."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.words, process_group=0, preexec_fn=end_with_parent
        )

    def look(self) -> None:
        """Plan a new start where it fell."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.starts_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        if now - self.started > STEADY_SECONDS:
            self.wait = 1.0
        say(
            _("%(name)s ended with status %(status)s; it starts again in %(wait).0f s")
            % {"name": self.name, "status": status, "wait": self.wait}
        )
        self.process = None
        self.starts_at = now + self.wait
        self.wait = min(self.wait * 2, LONGEST_WAIT)


class Supervisor:
    """Keeps children running until SIGTERM, SIGINT or SIGHUP."""

    def __init__(self, children: Mapping[str, Sequence[str]]) -> None:
        self.children = [Child(name, words) for name, words in children.items()]
        self.is_stopping = False

    def first(self, words: Sequence[str]) -> int:
        """Do something to its end before the children start, and give its status."""
        return subprocess.run(words, check=False).returncode  # noqa: S603

    def run(self) -> int:
        """Start the children, and stay until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        while not self.is_stopping:
            for child in self.children:
                child.look()
            time.sleep(0.2)
        return self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _end(self) -> int:
        """Ask each child to finish, and kill after the grace what did not."""
        running = [child for child in self.children if child.process]
        for child in running:
            if child.process:
                child.process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for child in running:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(
                    _("%(name)s did not finish in %(seconds)d s: killed")
                    % {"name": child.name, "seconds": GRACE_SECONDS}
                )
                child.process.kill()
                child.process.wait()
        return 0


def say(line: str) -> None:
    """Write a line for whoever looks on."""
    sys.stderr.write(f"preau: {line}\n")
    sys.stderr.flush()
