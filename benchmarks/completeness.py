"""Does literal search miss anything on a large corpus? `python -m benchmarks.completeness --corpus FILE --index DIR`.

Draws runs of 1 to 30 characters from the corpus, as they stand and as OpenCC writes them in the other script, asks for
them in quotes, and compares total and occurrences with a scan of all the texts.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

import opencc

from benchmarks.large import reports
from index.analysis import fold
from search import SearchRequest, open_searcher

CONFIGS = ("", "t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s")
BETWEEN = "\n"
"""Separator of folded texts, in which every kind of space has become a plain one."""


def scan(folded: str, starts: list[int], run: str) -> tuple[int, int]:
    """Number of texts that contain the folded run, and of its non-overlapping occurrences."""
    places = [found.start() for found in re.finditer(re.escape(run), folded)]
    return len({bisect_right(starts, place) for place in places}), len(places)


def main() -> None:
    """Print the number of queries, and every answer that differs from the scan's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    parser.add_argument("--index", type=Path, required=True, help="an index of exactly this corpus")
    parser.add_argument("--runs", type=int, default=700)
    parser.add_argument("--seed", type=int, default=20261122)
    arguments = parser.parse_args()
    texts = [paragraph.text for path in arguments.corpus for report in reports(path) for paragraph in report.paragraphs]
    folded = BETWEEN.join(map(fold, texts))
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    chance = random.Random(arguments.seed)
    converters = {name: opencc.OpenCC(name) for name in CONFIGS if name}
    wrong, rewritten, times = 0, 0, []
    with open_searcher(arguments.index) as searcher:
        for number in range(arguments.runs):
            text = ""
            while not text:
                text = chance.choice(texts)
            start = chance.randrange(len(text))
            run = text[start : start + chance.randint(1, 30)]
            config = CONFIGS[number % len(CONFIGS)]
            query = converters[config].convert(run) if config else run
            rewritten += query != run
            quoted = '"' + query.replace("\\", "\\\\").replace('"', '\\"') + '"'
            result = searcher.search(SearchRequest(quoted, limit=0))
            times.append(result.took_ms)
            expected = scan(folded, starts, fold(run))
            if (result.total, result.occurrences) != expected:
                wrong += 1
                print(f"{run!r} ({config}): {result.total}, {result.occurrences} instead of {expected}", flush=True)
    times.sort()
    print(
        f"{arguments.runs} runs, {rewritten} of them rewritten by OpenCC, {wrong} answers that a scan contradicts; "
        f"median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.0f} ms ({time.strftime('%Y-%m-%d')})"
    )


if __name__ == "__main__":
    main()
