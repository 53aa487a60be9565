"""Ours beside stock Whoosh and tantivy on a large corpus, in one run: `python -m benchmarks.scale --corpus FILE`.

Measured are indexing (rate, size, memory), the time of a page over 200 mixed queries, one more report, and a query as a
fresh process. The peers come with the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks import process
from benchmarks.cold_start import cold_query
from benchmarks.large import first_reports, reports, size
from benchmarks.ours import OurSearcher
from benchmarks.page import Ask
from benchmarks.process import Built
from benchmarks.queries import draw, passages
from benchmarks.table import ENGINES, Row, print_groups, print_rows
from benchmarks.timing import Timing, percentile, time_pages, write_details
from search import open_searcher

ADDED_PARAGRAPHS: Final = 100
ADDITIONS: Final = 5


def opened(engine: str, directory: Path, until: ExitStack) -> Ask:
    """An open searcher's page; a peer is loaded only when it is asked."""
    if engine == "ours":
        return OurSearcher(until.enter_context(open_searcher(directory))).page
    if engine == "stock":
        from benchmarks.stock import StockSearcher

        return StockSearcher(directory).page
    from benchmarks.tantivy_peer import TantivySearcher

    return TantivySearcher(directory).page


def indexing_rows(built: dict[str, Built], sizes: dict[str, int]) -> list[Row]:
    """Rows of the indexes built in this run, and the size of every index."""
    rates = {engine: each.rate for engine, each in built.items() if engine != "tantivy-alone"}
    memory = {engine: each.memory / 2**20 for engine, each in built.items() if engine != "tantivy-alone"}
    megabytes = {engine: each / 1e6 for engine, each in sizes.items()}
    goal = "≥ 20,000; ≥ 15 × stock; ≥ 0.7 × tantivy"
    rows = [Row("indexing from report lines, paragraphs/s", rates, goal, rate=True)] if rates else []
    if "tantivy-alone" in built:
        alone = {"tantivy": built["tantivy-alone"].rate}
        rows.append(Row("the same, words given beforehand, paragraphs/s", alone, rate=True))
    rows.append(Row("index, MB", megabytes, "≤ stock"))
    return [*rows, Row("peak memory while indexing, MiB", memory, "≤ 1,024")] if memory else rows


def page_rows(timings: list[Timing]) -> list[Row]:
    """Rows over all queries: medians of the rounds, and the first round."""
    engines = timings[0].rounds
    goals = {50: "≤ 3; ≥ 60 × faster than stock; ≤ 1.5 × tantivy", 95: "≤ 15; ≥ 60 × faster; ≤ 1.5 × tantivy"}
    rows: list[Row] = []
    for percent, name in ((50, "median"), (95, "p95")):
        again = {engine: percentile((each.median(engine) for each in timings), percent) for engine in engines}
        first = {engine: percentile((each.first(engine) for each in timings), percent) for engine in engines}
        rows += [
            Row(f"page, {name}, ms", again, goals[percent]),
            Row(f"page asked for the first time, {name}, ms", first),
        ]
    return rows


def addition_row(corpus: Path, ours: Path, scratch: Path) -> Row:
    """One more report with ADDED_PARAGRAPHS in the existing index, by a fresh process; it is removed again."""
    folder = scratch / "addition"
    folder.mkdir()
    file = folder / "addition.jsonl"
    texts = [paragraph.text for report in islice(reports(corpus), 50) for paragraph in report.paragraphs]
    report = {
        "id": "benchmark-addition",
        "title": "新增的报告",
        "body": "新增政协",
        "paragraphs": texts[:ADDED_PARAGRAPHS],
    }
    times = []
    for _ in range(ADDITIONS):
        file.write_text(json.dumps(report, ensure_ascii=False) + "\n", "utf-8")
        times.append(process.build("ours", folder, ours).seconds)
        file.unlink()
        process.build("ours", folder, ours)
    return Row(f"one more report of {ADDED_PARAGRAPHS} paragraphs, s", {"ours": statistics.median(times)}, "≤ 1")


def cold_rows(ours: Path) -> list[Row]:
    """A query as a fresh process."""
    best, median = cold_query(ours)
    return [
        Row("`zhengsou search 提案`, median, s", {"ours": median}, "≤ 0.45"),
        Row("`zhengsou search 提案`, best, s", {"ours": best}),
    ]


def build_missing(corpus: Path, indexes: dict[str, Path], scratch: Path) -> dict[str, Built]:
    """Build the missing indexes, one after another."""
    built = {}
    for engine, directory in indexes.items():
        if not directory.exists():
            built[engine] = process.build(engine, corpus, directory)
            if engine == "tantivy":
                built["tantivy-alone"] = process.build("tantivy-alone", corpus, scratch / "tantivy-alone")
    return built


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="report lines, .jsonl or .jsonl.gz")
    parser.add_argument("--reports", type=int, default=0, help="only the first so many reports (0: all)")
    parser.add_argument("--peers", default="stock,tantivy", help="which of them, with a comma between; or nothing")
    standing = "where indexes of this corpus stand already; what is missing is built there and stays"
    parser.add_argument("--standing", type=Path, nargs=3, metavar=("OURS", "STOCK", "TANTIVY"), help=standing)
    parser.add_argument("--rounds", type=int, default=5, help="how often every query is asked")
    parser.add_argument("--details", type=Path, help="write every query's times there, as JSON")
    arguments = parser.parse_args()
    engines = [engine for engine in ENGINES if engine in ("ours", *arguments.peers.split(","))]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        corpus = arguments.corpus
        if arguments.reports:
            corpus = first_reports(corpus, arguments.reports, scratch / "part.jsonl")
        places = arguments.standing or [scratch / engine for engine in ENGINES]
        indexes = {engine: place for engine, place in zip(ENGINES, places, strict=True) if engine in engines}
        measure(corpus, indexes, arguments.rounds, arguments.details, scratch)


def measure(corpus: Path, indexes: dict[str, Path], rounds: int, details: Path | None, scratch: Path) -> None:
    """Build what is missing, ask, and print."""
    built = build_missing(corpus, indexes, scratch)
    sizes = {engine: size(directory) for engine, directory in indexes.items()}
    queries = draw(passages(reports(corpus)))
    with ExitStack() as until:
        asked = {engine: opened(engine, directory, until) for engine, directory in indexes.items()}
        timings = time_pages(asked, queries, rounds)
    rows = [*indexing_rows(built, sizes), *page_rows(timings), *cold_rows(indexes["ours"])]
    print_rows([*rows, addition_row(corpus, indexes["ours"], scratch)])
    print_groups(timings)
    if details:
        write_details(timings, details)


if __name__ == "__main__":
    main()
