"""Load on a server for the long tests: clients in threads, what they measured, and what the server holds."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from made_prose import paragraphs
from reports import line, write_lines

from index import index_paths


def number(name: str, default: int) -> int:
    """A size that the environment sets: ZHENGSOU_TORTURE_ and `name`."""
    return int(os.environ.get(f"ZHENGSOU_TORTURE_{name}", default))


def index_for_load(folder: Path) -> Path:
    """The index that ZHENGSOU_TORTURE_INDEX names, or one of made prose, of ZHENGSOU_TORTURE_PARAGRAPHS."""
    if given := os.environ.get("ZHENGSOU_TORTURE_INDEX"):
        return Path(given)
    texts = paragraphs(15, number("PARAGRAPHS", 40_000))
    reports = [
        line(
            f"r{start}",
            texts[start : start + 200],
            body=f"{'甲乙丙丁'[start // 200 % 4]}市政协",
            year=2000 + start // 200 % 25,
        )
        for start in range(0, len(texts), 200)
    ]
    index_paths([write_lines(folder / "load.jsonl", *reports)], folder / "index")
    return folder / "index"


@dataclass
class Measured:
    """What the clients of one kind saw: seconds to the first byte and to the last, statuses, and what went wrong."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    size: int = 0

    def share(self, part: float, of: list[float] | None = None) -> float:
        """The time within which that part of the answers came."""
        times = sorted(self.whole if of is None else of)
        return times[min(len(times) - 1, int(part * len(times)))]

    def get(self, connection: HTTPConnection, address: str) -> int:
        """Ask, measure, and read to the end."""
        began = time.monotonic()
        connection.request("GET", address)
        answer = connection.getresponse()
        size = len(answer.read(1))
        self.first.append(time.monotonic() - began)
        while part := answer.read(1 << 16):
            size += len(part)
        self.whole.append(time.monotonic() - began)
        self.statuses[answer.status] += 1
        self.size += size
        return answer.status


Client = Callable[[Measured, HTTPConnection, int], None]
"""One round of a client: where to measure, its connection, and the round's number."""


@contextmanager
def clients(port: int, count: int, client: Client) -> Iterator[Measured]:
    """So many threads that do rounds over and over until the end; each has a connection, renewed when it is closed."""
    measured, stop = Measured(), threading.Event()

    def run(own: int) -> None:
        turn = own
        while not stop.is_set():
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                while not stop.is_set():
                    turn += count
                    client(measured, connection, turn)
            except (OSError, HTTPException) as fault:
                measured.faults.append(f"{type(fault).__name__}: {fault}")
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(own,), daemon=True) for own in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield measured
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


def resident(pid: int) -> int:
    """Bytes of memory that a process has to itself, without mapped files (Linux)."""
    found = dict(each.split(":", 1) for each in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(found["RssAnon"].split()[0]) << 10


def descriptors(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
