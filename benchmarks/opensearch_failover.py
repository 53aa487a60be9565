"""A cluster of three nodes loses one while it is written, and one while it is asked: `python -m
benchmarks.opensearch_failover CORPUS`.

Nothing may be lost, no answer may be wrong, and what cannot be answered must be a 503 that says so. The right answers
are those of the local engine over the same reports. A node is lost by `kill` (SIGKILL, as by a power cut) or by `hold`
(SIGSTOP: it holds still with its ports open, which a cluster notices after half a minute only).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode

from benchmarks.cold_start import COMMAND
from benchmarks.http import address, served
from benchmarks.large import reports, with_paragraphs
from benchmarks.load import RIGHT, Answered, Question, asked_for, error_span, kinds, loading, stalled
from benchmarks.queries import draw, indexed_passages
from benchmarks.timing import percentile
from index import index_paths
from index.location import ClusterAddress, locate
from index.opensearch.client import Cluster
from index.settings import REPLICAS_VARIABLE, SHARDS_VARIABLE
from search import open_searcher
from web.app import create_app
from web.serving.live import detach

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from opensearch_server import OpenSearchCluster

CLIENTS: Final = 16
SHARDS: Final = 3
MIDDLE: Final = 0.4
"""Share of the corpus that is indexed when a node is lost."""
FAULTS: Final = ("kill", "hold")
MOST_SORTED: Final = 2_000
"""Hits that are all read from the cluster to be sorted by their marks; more would measure that alone."""
_LAYOUT: Final = {SHARDS_VARIABLE: str(SHARDS), REPLICAS_VARIABLE: "1"}
_EXTRAS: Final[tuple[dict[str, str], ...]] = ({}, {}, {"sort": "date"}, {}, {"offset": "30"}, {}, {"sort": "hits"})
"""Options of the questions, in turn."""


def questions(directory: Path) -> list[Question]:
    """The mixed queries, with what the local engine answers from the index in a directory."""
    with open_searcher(directory) as searcher:
        queries = draw(indexed_passages(searcher))
    app = create_app(directory)
    client = app.test_client()
    found = []
    try:
        for query, extras in zip(queries, cycle(_EXTRAS)):
            asked = address("/api/search", query)
            answer = client.get(asked).get_json()
            if extras and (extras != {"sort": "hits"} or answer["total"] <= MOST_SORTED):
                asked += f"&{urlencode(extras)}"
                answer = client.get(asked).get_json()
            found.append(asked_for(asked, answer))
    finally:
        detach(app)
    return found


def settled(asked: Sequence[Question], place: str) -> list[Question]:
    """The questions with the pages that the cluster shows while all its nodes are there.

    Its own BM25 chooses what is ranked, so that a page may have other hits than on files (search/engine/opensearch/
    candidates.py). Raises RuntimeError where any number of all hits is another.
    """
    app = create_app(place)
    client = app.test_client()
    try:
        found = [asked_for(each.address, client.get(each.address).get_json()) for each in asked]
    finally:
        detach(app)
    wrong = [each.address for each, ours in zip(asked, found, strict=True) if each.numbers != ours.numbers]
    if wrong:
        raise RuntimeError(f"the cluster answers other numbers than files: {wrong}")
    return found


@contextmanager
def lost(cluster: OpenSearchCluster, node: int, fault: str, *, returns: bool = True) -> Iterator[None]:
    """Run the block without a node, which returns afterwards; ends when the cluster is green."""
    cluster.kill(node) if fault == "kill" else cluster.pause(node)
    try:
        yield
    finally:
        if returns:
            cluster.restart(node) if fault == "kill" else cluster.resume(node)
            cluster.wait_green()


def primaries(cluster: OpenSearchCluster, name: str, node: int) -> int:
    """Number of primary shards on a node, of the newest index behind a name."""
    shards = cluster.call("GET", f"/_cat/shards/{name}-0*?format=json", node=cluster.nodes[-1])
    return sum(shard["prirep"] == "p" and shard["node"] == cluster.nodes[node].name for shard in shards)


def taken(cluster: OpenSearchCluster, name: str) -> int:
    """Number of documents in primary shards of the nodes that answer, refreshed or not."""
    stats = cluster.call("GET", f"/{name}-0*/_stats/indexing?allow_no_indices=true", node=cluster.nodes[-1])
    return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))


def index_and_lose(
    cluster: OpenSearchCluster, corpus: Path, place: str, paragraphs: int, fault: str, *, node: int = 0
) -> tuple[float, str]:
    """Run `zhengsou index` and lose a node in the middle; its seconds and its last line.

    Raises RuntimeError when it fails or is over before.
    """
    name = place.rpartition("/")[2]
    command = [COMMAND, "index", str(corpus), "--index", place, "--json"]
    began = time.monotonic()
    with subprocess.Popen(
        command, env=os.environ | _LAYOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as indexing:
        try:
            while taken(cluster, name) < paragraphs * MIDDLE:
                if indexing.poll() is not None:
                    raise RuntimeError(f"indexing ended too soon: {indexing.communicate()}")
                time.sleep(0.02)
            print(
                f"  {primaries(cluster, name, node)} primary shards are on the node that is lost ({fault})", flush=True
            )
            with lost(cluster, node, fault):
                output, errors = indexing.communicate()
                took = time.monotonic() - began
        finally:
            indexing.kill()
    if indexing.returncode:
        raise RuntimeError(f"indexing failed: {output} {errors}")
    return took, output.strip()


def differences(corpus: Path, place: str) -> list[str]:
    """Paragraphs of the corpus that are missing or duplicated in the index, and those not of the corpus."""
    wanted = {
        (report.id, number, paragraph.text)
        for report in reports(corpus)
        for number, paragraph in enumerate(report.paragraphs)
    }
    location = locate(place)
    assert isinstance(location, ClusterAddress)
    cluster = Cluster(location)
    body = {"query": {"term": {"role": "paragraph"}}, "sort": ["order"], "_source": ["report", "number", "text"]}
    found = [hit["_source"] for page in cluster.pages(body) for hit in page]
    cluster.close()
    there = {(each["report"], each["number"], each["text"]) for each in found}
    told = [f"missing: {each}" for each in sorted(wanted - there)[:5]]
    told += [f"too many: {each}" for each in sorted(there - wanted)[:5]]
    if not len(found) == len(there) == len(wanted):
        told.append(f"{len(found)} paragraphs, {len(there)} of them different, of {len(wanted)}")
    return told


def checked(place: str) -> str:
    """Faults that `zhengsou check` reports; "" for an intact index."""
    check = subprocess.run([COMMAND, "check", "--index", place], check=False, capture_output=True, text=True)
    return "" if check.returncode == 0 else check.stdout + check.stderr


@dataclass(frozen=True, slots=True)
class Times:
    """By time.monotonic: when clients began to ask, a node was lost, it was back with the cluster green, they ended."""

    begun: float
    lost: float
    back: float
    ended: float

    @property
    def phases(self) -> dict[str, tuple[float, float]]:
        """From when to when."""
        phases = {"before": (self.begun, self.lost), "a node is lost": (self.lost, self.back)}
        return phases | ({"it is back": (self.back, self.ended)} if self.ended > self.back else {})


def ask_and_lose(
    cluster: OpenSearchCluster,
    asked: Sequence[Question],
    place: str,
    fault: str,
    *,
    node: int,
    before: float,
    without: float,
    after: float | None,
    workers: int = 1,
) -> tuple[Times, list[Answered]]:
    """Answers of `zhengsou serve` to CLIENTS, for the given seconds before, without and after a node.

    after: None if the node does not return.
    """
    with served(place, workers) as port, loading(port, asked, CLIENTS) as load:
        begun = time.monotonic()
        time.sleep(before)
        lost_at = time.monotonic()
        with lost(cluster, node, fault, returns=after is not None):
            time.sleep(without)
        back = time.monotonic()
        time.sleep(after or 0)
        ended = time.monotonic() if after else back
    return Times(begun, lost_at, back, ended), load.answers


def tell(times: Times, answers: Sequence[Answered]) -> None:
    """Print the clients' answers."""
    print("| phase | s | answers | right/s | p50, ms | p99, ms | slowest, ms | longest without one, s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (start, end) in times.phases.items():
        some = [each for each in answers if start <= each.began < end]
        took = [each.seconds * 1000 for each in some if each.kind == RIGHT] or [0.0]
        figures = [percentile(took, 50), percentile(took, 99), max(took)]
        print(
            f"| {name} | {end - start:.1f} | {len(some)} | {len(took) / (end - start):.1f} "
            f"| {' | '.join(f'{each:.0f}' for each in figures)} | {stalled(answers, start, end):.1f} |"
        )
    for kind, count in kinds(answers).most_common():
        print(f"  {count} × {kind}")
    errors = sorted(each.ended - times.lost for each in answers if each.kind != RIGHT)
    if errors:
        print(f"  errors from {errors[0]:.1f} to {errors[-1]:.1f} s after the loss: {error_span(answers):.1f} s")
    for each in [each for each in answers if not each.allowed][:5]:
        print(f"  {each.kind} {each.address} at {each.began - times.lost:.1f} s")


def _lose_while_indexing(cluster: OpenSearchCluster, corpus: Path, place: str, paragraphs: int, fault: str) -> None:
    print(f"{fault}: a node is lost while indexing (load {os.getloadavg()[0]:.1f})", flush=True)
    took, summary = index_and_lose(cluster, corpus, place, paragraphs, fault)
    print(f"  {took:.1f} s, {paragraphs / took:.0f} paragraphs/s: {summary}")
    print(f"  differences from the corpus: {differences(corpus, place) or 'none'}", flush=True)


def _lose_while_asked(
    cluster: OpenSearchCluster, asked: Sequence[Question], place: str, fault: str, seconds: float, workers: int
) -> None:
    print(f"{fault}: a node is lost while {CLIENTS} clients ask (load {os.getloadavg()[0]:.1f})", flush=True)
    right = settled(asked, place)
    others = [each.address for each, ours in zip(asked, right, strict=True) if each != ours]
    print(f"  with all nodes there, {len(others)} pages have other hits than on files: {others}", flush=True)
    times, answers = ask_and_lose(
        cluster, right, place, fault, node=0, before=15, without=seconds, after=15, workers=workers
    )
    tell(times, answers)


def main() -> None:
    """Print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="report lines")
    parser.add_argument("--paragraphs", type=int, default=60_000, help="of the corpus, which is cut (%(default)s)")
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=FAULTS)
    parser.add_argument("--seconds", type=float, default=60, help="how long a node is away while clients ask")
    parser.add_argument("--workers", type=int, default=1, help="of the server")
    parser.add_argument("--heap", default="512m", help="of each node")
    parser.add_argument("--check", action="store_true", help="run `zhengsou check` on each index, which takes minutes")
    chosen = parser.parse_args()
    with TemporaryDirectory() as scratch, OpenSearchCluster(3, heap=chosen.heap) as cluster:
        corpus = with_paragraphs(chosen.corpus, chosen.paragraphs, Path(scratch) / "corpus.jsonl")
        summary = index_paths([corpus], Path(scratch) / "index")
        asked = questions(Path(scratch) / "index")
        print(f"{summary.paragraphs} paragraphs, {len(asked)} questions, {SHARDS} shards, 1 replica", flush=True)
        for fault in chosen.faults:
            place = cluster.address(f"reports-{fault}")
            _lose_while_indexing(cluster, corpus, place, summary.paragraphs, fault)
            if chosen.check:
                print(f"  zhengsou check: {checked(place) or 'whole'}", flush=True)
            _lose_while_asked(cluster, asked, place, fault, chosen.seconds, chosen.workers)


if __name__ == "__main__":
    main()
