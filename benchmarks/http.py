"""Pages a second over HTTP, the mixed queries asked by keep-alive clients: `python -m benchmarks.http --index DIR`.

The server is `zhengsou serve` in its own processes; the clients are this one process, so that both share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final
from urllib.parse import urlencode

from benchmarks.cold_start import COMMAND
from benchmarks.queries import Query, draw, indexed_passages
from benchmarks.timing import percentile
from search import open_searcher

CLIENTS: Final = 16
PATHS: Final = {"HTML page": "/", "JSON": "/api/search"}

_ADDRESS = re.compile(r"http://127\.0\.0\.1:([0-9]+)/")
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)


def address(path: str, query: Query) -> str:
    """The query's path with its parameters, as the page's own form would send it."""
    pairs = {"q": query.text, "body": query.body, "kind": query.kind}
    if query.years:
        pairs["year"] = "..".join(map(str, query.years))
    return f"{path}?{urlencode({name: value for name, value in pairs.items() if value})}"


@contextmanager
def served(index: Path | str, workers: int) -> Iterator[int]:
    """A server on the index, as its port; it is stopped at the end."""
    command = [COMMAND, "serve", "--index", str(index), "--port", "0"]
    command += ["--workers", str(workers)] if workers > 1 else []
    with (
        TemporaryFile("w+") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as server,
    ):
        try:
            assert server.stdout
            told = _ADDRESS.search(server.stdout.readline())
            if told is None:
                complaints.seek(0)
                raise RuntimeError(f"the server did not start: {complaints.read()}")
            yield int(told[1])
        finally:
            server.terminate()


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, address: str) -> int:
        """The length of the answer's body; raises RuntimeError for any answer but 200."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200 ") or length is None:
            raise RuntimeError(f"{address}: {head.decode('latin-1').splitlines()[0]}")
        return len(await reader.readexactly(int(length[1])))

    def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            self._streams[1].close()


async def load(port: int, addresses: list[str], seconds: float) -> tuple[float, list[float]]:
    """Total seconds of all clients, one address after the other, and each answer's seconds.

    They begin after every address was asked once.
    """
    clients = [Client(port) for _ in range(CLIENTS)]
    warming, asked, times = iter(addresses), cycle(addresses), []

    async def warm(client: Client) -> None:
        for each in warming:
            await client.get(each)

    async def ask(client: Client, end: float) -> None:
        while (started := time.perf_counter()) < end:
            await client.get(next(asked))
            times.append(time.perf_counter() - started)

    await asyncio.gather(*map(warm, clients))
    begun = time.perf_counter()
    await asyncio.gather(*(ask(client, begun + seconds) for client in clients))
    took = time.perf_counter() - begun
    for client in clients:
        client.close()
    return took, times


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=15, help="how long the clients ask for each kind of answer")
    arguments = parser.parse_args()
    with open_searcher(arguments.index) as searcher:
        queries = draw(indexed_passages(searcher))
    print(f"| {CLIENTS} clients, {arguments.workers} workers | answers/s | p50, ms | p99, ms | slowest, ms |")
    print("|---|---|---|---|---|")
    with served(arguments.index, arguments.workers) as port:
        for name, path in PATHS.items():
            took, times = asyncio.run(load(port, [address(path, query) for query in queries], arguments.seconds))
            figures = [percentile(times, 50) * 1000, percentile(times, 99) * 1000, max(times) * 1000]
            print(f"| {name} | {len(times) / took:.0f} | {' | '.join(f'{each:.1f}' for each in figures)} |", flush=True)


if __name__ == "__main__":
    main()
