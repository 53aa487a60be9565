"""Index and query time on a large corpus beside stock Whoosh: `python -m benchmarks.large --corpus FILE`."""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.stock import StockSearcher, build
from index import index_paths
from index.errors import ReadError
from index.readers import read_reports
from index.report import Report
from search import SearchRequest, open_searcher

QUERIES = (
    "应当",
    "管理 部门 规定",
    "提案",
    "农村 土地 承包",
    "罚款 OR 拘留",
    '"生态环境保护"',
    "数据安全 -个人",
    "听证",
)
ROUNDS = 5


def reports(corpus: Path) -> Iterator[Report]:
    """The corpus' reports."""
    for each in read_reports(corpus):
        if isinstance(each, ReadError):
            raise each
        yield each


def size(directory: Path) -> float:
    """Megabytes of all files below a directory."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) / 1e6


def milliseconds(search: Callable[[str], object], query: str) -> float:
    """The median of ROUNDS searches, after one that warms up."""
    search(query)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        search(query)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def subset(corpus: Path, scratch: Path, count: int) -> Path:
    """The corpus' first `count` lines, as a file."""
    import gzip

    part = scratch / "part.jsonl"
    with gzip.open(corpus, "rt", encoding="utf-8") as lines, part.open("w", encoding="utf-8") as out:
        out.writelines(islice(lines, count))
    return part


def compare_indexing(corpus: Path, ours: Path, stock: Path) -> None:
    """Build both indexes and print how long that took and how large they are."""
    started = time.perf_counter()
    paragraphs = index_paths([corpus], ours).paragraphs
    ours_seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    build(stock, reports(corpus))
    stock_seconds = time.perf_counter() - started
    rates = paragraphs / ours_seconds, paragraphs / stock_seconds
    print(f"\n{paragraphs} paragraphs | ours | stock Whoosh + ChineseAnalyzer | ratio\n---|---|---|---")
    print(f"indexing, paragraphs/s | {rates[0]:.0f} | {rates[1]:.0f} | {rates[0] / rates[1]:.2f} times as fast")
    print(f"index, MB | {size(ours):.0f} | {size(stock):.0f} | {size(ours) / size(stock):.2f} times as large")
    print(f"peak memory, MB | {memory:.0f} | |")


def compare_queries(ours: Path, stock: Path) -> None:
    """Ask both and print how long that took."""
    print("\nquery | ours ms | ours total | stock ms | stock total | times as fast\n---|---|---|---|---|---")
    theirs = StockSearcher(stock)
    with open_searcher(ours) as searcher:
        for query in QUERIES:
            mine = milliseconds(lambda query: searcher.search(SearchRequest(query)), query)
            other = milliseconds(theirs.search, query)
            totals = searcher.search(SearchRequest(query)).total, theirs.search(query)
            print(f"{query} | {mine:.1f} | {totals[0]} | {other:.1f} | {totals[1]} | {other / mine:.1f}", flush=True)


def main() -> None:
    """Index both, ask both, print two tables; or only ask two indexes of the same reports that stand already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="report lines, .jsonl.gz")
    parser.add_argument("--reports", type=int, default=0, help="only the first so many reports (0: all)")
    parser.add_argument("--standing", type=Path, nargs=2, metavar=("OURS", "STOCK"), help="indexes that stand already")
    arguments = parser.parse_args()
    if arguments.standing:
        compare_queries(*arguments.standing)
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        corpus = subset(arguments.corpus, scratch, arguments.reports) if arguments.reports else arguments.corpus
        compare_indexing(corpus, scratch / "ours", scratch / "stock")
        compare_queries(scratch / "ours", scratch / "stock")


if __name__ == "__main__":
    main()
