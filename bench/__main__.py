"""`python -m bench`: measure, print one table, add one line to the history."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import inside, load, report
from bench.instances import Instance, Server

ROOT = Path(__file__).resolve().parent.parent
HISTORY = ROOT / "var" / "bench.jsonl"
#: As PERFORMANCE has it: a Region in service on PostgreSQL, a small one in the embedded database.
TICKETS = {"sqlite": 20_000, "postgresql": 100_000}

#: Each run ends after so many requests, or so many seconds.
_MOST, _SECONDS = 300, 12.0
_WARM = 80
_BOUNDARY = "bench0123456789"

PAGES = {
    "a list": "list",
    "a list, desk": "desk",
    "b ticket": "page",
    "b ticket, desk": "desk page",
    "c search, rare word": "rare",
    "c search, frequent word": "frequent",
    "c proposals": "proposals",
    "d create": "create",
}


def main(words: list[str]) -> int:
    """Measure on each database that there is."""
    # Whoever stops it stops its servers too, and leaves no folder behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--tickets", type=int, help="so many, rather than the usual number")
    parser.add_argument("--only", choices=list(TICKETS), help="on this database alone")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md too")
    args = parser.parse_args(words)
    url = os.environ.get("DATABASE_URL")
    wanted: dict[str, str | None] = {"sqlite": None}
    if url:
        wanted["postgresql"] = url
    results = []
    for database, address in wanted.items():
        if args.only in (None, database):
            results.append(measure(database, address, args.tickets or TICKETS[database]))
            with HISTORY.open("a", encoding="utf-8") as file:
                file.write(json.dumps(results[-1], ensure_ascii=False) + "\n")
    page = report.markdown(results)
    sys.stdout.write(page)
    if args.write:
        report.write(ROOT / "docs" / "performance.md", page)
    return 0


def measure(database: str, url: str | None, tickets: int) -> dict[str, Any]:
    """All rows on one database."""
    instance = Instance(database, url)
    result: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": database,
        **report.machine(ROOT),
    }
    try:
        say(f"{database}: writing {tickets} tickets …")
        result["seed"] = instance.prepare(tickets)
        looked = instance.step("look")
        pages = looked["pages"]
        result["search"] = looked["search"]
        result["bare_least"] = instance.bare_least(looked["school"])
        server, bare = instance.serve(), instance.serve_bare(looked["school"])
        result["work"] = {}
        for name, page in PAGES.items():
            say(f"{database}: {name} …")
            # The limit is measured anew beside each page: the machine may be less quiet by then.
            limit = _measured(bare, load.Request("/"), most=_MOST // 2)
            request = _posting(server, pages[page]) if page == "create" else _getting(pages[page])
            result["work"][name] = {
                **_measured(server, request),
                "sql": pages[page]["sql"],
                "least": pages[page]["least"],
                "kb": round(pages[page]["octets"] / 1000, 1),
                "limit": limit,
            }
        result["megabytes"] = round(server.megabytes(), 1)
        instance.stop()
        say(f"{database}: what waits for the worker, raw inserts, letters …")
        result["drain"] = instance.step("drain")
        result["insert"] = instance.step("insert", "2000")
        result["mail"] = instance.step("mail")
    finally:
        instance.remove()
    return result


def _measured(server: Server, request: load.Request, *, most: int = _MOST) -> dict[str, float]:
    """Warm up, then over one connection, then over four."""
    load.run(server.port, request, connections=4, most=_WARM, seconds=_SECONDS)
    web, database = server.cpu()
    one = load.run(server.port, request, connections=1, most=most, seconds=_SECONDS)
    web_after, database_after = server.cpu()
    four = load.run(server.port, request, connections=4, most=most, seconds=_SECONDS)
    number = len(one.durations)
    return {
        "median_ms": round(one.at(0.5), 1),
        "p95_ms": round(one.at(0.95), 1),
        "web_cpu_ms": round((web_after - web) / number * 1000, 2),
        "database_cpu_ms": round((database_after - database) / number * 1000, 2),
        "rate_1": round(one.rate, 1),
        "rate_4": round(four.rate, 1),
        "requests": number + len(four.durations),
    }


def _getting(page: dict[str, Any]) -> load.Request:
    return load.Request(page["path"], {"Cookie": page["cookie"]})


def _posting(server: Server, page: dict[str, Any]) -> load.Request:
    """The form as a browser sends it, each time with another key."""
    _, cookies = load.get(server.port, _getting(page))
    token = cookies["csrftoken"]
    headers = {
        "Cookie": f"{page['cookie']}; csrftoken={token}",
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
    }

    def body() -> bytes:
        fields = {**inside.fields(), "csrfmiddlewaretoken": token, "request_key": str(uuid.uuid4())}
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        return ("".join(parts) + f"--{_BOUNDARY}--\r\n").encode()

    return load.Request(page["path"], headers, "POST", body, expected=302)


def say(what: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(what + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
