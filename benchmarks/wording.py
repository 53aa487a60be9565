"""Times of the studies of wording, warm, and traces held against a scan: `python -m benchmarks.wording --index DIR`.

--changes BODY: also compares each two consecutive years of the body. --check N: holds N traces against a scan of all
texts, which takes some minutes for each.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from index.analysis import fold, searched_text
from index.deadline import UNLIMITED
from search import Searcher, SearchRequest, open_searcher
from search.study.changes import changes
from search.study.reprints import folded
from search.study.sources import Source
from search.study.trace import similar, trace

DRAFTS: Final = 20
LEAST: Final = 8
LENGTH: Final = range(9_500, 10_500)
"""Characters of the reports that are traced."""
QUERIES: Final = ("提案", "公布之日起施行", "应当", "管理 部门")


def measured(name: str, calls: Sequence[Callable[[], object]]) -> None:
    """A row of the table: each call's second time, by the clock and of the processor."""
    clock, processor = [], []
    for call in calls:
        call()
        started, spent = time.perf_counter(), time.process_time()
        call()
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - spent)
    row = (f(each) for each in (clock, processor) for f in (statistics.median, max))
    print(f"| {name} | {len(calls)} | " + " | ".join(f"{each * 1000:,.0f}" for each in row) + " |", flush=True)


def compared(text: str) -> str:
    """What is compared of a text."""
    return "".join(fold(searched_text(text)).split())


def differing_from_scan(searcher: Searcher, report: str) -> list[str]:
    """What a trace of the report says that a scan of all texts does not, or the other way round."""
    source = Source.of_report(searcher, report, UNLIMITED)
    found = trace(searcher, source, SearchRequest("", limit=1_000_000), UNLIMITED, least=LEAST, nearest=0)
    others = (each.id for each in searcher.reports() if each.id != report)
    every = "\n".join(compared(part.text) for each in others for part in searcher.report(each).paragraphs)
    wrong = []
    begin = 0
    for number, text in enumerate(source.paragraphs):
        runs: list[tuple[int, int]] = []
        for run in (each for each in found.runs if each.paragraph == number):
            said, start = compared(run.text), len(compared(text[: run.start - begin]))
            runs.append((start, start + len(said)))
            if overlapping(said, every) != run.count:
                wrong.append(f"{said}: {run.count}")
        wrong += unlike(compared(text), runs, every)
        begin += len(text) + 1
    return wrong


def unlike(text: str, runs: Sequence[tuple[int, int]], every: str) -> list[str]:
    """Runs of a paragraph that could be longer, and pieces of it that stand elsewhere and are in no run."""
    counted = [at for at, char in enumerate(text) if char.isalnum()]
    turn = {at: number for number, at in enumerate(counted)}
    wrong = []
    for start, end in runs:
        first, last = turn[start], turn[end - 1]
        longer = [text[counted[first - 1] : end]] if first else []
        longer += [text[start : counted[last + 1] + 1]] if last + 1 < len(counted) else []
        wrong += [f"longer: {each}" for each in longer if each in every]
    for first, last in zip(counted, counted[LEAST - 1 :], strict=False):
        if not any(start <= first and last < end for start, end in runs) and text[first : last + 1] in every:
            wrong.append(f"missed: {text[first : last + 1]}")
    return wrong


def overlapping(text: str, every: str) -> int:
    """How often a text stands in another one, overlaps included."""
    count = start = 0
    while (start := every.find(text, start) + 1) > 0:
        count += 1
    return count


def main() -> None:
    """Print a table of times, and what the checks find."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--changes", default="")
    parser.add_argument("--check", type=int, default=0)
    given = parser.parse_args()
    dice = random.Random(17)
    request = SearchRequest("", limit=50)
    with open_searcher(given.index) as searcher:
        print("| | calls | ms, median | worst | of the processor, median | worst |\n|---|---|---|---|---|---|")
        long = [each.id for each in searcher.reports() if each.characters in LENGTH]
        drafts = dice.sample(long, min(DRAFTS, len(long)))
        sources = [Source.of_report(searcher, each, UNLIMITED) for each in drafts]
        measured("trace", [lambda each=each: trace(searcher, each, request) for each in sources])  # type: ignore[misc]
        places = [(each.report, dice.randrange(len(each.paragraphs))) for each in sources for _ in range(5)]
        measured("similar", [lambda each=each: similar(searcher, each[0], each[1], request) for each in places])  # type: ignore[misc]
        asked = [SearchRequest(query) for query in QUERIES]
        measured("search", [lambda each=each: searcher.search(each) for each in asked])  # type: ignore[misc]
        measured("search, folded", [lambda each=each: folded(searcher, each) for each in asked])  # type: ignore[misc]
        if given.changes:
            years = sorted({each.year for each in searcher.reports() if each.body == given.changes and each.year})
            pairs = list(pairwise(years))
            measured(
                "changes",
                [lambda each=each: changes(searcher, given.changes, *each) for each in pairs],  # type: ignore[misc]
            )
        for each in drafts[: given.check]:
            wrong = differing_from_scan(searcher, each)
            print(f"{each}: {len(wrong)} unlike the scan {wrong[:5]}", flush=True)


if __name__ == "__main__":
    main()
