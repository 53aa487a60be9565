"""Two checkouts of this project side by side in one run: is the second slower anywhere?

`python -m benchmarks.before_after BEFORE --corpus laws.jsonl.gz`, where BEFORE is a checkout of an earlier commit. Each
round runs a fresh process of either, in turn, and the rounds' ratios count, since the machine's speed varies. A
measurement is made by this very file, run as a script with the checkout's packages, through interfaces that both have.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

ROUNDS: Final = 3
SEARCHES: Final = 5
"""Repetitions of each query in a process; the fastest counts."""
EXPORTED: Final = "仲裁"
"""A query with some thousand hits."""
ONE_BY_ONE: Final = (
    "提案", "合同", "行政处罚", "人民法院", "仲裁 裁决", "土地 使用权", "劳动 报酬", "食品 安全 标准", "环境 OR 生态",
    "“依法追究刑事责任”", "处罚 -罚款", "年份:2010..2015 税收", "公司 /句 股东", "保险人 /10 赔偿", "未成年人保护",
    "因不可抗力不能履行民事义务的，不承担民事责任", "工伤认定的期限是多久？",
)  # fmt: skip


def searching(index: str) -> dict[str, float]:
    """Milliseconds of a page: the median and the sum over the queries."""
    from search import SearchRequest, open_searcher

    with open_searcher(index) as searcher:
        times = [_fastest(partial(searcher.search, SearchRequest(query))) for query in ONE_BY_ONE]
    return {"page, median": median(times), "page, all queries": sum(times)}


def studying(index: str) -> dict[str, float]:
    """Milliseconds of a concordance by position and by its right side, of a trend and of hits by report."""
    from search import SearchRequest, open_searcher
    from search.study import by_report, kwic, trend

    request = SearchRequest("合同")
    with open_searcher(index) as searcher:
        return {
            "concordance by position": _fastest(lambda: kwic(searcher, request)),
            "concordance by the right": _fastest(lambda: kwic(searcher, request, sort="right")),
            "trend by body and year": _fastest(lambda: trend(searcher, ["合同", "仲裁"], request, by="body_year")),
            "by report": _fastest(lambda: by_report(searcher, request)),
        }


def exporting(index: str) -> dict[str, float]:
    """Milliseconds of an export of all hits."""
    from datetime import UTC, datetime

    from search import SearchRequest, export_hits, open_searcher

    def export(kind: str) -> None:
        for _ in export_hits(searcher, SearchRequest(EXPORTED), kind, site="", when=datetime.now(UTC)):  # type: ignore[arg-type]
            pass

    with open_searcher(index) as searcher:
        return {f"export as {kind}": _fastest(partial(export, kind), 2) for kind in ("csv", "xlsx", "json")}


def showing(index: str) -> dict[str, float]:
    """Milliseconds of an HTML page, from request to bytes."""
    from web.app import create_app

    client = create_app(index).test_client()
    pages = [_fastest(partial(client.get, f"/?q={query}")) for query in ONE_BY_ONE[:8]]
    return {
        "HTML page of results": sum(pages) / len(pages),
        "HTML page of the library": _fastest(lambda: client.get("/reports"), 2),
    }


def indexing(index: str) -> dict[str, float]:
    """Seconds of indexing a corpus, of one more report, and of a run without changes."""
    from index import index_paths

    corpus, more = Path(os.environ["CORPUS"]), Path(index).with_suffix(".jsonl")
    line = {"id": "more", "title": "", "body": "某市政协", "year": 2023, "date": None, "source": None}
    more.write_text(json.dumps(line | {"paragraphs": ["提案办理工作"] * 100}), "utf-8")
    return {
        "indexing": _once(lambda: index_paths([corpus], index)) * 1000,
        "one more report": _once(lambda: index_paths([more], index)) * 1000,
        "nothing new": _once(lambda: index_paths([corpus, more], index)) * 1000,
    }


def starting(index: str) -> dict[str, float]:
    """Milliseconds of a search in a fresh process."""
    program = "import sys; from web.cli import main; sys.argv = ['zhengsou', *sys.argv[1:]]; main()"
    command = [sys.executable, "-c", program, "search", "合同", "--index", index]
    return {"zhengsou search": _fastest(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True), 3)}


MEASUREMENTS: Final[dict[str, Callable[[str], dict[str, float]]]] = {
    each.__name__: each for each in (indexing, searching, studying, exporting, showing, starting)
}


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fastest(work: Callable[[], object], times: int = SEARCHES) -> float:
    """Milliseconds of the fastest run; the first, a warm-up, does not count."""
    work()
    return min(_once(work) for _ in range(times)) * 1000


def measured(checkout: Path, name: str, index: Path, corpus: Path) -> dict[str, float]:
    """A measurement in a process of its own, with the packages of a checkout."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "CORPUS": str(corpus)}
    command = [sys.executable, str(Path(__file__).resolve()), name, str(index)]
    done = subprocess.run(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def rounds(
    before: Path, after: Path, corpus: Path, folder: Path, names: list[str]
) -> Iterator[tuple[str, float, float]]:
    """Each measurement with both checkouts' milliseconds, round by round; which goes first alternates."""
    for turn in range(ROUNDS):
        for name in names:
            pair = [(before, folder / "before"), (after, folder / "after")]
            if name == "indexing":
                pair = [(checkout, index.with_name(f"{index.name}-{turn}")) for checkout, index in pair]
            ordered = pair if turn % 2 else pair[::-1]
            found = {checkout: measured(checkout, name, index, corpus) for checkout, index in ordered}
            yield from ((what, found[before][what], found[after][what]) for what in found[before])


def main() -> None:
    """Prints a table: medians in milliseconds, the median of the rounds' ratios, and the smallest of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path("var/before-after"))
    parser.add_argument("--only", nargs="*", default=list(MEASUREMENTS))
    options = parser.parse_args()
    folder, corpus, after = options.folder.resolve(), options.corpus.resolve(), Path(__file__).resolve().parent.parent
    folder.mkdir(parents=True, exist_ok=True)
    for checkout, name in ((options.before.resolve(), "before"), (after, "after")):
        measured(checkout, "indexing", folder / name, corpus)
    found: dict[str, list[tuple[float, float]]] = {}
    for what, old, new in rounds(options.before.resolve(), after, corpus, folder, options.only):
        found.setdefault(what, []).append((old, new))
    print("| | before, ms | after, ms | after / before | least |\n|---|---|---|---|---|")
    for what, pairs in found.items():
        ratios = [new / old for old, new in pairs]
        old, new = (median(each) for each in zip(*pairs, strict=True))
        print(f"| {what} | {old:,.2f} | {new:,.2f} | {median(ratios):.2f} | {min(ratios):.2f} |")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in MEASUREMENTS:
        # The script's directory would hide the checkout's packages behind this one's.
        sys.path[0] = os.environ["PYTHONPATH"]
        print(json.dumps(MEASUREMENTS[sys.argv[1]](sys.argv[2])))
    else:
        main()
