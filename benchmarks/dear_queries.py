"""A plain searcher beside clients of a dear query, over HTTP: `python -m benchmarks.dear_queries --index DIR`.

The dear query is the index's most frequent characters joined by OR. One client asks for a plain word, alone and beside
others that ask for the dear query without a pause; the server's memory is looked at before, meanwhile and after.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final
from urllib.parse import quote

from search import open_searcher

PLAIN: Final = "提案"
CHARACTERS: Final = 128
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:([0-9]+)/")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_BETWEEN: Final = 0.05
"""Seconds between two plain searches, and between two looks at the memory."""
_PATIENCE: Final = 300.0
_MIB: Final = 1024


def dear_query(index: Path) -> str:
    """The most frequent characters of the index's words, joined by OR."""
    counts: Counter[str] = Counter()
    with open_searcher(index) as searcher:
        vocabulary = searcher.vocabulary
        for word, count in zip(vocabulary.words, vocabulary.frequencies.tolist(), strict=True):
            counts.update(dict.fromkeys(_HAN.findall(word), count))
    return " OR ".join(char for char, _ in counts.most_common(CHARACTERS))


@contextmanager
def served(index: Path, checkout: Path) -> Iterator[tuple[int, int]]:
    """A server of this checkout on the index, as its port and process id; it is stopped at the end."""
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--index", str(index), "--port", "0"]
    with (
        TemporaryFile("w+") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True, cwd=checkout) as server,
    ):
        try:
            assert server.stdout
            told = _ADDRESS.search(server.stdout.readline())
            if told is None:
                complaints.seek(0)
                raise RuntimeError(f"the server did not start: {complaints.read()}")
            yield int(told[1]), server.pid
        finally:
            server.terminate()


class Asking(threading.Thread):
    """A client that asks for one address until `finish`; `answers` has each status with its seconds."""

    def __init__(self, port: int, address: str, pause: float = 0.0) -> None:
        super().__init__(daemon=True)
        self.answers: list[tuple[int, float]] = []
        self._port = port
        self._address = address
        self._pause = pause
        self._finished = threading.Event()

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        while not self._finished.is_set():
            began = time.perf_counter()
            connection.request("GET", self._address)
            response = connection.getresponse()
            response.read()
            self.answers.append((response.status, time.perf_counter() - began))
            self._finished.wait(self._pause)
        connection.close()

    def finish(self) -> None:
        """Stop after the answer that is awaited."""
        self._finished.set()
        self.join()


class Memory(threading.Thread):
    """Watches the anonymous memory of a process until `finish`; `most` is the peak (MiB)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._pid = pid
        self._finished = threading.Event()

    def now(self) -> float:
        """What it is, without mapped files (MiB)."""
        lines = (line.split() for line in Path(f"/proc/{self._pid}/status").read_text().splitlines())
        return next(int(line[1]) / _MIB for line in lines if line[0] == "RssAnon:")

    def run(self) -> None:
        while not self._finished.wait(_BETWEEN):
            self.most = max(self.most, self.now())

    def finish(self) -> None:
        """Stop watching."""
        self._finished.set()
        self.join()


def round_of(port: int, pid: int, dear: str, clients: int, seconds: float) -> str:
    """One row: the plain search's latency beside these clients, the dear ones' answers, the server's memory."""
    memory = Memory(pid)
    before = memory.now()
    memory.start()
    others = [Asking(port, f"/?q={quote(dear)}", _BETWEEN) for _ in range(clients)]
    plain = Asking(port, f"/?q={quote(PLAIN)}", _BETWEEN)
    for each in (*others, plain):
        each.start()
    time.sleep(seconds)
    plain.finish()
    for other in others:
        other.finish()
    time.sleep(1)
    memory.finish()
    times = sorted(each for _, each in plain.answers)
    right = [each for status, each in plain.answers if status == 200]
    told = Counter(status for other in others for status, _ in other.answers)
    figures = [
        str(clients),
        f"{len(right)} of {len(times)}",
        *(f"{each * 1000:.0f}" for each in (statistics.median(times), times[int(len(times) * 0.99)], times[-1])),
        ", ".join(f"{count} × {status}" for status, count in sorted(told.items())) or "–",
        *(f"{each:.0f}" for each in (before, memory.most, memory.now())),
    ]
    return f"| {' | '.join(figures)} |"


def main() -> None:
    """Print one table for each checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--checkout", type=Path, action="append", help="of the program; by default this one")
    parser.add_argument("--clients", type=int, action="append", help="of the dear query, by default 0, 1, 4 and 16")
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    dear = dear_query(arguments.index)
    for checkout in arguments.checkout or [Path.cwd()]:
        print(f"\n{checkout}\n")
        print("| dear clients | plain answered | median, ms | p99 | slowest | dear | before, MiB | peak | after |")
        print("|---|---|---|---|---|---|---|---|---|")
        with served(arguments.index.resolve(), checkout) as (port, pid):
            for clients in arguments.clients or [0, 1, 4, 16]:
                print(round_of(port, pid, dear, clients, arguments.seconds), flush=True)


if __name__ == "__main__":
    main()
