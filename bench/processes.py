"""What processes cost: seconds of processor and memory, read from /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def tree(root: int) -> list[int]:
    """A process and all its descendants."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (stat := _stat(int(folder.name))):
            parents[int(folder.name)] = int(stat[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def seconds(root: int) -> float:
    """Processor time of a tree of processes, those that ended within it included."""
    ticks = 0
    for pid in tree(root):
        if stat := _stat(pid):
            ticks += sum(int(value) for value in stat[11:15])
    return ticks / _TICK


def megabytes(root: int) -> float:
    """Memory of a tree of processes, what they share counted once (PSS)."""
    total = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def least(work: Callable[[], object], times: int = 60) -> float:
    """Milliseconds of processor that something takes in this thread, at its best of many.

    Whatever else the machine does only adds to it: it can be compared between busy days.
    """
    found = []
    for _ in range(times):
        start = time.thread_time()
        work()
        found.append(time.thread_time() - start)
    return round(min(found) * 1000, 2)


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, … user, system, children's user and system."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []
