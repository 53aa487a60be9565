"""How indexing and pages grow with the corpus: `python -m benchmarks.growth --corpus FILE`; draws `growth.svg`.

Each size is the corpus cut, or repeated under new ids. The queries are the same at every size.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from benchmarks import process
from benchmarks.large import reports, with_paragraphs
from benchmarks.ours import OurSearcher
from benchmarks.process import Built
from benchmarks.queries import Query, draw, passages
from benchmarks.timing import percentile, time_pages
from search import open_searcher

SIZES: Final = "10000,100000,360000,3600000"
PLOT: Final = Path(__file__).with_name("growth.svg")


@dataclass(frozen=True, slots=True)
class Measured:
    """An index of one size, and the milliseconds of its pages."""

    built: Built
    median: float
    p95: float


def measure(corpus: Path, paragraphs: int, queries: list[Query], rounds: int) -> Measured:
    """Index that number of the corpus' paragraphs, and ask for pages."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        part = with_paragraphs(corpus, paragraphs, scratch / "part.jsonl")
        built = process.build("ours", part, scratch / "index")
        with open_searcher(scratch / "index") as searcher:
            timings = time_pages({"ours": OurSearcher(searcher).page}, queries, rounds)
    medians = [each.median("ours") for each in timings]
    return Measured(built, percentile(medians, 50), percentile(medians, 95))


def draw_plot(measured: list[Measured], path: Path) -> None:
    """Seconds of indexing and milliseconds of pages by size, on logarithmic scales with lines of slope 1."""
    # By name, since it is installed only with the extra `bench`.
    matplotlib: Any = import_module("matplotlib")
    matplotlib.use("svg")
    pyplot: Any = import_module("matplotlib.pyplot")
    # The same figures give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    sizes = [each.built.paragraphs for each in measured]
    figure, (indexing, pages) = pyplot.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    _curve(indexing, sizes, [each.built.seconds for each in measured], "indexing")
    _curve(pages, sizes, [each.median for each in measured], "median of 200 mixed queries")
    _curve(pages, sizes, [each.p95 for each in measured], "95th percentile")
    for axes, title in ((indexing, "Indexing, seconds"), (pages, "Page, milliseconds")):
        axes.set(title=title, xlabel="paragraphs", xscale="log", yscale="log")
        axes.grid(visible=True, which="major", alpha=0.4)
        axes.legend()
    figure.savefig(path, format="svg", metadata={"Date": None})


def _curve(axes: Any, sizes: list[int], figures: list[float], label: str) -> None:
    (drawn,) = axes.plot(sizes, figures, marker="o", label=label)
    linear = [figures[0] * size / sizes[0] for size in sizes]
    axes.plot(sizes, linear, linestyle=":", color=drawn.get_color(), label=f"{label}, were it linear (slope 1)")


def main() -> None:
    """Print one table and write the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="report lines, .jsonl or .jsonl.gz")
    parser.add_argument("--sizes", default=SIZES, help="paragraphs, with commas between")
    parser.add_argument("--rounds", type=int, default=5, help="how often every query is asked")
    parser.add_argument("--plot", type=Path, default=PLOT)
    arguments = parser.parse_args()
    queries = draw(passages(reports(arguments.corpus)))
    print("| paragraphs | indexing, s | paragraphs/s | peak memory, MiB | index, MB | page, median, ms | p95, ms |")
    print("|---|---|---|---|---|---|---|", flush=True)
    measured = []
    for size in sorted(map(int, arguments.sizes.split(","))):
        each = measure(arguments.corpus, size, queries, arguments.rounds)
        built = each.built
        cells = f"{built.seconds:.1f} | {built.rate:,.0f} | {built.memory / 2**20:,.0f} | {built.size / 1e6:,.0f}"
        print(f"| {built.paragraphs:,} | {cells} | {each.median:.2f} | {each.p95:.2f} |", flush=True)
        measured.append(each)
    draw_plot(measured, arguments.plot)


if __name__ == "__main__":
    main()
