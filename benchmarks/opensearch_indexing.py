"""Indexing into OpenSearch, everything included, beside a plain loop with the client's own helper:
`python -m benchmarks.opensearch_indexing CORPUS`.

A server of one node with 1 GB of heap is started on this machine for it; `--at HOST:PORT` takes one that runs. The
plain loop sends words and bigrams that are made one paragraph after the other, by `opensearchpy.helpers.parallel_bulk`;
it makes no records, removes nothing and counts nothing. Both begin on a server that has indexed a part of the corpus.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.helpers import parallel_bulk

from benchmarks.large import reports, with_paragraphs
from index import index_paths
from index.analysis import Segmenter, fold
from index.location import ClusterAddress, locate
from index.settings import ClusterSettings

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from opensearch_server import OpenSearchCluster

WARMING: Final = 40_000
"""Paragraphs that are indexed before, each way, so that Java has compiled what runs often."""
THREADS: Final = 4
CHUNK: Final = 500
NAMES: Final = {"ours": "bench-ours", "plain": "bench-plain"}


@dataclass(frozen=True, slots=True)
class Measured:
    """A run. client, server: seconds of processor time that each took. bytes: of the index when it was done."""

    paragraphs: int
    seconds: float
    client: float
    server: float
    bytes: int


def ours(corpus: Path, address: ClusterAddress) -> int:
    """Index as `zhengsou index` does; returns the number of paragraphs."""
    return index_paths([corpus], address).paragraphs


def plain(corpus: Path, address: ClusterAddress) -> int:
    """Index as a plain loop does; returns the number of paragraphs."""
    host, port = address.hosts[0]
    tokens = {"type": "text", "analyzer": "whitespace"}
    keyword = {"type": "keyword"}
    properties: dict[str, Any] = {"words": tokens, "grams": tokens, "text": {"type": "keyword", "index": False}}
    properties["text"]["doc_values"] = False
    properties |= dict.fromkeys(("report", "body", "kind"), keyword) | {"year": {"type": "integer"}}
    with closing(OpenSearch([{"host": host, "port": port}], timeout=60)) as client:
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1}
        client.indices.create(index=address.name, body={"settings": settings, "mappings": {"properties": properties}})
        sent = parallel_bulk(client, _actions(corpus), thread_count=THREADS, chunk_size=CHUNK, index=address.name)
        count: int = sum(done for done, _ in sent)
        client.indices.refresh(index=address.name)
        found = client.count(index=address.name)["count"]
        assert found == count, (found, count)
    return count


def _actions(corpus: Path) -> Iterator[dict[str, Any]]:
    segmenter = Segmenter()
    for report in reports(corpus):
        for paragraph in report.paragraphs:
            folded = fold(paragraph.text)
            yield {
                "report": report.id,
                "body": report.body,
                "year": report.year or -1,
                "kind": paragraph.kind,
                "text": paragraph.text,
                "words": " ".join(word for word, _, _ in segmenter.words(paragraph.text)),
                "grams": " ".join(folded[at : at + 2].replace(" ", "_") for at in range(len(folded))),
            }


WAYS: Final[dict[str, Callable[[Path, ClusterAddress], int]]] = {"plain": plain, "ours": ours}


class Bench:
    """Measures ways of indexing on one server."""

    def __init__(self, host: str, port: int) -> None:
        self._at = f"opensearch+http://{host}:{port}"
        self._client = OpenSearch([{"host": host, "port": port}], timeout=60)

    def run(self, way: str, corpus: Path) -> Measured:
        """Index the corpus one way into an index that is deleted afterwards."""
        address = locate(f"{self._at}/{NAMES[way]}")
        assert isinstance(address, ClusterAddress)
        before, client, server = time.perf_counter(), _client_seconds(), self._server_seconds()
        count = WAYS[way](corpus, address)
        seconds = time.perf_counter() - before
        used = _client_seconds() - client, self._server_seconds() - server
        size = self._client.indices.stats(index=address.name, metric="store")["_all"]["primaries"]["store"]
        self._client.indices.delete(index=f"{address.name}*")
        return Measured(count, seconds, *used, size["size_in_bytes"])

    def _server_seconds(self) -> float:
        nodes = self._client.nodes.stats(metric="process")["nodes"].values()
        return float(sum(node["process"]["cpu"]["total_in_millis"] for node in nodes)) / 1000


def _client_seconds() -> float:
    """Processor time of this process and of those of its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def main() -> None:
    """Print a table and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="report lines, .jsonl or .jsonl.gz")
    parser.add_argument("--at", metavar="HOST:PORT", help="a server that runs, without security")
    parser.add_argument("--rounds", type=int, default=2, help="how often each way is taken, by turns")
    arguments = parser.parse_args()
    # A copy could not be on the one node, and the plain loop makes none.
    assert ClusterSettings.from_environment().replicas == 0, "set ZHENGSOU_OPENSEARCH_REPLICAS=0"
    with ExitStack() as stack:
        if arguments.at:
            host, _, port = arguments.at.rpartition(":")
        else:
            host, port = stack.enter_context(OpenSearchCluster(heap="1g")).hosts[0]
        bench = Bench(host, int(port))
        scratch = Path(stack.enter_context(TemporaryDirectory()))
        warming = with_paragraphs(arguments.corpus, WARMING, scratch / "warming.jsonl")
        for way in WAYS:
            bench.run(way, warming)
        print("| | paragraphs | s | paragraphs/s | client, CPU s | server, CPU s | index, MB |")
        print("|---|---|---|---|---|---|---|", flush=True)
        rates: dict[str, float] = {}
        for way in list(WAYS) * arguments.rounds:
            each = bench.run(way, arguments.corpus)
            rate = each.paragraphs / each.seconds
            rates[way] = max(rates.get(way, 0), rate)
            cells = f"{each.paragraphs:,} | {each.seconds:.1f} | {rate:,.0f} | {each.client:.1f} | {each.server:.1f}"
            print(f"| {way} | {cells} | {each.bytes / 1e6:,.0f} |", flush=True)
        print(f"\nthe best of each: ours / plain = {rates['ours'] / rates['plain']:.2f}")


if __name__ == "__main__":
    main()
