"""A hundred thousand random requests to a running server: no fault, none is slow, and the server stays as it was."""

import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from load import Measured, clients, descriptors, index_for_load, number, resident
from random_requests import Asked, requests
from web_process import Running, serving

from search import open_searcher
from web.app import create_app

COUNT = number("REQUESTS", 100_000)
SEED = number("SEED", 15)
CLIENTS = 4
LONGEST = number("LONGEST_MS", 2_000) / 1_000
MOST_MEMORY = 1 << 30
MAY_BE_BUSY = {429, 503}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return index_for_load(tmp_path_factory.mktemp("requests"))


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[Running]:
    with serving(index) as server:
        yield server


def test_random_requests(index: Path, server: Running) -> None:
    with open_searcher(index) as searcher:
        reports = [each.id for each in searcher.reports()][:3]
    wanted = requests(create_app(index), reports, COUNT, SEED)
    taking = threading.Lock()
    slow: list[tuple[float, Asked]] = []
    wrong: list[tuple[int, Asked]] = []
    left = threading.Event()

    def ask(measured: Measured, connection: HTTPConnection, _: int) -> None:
        with taking:
            asked = next(wanted, None)
        if asked is None:
            left.set()
            time.sleep(0.1)
            return
        status, first = send(measured, connection, asked)
        # A file is made while it is received, for ten seconds at most.
        if first > LONGEST:
            slow.append((round(first, 2), asked))
        if status >= 500 and status not in MAY_BE_BUSY:
            wrong.append((status, asked))

    worker = server.workers()
    for _ in range(3):
        server.get("/?q=提案")
    before = most = resident(worker[0])
    open_before = descriptors(worker[0])
    with clients(server.port, CLIENTS, ask) as measured:
        while not left.wait(1):
            most = max(most, resident(worker[0]))
    print(f"\n{sum(measured.statuses.values())} requests: {sorted(measured.statuses.items())}")
    first = [measured.share(part, measured.first) for part in (0.5, 0.99, 1)]
    print(f"first byte: p50 {first[0]:.3f} p99 {first[1]:.3f} max {first[2]:.2f}; last: max {measured.share(1):.2f}")
    print(f"memory {before >> 20} to {most >> 20} MiB; slow {len(slow)}: {slow[:10]}; faults {measured.faults[:5]}")
    assert not wrong
    assert not slow
    assert most - before < MOST_MEMORY
    assert descriptors(worker[0]) <= open_before + 5
    assert server.workers() == worker
    server.get("/?q=提案")


def send(measured: Measured, connection: HTTPConnection, asked: Asked) -> tuple[int, float]:
    """The answer's status, and the seconds until it began; a connection that ends after a refusal is opened anew."""
    began = time.monotonic()
    connection.request(asked.method, asked.address, asked.body or None, dict(asked.headers))
    answer = connection.getresponse()
    first = time.monotonic() - began
    measured.first.append(first)
    answer.read()
    if answer.will_close:
        connection.close()
    measured.whole.append(time.monotonic() - began)
    measured.statuses[answer.status] += 1
    return answer.status, first
