"""The table that people read, and what is known of the machine."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def machine(root: Path) -> dict[str, Any]:
    """The machine, how busy it is before the measure, and the code that is measured."""
    model = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
    }


def markdown(results: list[dict[str, Any]]) -> str:
    """All results, as one page."""
    return "\n".join(_database(result) for result in results)


def _database(result: dict[str, Any]) -> str:
    work = result["work"]
    lines = [
        f"### {result['database']}, {result['seed']['tickets']} tickets",
        "",
        f"{result['at'][:16].replace('T', ' ')} UTC, commit {result['commit']}, "
        f"{result['cores']} cores ({result['processor']}), load before the measure "
        f"{result['load_before']}, Python {result['python']}.",
        "",
        "| work | median ms | p95 ms | CPU ms web + database | least CPU ms | SQL | kB | r/s at 1 "
        "| r/s at 4 | the bare page then: CPU ms, r/s at 1, at 4 | × its CPU | × its least CPU |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, row in work.items():
        bare = row["limit"]
        cells = [
            name,
            row["median_ms"],
            row["p95_ms"],
            f"{row['web_cpu_ms']:.1f} + {row['database_cpu_ms']:.1f}",
            row["least"],
            row["sql"],
            row["kb"],
            row["rate_1"],
            row["rate_4"],
            f"{_cpu(bare):.1f}, {bare['rate_1']}, {bare['rate_4']}",
            f"{_cpu(row) / _cpu(bare):.1f}",
            f"{row['least'] / result['bare_least']:.1f}",
        ]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += ["", f"The bare page takes {result['bare_least']:.1f} CPU ms at least."]
    create, insert = work["d create"], result["insert"]["rate"]
    mail, drain, search = result["mail"], result["drain"], result["search"]
    pace = mail["letters"] / mail["seconds"]
    each = mail["cpu"] / mail["letters"] * 1000
    lines += [
        "",
        f"- (c) tickets with the rare word: {search['expected']}, found {search['found']}; "
        f"the text index alone, of {search['rows']} rows: {search['rare_ms']:.1f} ms for the "
        f"rare word, {search['frequent_ms']:.1f} ms for the frequent one.",
        f"- (d) raw inserts of a ticket and a message: {insert:.0f}/s; created by the form: "
        f"1/{insert / max(create['rate_1'], 0.1):.0f} of that at one connection, "
        f"1/{insert / max(create['rate_4'], 0.1):.0f} at four.",
        f"- (d) the worker, apart: {drain['done']} deliveries in {drain['seconds']:.1f} s "
        f"({drain['done'] / max(drain['seconds'], 0.01):.0f}/s), {drain['failed']} failed.",
        f"- (e) letters to tickets: {pace:.0f}/s in one process ({mail['tickets']} tickets, "
        f"{mail['files']} files of {mail['letters']} letters; "
        f"{each:.1f} CPU ms each; {mail['megabytes']:.0f} MB); "
        f"the parser alone {mail['parser']:.0f}/s: "
        f"1/{mail['parser'] / pace:.1f}.",
        f"- (f) memory of the web processes after the measure: {result['megabytes']} MB.",
        "",
    ]
    return "\n".join(lines)


def _cpu(row: dict[str, float]) -> float:
    return row["web_cpu_ms"] + row["database_cpu_ms"]


def write(path: Path, page: str) -> None:
    """Put the table between its marks."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    path.write_text(f"{before}{_BEGIN}\n{page}{_END}{after}", encoding="utf-8")
