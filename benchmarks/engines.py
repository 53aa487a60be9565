"""Both engines on the same reports: `python -m benchmarks.engines --corpus FILE --cluster ADDRESS`.

At each size both index the same, then answer the same mixed queries in turn: in this process, and one reader's pages
over HTTP from a server of each. Every answer's numbers are compared. The cluster's index is deleted at the end.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.http import address, served
from benchmarks.large import reports, with_paragraphs
from benchmarks.ours import OurSearcher, request
from benchmarks.queries import Query, draw, passages
from benchmarks.timing import percentile, time_pages
from index import index_paths
from index.location import ClusterAddress, LocationLike, locate
from index.opensearch.client import Cluster
from index.store import open_store
from search import Searcher, SearchResult, open_searcher

SIZES: Final = "36000,360000"
ENGINES: Final = ("files", "cluster")


@dataclass(frozen=True, slots=True)
class Measured:
    """An engine at one size: seconds to index, bytes, and the milliseconds of its pages."""

    paragraphs: int
    seconds: float
    size: int
    pages: list[float]
    http: list[float]


def measure(corpus: Path, paragraphs: int, queries: list[Query], cluster: ClusterAddress, rounds: int) -> None:
    """Print the rows of one size."""
    with TemporaryDirectory() as name:
        part = with_paragraphs(corpus, paragraphs, Path(name) / "part.jsonl")
        places: dict[str, LocationLike] = {"files": Path(name) / "index", "cluster": cluster}
        built = {engine: _build(place, part) for engine, place in places.items()}
        searchers = {engine: open_searcher(place) for engine, place in places.items()}
        differing = sum(
            _numbers(searchers["files"], query) != _numbers(searchers["cluster"], query) for query in queries
        )
        pages = time_pages({engine: OurSearcher(each).page for engine, each in searchers.items()}, queries, rounds)
        for each in searchers.values():
            each.close()
        read = _read(places, queries, rounds)
    for engine in ENGINES:
        count, seconds, size = built[engine]
        own = Measured(count, seconds, size, [each.median(engine) for each in pages], read[engine])
        _print(engine, own, differing)
    ratios = [cluster / files for cluster, files in zip(read["cluster"], read["files"], strict=True)]
    print(f"| cluster / files, median of the queries' ratios over HTTP | | | | | | {statistics.median(ratios):.1f} | |")


def _build(place: LocationLike, part: Path) -> tuple[int, float, int]:
    """Index anew; returns paragraphs, seconds and bytes."""
    started = time.perf_counter()
    summary = index_paths([part], place, rebuild=open_store(place).exists())
    seconds = time.perf_counter() - started
    if summary.failed:
        raise ValueError(f"{len(summary.failed)} reports could not be read")
    return summary.paragraphs, seconds, open_store(place).status().bytes


def _numbers(searcher: Searcher, query: Query) -> tuple[object, ...]:
    """Numbers that must be equal on both engines."""
    found: SearchResult = searcher.search(request(query))
    return found.total, found.reports, found.occurrences, found.facets, found.relaxed


def _read(places: Mapping[str, LocationLike], queries: list[Query], rounds: int) -> dict[str, list[float]]:
    """Each query's median milliseconds as an HTML page from a server on each place, asked in turn by one reader."""
    with served(str(places["files"]), 1) as files, served(str(places["cluster"]), 1) as cluster:
        readers = {
            engine: http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for engine, port in zip(ENGINES, (files, cluster), strict=True)
        }
        taken: dict[str, list[list[float]]] = {engine: [[] for _ in queries] for engine in ENGINES}
        for turn in range(rounds + 1):
            for at, query in enumerate(queries):
                for engine in ENGINES if (turn + at) % 2 else reversed(ENGINES):
                    started = time.perf_counter()
                    readers[engine].request("GET", address("/", query))
                    answer = readers[engine].getresponse()
                    answer.read()
                    if answer.status != 200:
                        raise RuntimeError(f"{engine} answered {answer.status}")
                    # The first round warms both up.
                    if turn:
                        taken[engine][at].append((time.perf_counter() - started) * 1000)
        for reader in readers.values():
            reader.close()
    return {engine: [statistics.median(each) for each in times] for engine, times in taken.items()}


def _print(engine: str, own: Measured, differing: int) -> None:
    cells = (
        f"{own.paragraphs:,}",
        f"{own.seconds:.1f} s, {own.paragraphs / own.seconds:,.0f}/s",
        f"{own.size / 1e6:,.0f} MB",
        f"{percentile(own.pages, 50):.2f} / {percentile(own.pages, 95):.2f}",
        f"{percentile(own.http, 50):.1f} / {percentile(own.http, 95):.1f}",
        str(differing),
    )
    print(f"| {engine} | {' | '.join(cells[:4])} | {cells[4]} | | {cells[5]} |", flush=True)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--cluster", required=True, help="opensearch+http://host:port/name of an index that may go")
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    cluster = locate(arguments.cluster)
    if not isinstance(cluster, ClusterAddress):
        parser.error("--cluster is no address")
    queries = draw(passages(reports(arguments.corpus)))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {len(queries)} queries, {arguments.rounds} rounds\n")
    print("| engine | paragraphs | indexing | size | page, ms: median / p95 | HTTP | ratio | other numbers |")
    print("|---|---|---|---|---|---|---|---|")
    try:
        for size in map(int, arguments.sizes.split(",")):
            measure(arguments.corpus, size, queries, cluster, arguments.rounds)
    finally:
        connection = Cluster(cluster)
        connection.request("DELETE", f"/{cluster.name}-0*,{cluster.name}-lock", ignore=(404,))
        connection.close()


if __name__ == "__main__":
    main()
