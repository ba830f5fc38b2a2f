"""Requests over a few lasting connections, and how long each took."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

#: Each connection is opened anew after so many requests: the kernel chooses the process that
#: takes a connection, and a measure should not hang on one choice.
_RENEWED = 20


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask, and the status that is right."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: Callable[[], bytes] | None = None
    expected: int = 200


@dataclass(slots=True)
class Run:
    """What a run gave."""

    durations: list[float]
    seconds: float
    octets: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.durations) / self.seconds

    def at(self, share: float) -> float:
        """The duration that this share of the requests did not exceed, in milliseconds."""
        ordered = sorted(self.durations)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def run(port: int, request: Request, *, connections: int, most: int, seconds: float) -> Run:
    """Ask `most` times at most, for `seconds` at most, over so many connections at once."""
    numbers = count()
    durations: list[float] = []
    octets: list[int] = []
    wrong: list[str] = []
    began = time.perf_counter()

    def ask() -> None:
        asked, connection = 0, _connect(port)
        while next(numbers) < most and not wrong and time.perf_counter() - began < seconds:
            if asked and asked % _RENEWED == 0:
                connection.close()
                connection = _connect(port)
            asked += 1
            body = request.body() if request.body else None
            start = time.perf_counter()
            connection.request(request.method, request.path, body, request.headers)
            answer = connection.getresponse()
            octets.append(len(answer.read()))
            durations.append(time.perf_counter() - start)
            if answer.status != request.expected:
                wrong.append(f"{request.method} {request.path}: {answer.status}")
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong or not durations:
        raise RuntimeError(wrong[0] if wrong else f"{request.path}: no answer")
    return Run(durations, time.perf_counter() - began, max(octets))


def get(port: int, request: Request) -> tuple[str, dict[str, str]]:
    """One page, and the cookies that it sets."""
    connection = _connect(port)
    connection.request("GET", request.path, headers=request.headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    cookies = dict(
        header.partition(";")[0].split("=", 1)
        for header in answer.headers.get_all("Set-Cookie", [])
    )
    connection.close()
    return text, cookies


def _connect(port: int) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    return connection
