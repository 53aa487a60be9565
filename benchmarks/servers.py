"""Our own server against gunicorn's threads, the same pages in turn: `python -m benchmarks.servers --index DIR`.

Rounds alternate, so that both meet the same load of the machine; only the ratio is to be compared between machines.
Memory is that of all processes together (PSS, which counts shared pages once).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.http import PATHS, address, load
from benchmarks.queries import draw, indexed_passages
from benchmarks.timing import percentile
from search import open_searcher

THREADS: Final = 4
PROGRAM: Final = (sys.executable, "-c", "from web.cli import main; main()", "serve", "--port", "0")
GUNICORN: Final = (sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--worker-class", "gthread", "--preload")
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:([0-9]+)")


@contextmanager
def started(server: str, index: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Port and process identifier of a server on the index."""
    own = [*PROGRAM, "--index", str(index), "--workers", str(workers)]
    theirs = [*GUNICORN, "--workers", str(workers), "--threads", str(THREADS), "--keep-alive", "60", "web.wsgi:app"]
    environment = os.environ | {"ZHENGSOU_INDEX": str(index)}
    command, stream = (own, "stdout") if server == "zhengsou" else (theirs, "stderr")
    piped = {stream: subprocess.PIPE, ({"stdout", "stderr"} - {stream}).pop(): subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, env=environment, **piped) as process:  # type: ignore[call-overload]
        try:
            found = next(filter(None, map(_ADDRESS.search, getattr(process, stream))))
            yield int(found[1]), process.pid
        finally:
            process.terminate()


def memory(parent: int) -> float:
    """Proportional set size of a process and its children, in MiB (Linux)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    sizes = 0
    for pid in (str(parent), *children):
        found = re.search(r"^Pss: +([0-9]+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        sizes += int(found[1]) if found else 0
    return sizes / 1024


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=8)
    arguments = parser.parse_args()
    with open_searcher(arguments.index) as searcher:
        queries = draw(indexed_passages(searcher))
    print("| server | answer | answers/s, median (all) | p50, ms | p99, ms | memory, MiB |")
    print("|---|---|---|---|---|---|")
    for name, path in PATHS.items():
        addresses = [address(path, query) for query in queries]
        rates: dict[str, list[float]] = {"zhengsou": [], "gunicorn": []}
        times: dict[str, list[float]] = {"zhengsou": [], "gunicorn": []}
        sizes = dict.fromkeys(rates, 0.0)
        for number in range(arguments.rounds):
            for server in sorted(rates, reverse=number % 2 == 0):
                with started(server, arguments.index, arguments.workers) as (port, pid):
                    took, measured = asyncio.run(load(port, addresses, arguments.seconds))
                    sizes[server] = max(sizes[server], memory(pid))
                rates[server].append(len(measured) / took)
                times[server] += measured
        for server, found in rates.items():
            every = ", ".join(f"{each:.0f}" for each in sorted(found))
            quantiles = " | ".join(f"{percentile(times[server], part) * 1000:.1f}" for part in (50, 99))
            middle = statistics.median(found)
            print(f"| {server} | {name} | {middle:.0f} ({every}) | {quantiles} | {sizes[server]:.0f} |")
        ratios = [ours / theirs for ours, theirs in zip(rates["zhengsou"], rates["gunicorn"], strict=True)]
        print(f"| ratio | {name} | {statistics.median(ratios):.2f} | | | |", flush=True)


if __name__ == "__main__":
    main()
